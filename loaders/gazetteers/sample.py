"""Draws townships whose point was not found by their own name, for checking by hand.

The same seed draws the same, and a change of the table changes the sample no more than the table: the townships are
put in the order of a digest of seed and code.
"""

import argparse
import csv
import hashlib
import sys

from geo.gazetteer import Gazetteer
from geo.models import Township

COLUMNS = ("code", "name", "county", "source", "match")


def draw(gazetteer: Gazetteer, *, seed: int, size: int) -> list[Township]:
    """`size` townships with a point by a former name or by pinyin, in the order of their codes."""
    every = (township for division in gazetteer.divisions() for township in gazetteer.townships(division.adcode))
    inferred = [one for one in every if one.match not in {"", "name"}]
    shuffled = sorted(inferred, key=lambda one: hashlib.sha256(f"{seed} {one.code}".encode()).digest())
    return sorted(shuffled[:size], key=lambda one: one.code)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("--seed", type=int, default=0, help="seed of the draw")
    parser.add_argument("--size", type=int, default=200, help="townships to draw")


def run(arguments: argparse.Namespace) -> None:
    """Print the sample as CSV."""
    gazetteer = Gazetteer.load()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in draw(gazetteer, seed=arguments.seed, size=arguments.size):
        county = gazetteer.division(one.adcode)
        writer.writerow((one.code, one.name, county.name if county else "", one.source, one.match))

"""How much of a made-up archive the reader finds: titles, numbers, jurisdictions, names of projects, their counties.

    python tests/benchmarks/archive_check.py ARCHIVE [--plans 50] [--errors 20] [--json FILE]

Reads every n-th plan of a folder that `archive.py` wrote and compares with what it wrote there. A project counts as
found when a mention has its name (county, town and words of works before and behind it left aside, `geo.names`), and
its county when that mention has one of its counties. The texts are made from templates, so the figures say whether the
archive is read like plans are, and nothing about how well real plans are read: that is `python -m loaders evaluate`.
"""

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.gazetteer import Gazetteer  # noqa: E402  # the repository is on the path only now
from geo.names import core, without_prefix  # noqa: E402
from loaders import documents, mentions, tasks  # noqa: E402
from loaders.models import Mention, PlanDocument  # noqa: E402

HEAD = ("title", "issuer", "document_number", "date", "jurisdiction")


@dataclass(slots=True)
class Found:
    """Counts over the plans that were read; `heads` by field of the head."""

    plans: int = 0
    characters: int = 0
    clauses: int = 0
    projects: int = 0
    named: int = 0
    kinds: int = 0
    counties: int = 0
    mentions: int = 0
    heads: dict[str, int] = field(default_factory=lambda: dict.fromkeys(HEAD, 0))
    missed: list[str] = field(default_factory=list)


def check(folder: Path, plans: int) -> Found:
    """Read so many plans, spread evenly over the archive."""
    truth = _rows(folder / "projects.csv")
    heads = {plan: rows[0] for plan, rows in _rows(folder / "plans.csv").items()}
    every = sorted(heads)[:: max(1, len(heads) // plans)][:plans]
    found, gazetteer = Found(), Gazetteer.load()
    for plan in every:
        document = documents.read(folder / "plans" / f"{plan}.txt")
        clauses = tasks.parse(document)
        found.plans += 1
        found.characters += len(document.text)
        found.clauses += len(clauses)
        for name in HEAD:
            found.heads[name] += getattr(document, name) == heads[plan][name]
        _compare(found, document, mentions.extract(document, clauses, gazetteer=gazetteer), truth[plan], gazetteer)
    return found


def _rows(path: Path) -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["plan_id"]].append(row)
    return rows


def _compare(
    found: Found, document: PlanDocument, read: Sequence[Mention], rows: Iterable[dict[str, str]], gazetteer: Gazetteer
) -> None:
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in read:
        if mention.type != "admin":
            found.mentions += 1
            for key in _keys(mention.name, mention.adcode or "", gazetteer):
                by_name[key].append(mention)
    for row in rows:
        found.projects += 1
        codes = row["adcodes"].split("|")
        names = {key for name in (row["name"], row["project"]) for key in _keys(name, codes[0], gazetteer)}
        same = [mention for name in sorted(names) for mention in by_name.get(name, ())]
        if not same:
            found.missed.append(f"{document.plan_id} {row['name']}")
            continue
        found.named += 1
        found.kinds += any(mention.kind == row["kind"] for mention in same)
        found.counties += any({*codes} & {mention.adcode, *mention.counties} for mention in same)


def _keys(name: str, adcode: str, gazetteer: Gazetteer) -> set[str]:
    """A name without words of works, with its county and without."""
    county = gazetteer.division(adcode)
    return {core(name), core(without_prefix(name, gazetteer.forms(county) if county else ()))}


def report(found: Found) -> list[str]:
    """The lines of the table; shares of all projects, or of those found."""
    whole, named, plans = (max(1, count) for count in (found.projects, found.named, found.plans))
    return [
        f"{found.plans} plans, {found.characters:,} characters, {found.clauses} clauses, {found.projects} projects",
        f"names found {found.named / whole:.1%}; of these kind {found.kinds / named:.1%}, "
        f"county {found.counties / named:.1%}; mentions of projects {found.mentions}",
        ", ".join(f"{name} {count / plans:.0%}" for name, count in found.heads.items()),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--plans", type=int, default=50)
    parser.add_argument("--errors", type=int, default=0, help="list so many projects that were not found")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = check(given.archive, given.plans)
    print(*report(found), *found.missed[: given.errors], sep="\n")
    if given.json:
        given.json.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Counts what the committed tables cover: townships and points of each province, and the counties with a gap.

A county here is a county or a city without counties, which stands for one. A gap is a county without townships or
without a polygon; each is listed with its reason in `data/gazetteer/gaps.csv`, which is kept by hand.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.models import Division

MATCHES = ("name", "former", "pinyin")
NO_TOWNSHIPS = "townships"
NO_POLYGON = "polygon"


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of one province: counties, those with a polygon and without towns, townships, points by match."""

    name: str
    counties: int
    polygons: int
    without_townships: int
    townships: int
    points: tuple[int, ...]

    @property
    def percent(self) -> float:
        """Share of the townships that have a point."""
        return 100 * sum(self.points) / self.townships if self.townships else 0.0


def coverage(gazetteer: Gazetteer, boundaries: Boundaries) -> list[Coverage]:
    """Counts by province in the order of the codes, and for the whole country at the end."""
    rows = [_province(province, gazetteer, boundaries) for province in gazetteer.children("")]
    return [*rows, _total(rows)]


def _province(province: Division, gazetteer: Gazetteer, boundaries: Boundaries) -> Coverage:
    counties = [code for code in gazetteer.inside(province.adcode) if gazetteer.is_county(code)]
    townships = [township for code in counties for township in gazetteer.townships(code)]
    matches = Counter(township.match for township in townships if township.lon is not None)
    return Coverage(
        province.name,
        len(counties),
        sum(boundaries.polygon(code) is not None for code in counties),
        sum(not gazetteer.townships(code) for code in counties),
        len(townships),
        tuple(matches[match] for match in MATCHES),
    )


def _total(rows: list[Coverage]) -> Coverage:
    return Coverage(
        "全国",
        sum(row.counties for row in rows),
        sum(row.polygons for row in rows),
        sum(row.without_townships for row in rows),
        sum(row.townships for row in rows),
        tuple(sum(counts) for counts in zip(*(row.points for row in rows), strict=True)),
    )


def gaps(gazetteer: Gazetteer, boundaries: Boundaries) -> Iterator[tuple[str, str, str]]:
    """Code and name of every county with a gap, and what is missing."""
    for division in gazetteer.divisions():
        if gazetteer.is_county(division.adcode):
            if not gazetteer.townships(division.adcode):
                yield division.adcode, division.name, NO_TOWNSHIPS
            if boundaries.polygon(division.adcode) is None:
                yield division.adcode, division.name, NO_POLYGON


def markdown(rows: Iterable[Coverage]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield "| province | counties | with polygon | without towns | townships | by name | by former | by pinyin | % |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for row in rows:
        numbers = (row.counties, row.polygons, row.without_townships, row.townships, *row.points)
        yield f"| {row.name} | {' | '.join(map(str, numbers))} | {row.percent:.1f} |"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options: it reads the committed tables."""


def run(_arguments: argparse.Namespace) -> None:
    """Print the table and the gaps."""
    gazetteer, boundaries = Gazetteer.load(), Boundaries.load()
    print("\n".join(markdown(coverage(gazetteer, boundaries))))
    print()
    for adcode, name, missing in gaps(gazetteer, boundaries):
        print(f"{adcode} {name}: no {missing}")

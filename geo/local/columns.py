"""What the columns of a planner's table are called, and what the words in them mean.

Headers are compared after NFKC, without blanks, in small letters and without what stands in brackets (经度（°）).
"""

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.errors import GazetteerFileError
from geo.local.systems import CoordinateSystem, stated

VOCABULARY_FILE = Path(__file__).parents[2] / "data" / "vocabulary" / "vocabulary.csv"
HEADERS = {
    "name": "名称 地名 地点 地点名称 项目 项目名称 点位名称 name title",
    "aliases": "别名 又名 曾用名 简称 alias aliases alt_name",
    "kind": "类型 类别 种类 项目类型 kind type category",
    "province": "省 省份 province",
    "city": "市 地市 地级市 city",
    "county": "区县 县 县区 区 县(市、区) 县市区 所在区县 county district",
    "adcode": "区划代码 行政区划代码 县代码 adcode",
    "township": "乡镇 街道 乡镇街道 所在乡镇 township town",
    "lon": "经度 东经 lon lng long longitude 经度x",
    "lat": "纬度 北纬 lat latitude 纬度y",
    "easting": "东坐标 横坐标 easting east",
    "northing": "北坐标 纵坐标 northing north",
    "x": "x x坐标 坐标x",
    "y": "y y坐标 坐标y",
    "datum": "坐标系 坐标系统 坐标基准 基准 datum crs srs epsg",
    "precision": "精度 定位精度 precision",
    "confidence": "可信度 置信度 confidence",
    "evidence": "依据 来源 坐标来源 资料来源 evidence source",
    "note": "备注 说明 note notes remark",
}
_BRACKETED = re.compile(r"\(([^()]*)\)")
_DATUM_LINE = re.compile(r"^#?\s*(?:坐标系统?|坐标基准|datum|crs)\s*[:：=]?\s*(?P<datum>.*)$", re.IGNORECASE)
_PRECISIONS = {"精确": "exact", "村": "village", "乡镇": "township", "区县": "county", "县": "county", "区域": "region"}
_CONFIDENCES = {"高": "high", "中": "medium", "低": "low"}
_ADMIN_LEVELS = {
    "township": "乡镇 镇 乡 街道 乡镇街道 township town",
    "village": "村 行政村 自然村 社区 村庄 village",
}


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


_COLUMN_OF = {_plain(word): column for column, words in HEADERS.items() for word in words.split()}
_LEVEL_OF = {word: level for level, words in _ADMIN_LEVELS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Header:
    """Which column of a file holds what, and the datum that stands in its header (经度（GCJ02）) or before it."""

    positions: dict[str, int]
    datum: str

    @property
    def has_coordinates(self) -> bool:
        """Whether both coordinates have a column."""
        pairs = (("lon", "lat"), ("easting", "northing"), ("x", "y"))
        return any(first in self.positions and second in self.positions for first, second in pairs)


def column_of(header: str) -> str | None:
    """What a column of this header holds, or None when the program has no use for it."""
    plain = _plain(header)
    return _COLUMN_OF.get(plain) or _COLUMN_OF.get(_BRACKETED.sub("", plain))


def header_of(cells: Sequence[str], *, before: Sequence[Sequence[str]] = ()) -> Header | None:
    """The header that a row of cells is, or None when the row is none; `before` are the rows above it."""
    positions: dict[str, int] = {}
    datum = next(filter(None, (_stated_in(row) for row in before)), "")
    for position, cell in enumerate(cells):
        column = column_of(cell)
        if column is None:
            continue
        positions.setdefault(column, position)
        bracketed = _BRACKETED.search(_plain(cell))
        if column in {"lon", "lat"} and bracketed and stated(bracketed[1]):
            datum = datum or bracketed[1]
    return Header(positions, datum) if "name" in positions and len(positions) > 1 else None


def _stated_in(cells: Sequence[str]) -> str:
    """The datum a line before the header states: 坐标系：CGCS2000 in one cell or in two."""
    for position, cell in enumerate(cells):
        match = _DATUM_LINE.match(unicodedata.normalize("NFKC", cell.strip()))
        if match:
            return match["datum"].strip() or next((text.strip() for text in cells[position + 1 :] if text.strip()), "")
    return ""


def system_of(text: str) -> CoordinateSystem | None:
    """The coordinate system that a cell states, or None."""
    return stated(text.strip()) if text.strip() else None


@lru_cache(maxsize=1)
def _kind_rows() -> tuple[tuple[str, str, str], ...]:
    """Code, Chinese and English label of every kind."""
    try:
        with VOCABULARY_FILE.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["list"] == "kind"]
        return tuple((row["code"], row["zh"], row["en"]) for row in rows)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise GazetteerFileError(
            f"{VOCABULARY_FILE}: cannot be read ({error}); restore it from the repository"
        ) from error


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    """Kind codes by code, Chinese and English label."""
    return {_plain(word): row[0] for row in _kind_rows() for word in row}


def kind_label(code: str | None) -> str:
    """The Chinese label of a kind; the code itself when the vocabulary has none."""
    return next((zh for known, zh, _ in _kind_rows() if known == code), code or "")


@lru_cache(maxsize=1024)
def kind_of(text: str) -> str | None:
    """Kind code that the words of a cell mean: code or label, or the only label that holds them (景区 → 旅游景区)."""
    plain = _plain(text)
    if not plain:
        return None
    kinds = _kinds()
    holding = {code for label, code in kinds.items() if plain in label}
    return kinds.get(plain) or (holding.pop() if len(holding) == 1 else None)


def admin_level_of(text: str) -> str | None:
    """`township` or `village` when the kind of a row is an administrative place, else None."""
    return _LEVEL_OF.get(_plain(text))


def precision_of(text: str) -> str | None:
    """Precision code of a cell (exact, 村级 …), or None when it means none that a place can have."""
    plain = re.sub(r"(?:级|位置|范围)$", "", _plain(text))
    return plain if plain in _PRECISIONS.values() or plain == "route" else _PRECISIONS.get(plain)


def confidence_of(text: str) -> str | None:
    """Confidence code of a cell (high, 中 …), or None."""
    plain = _plain(text)
    return plain if plain in _CONFIDENCES.values() else _CONFIDENCES.get(plain)

"""Reading the JSON tables of the source packages and writing the committed CSV tables."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, str]


def read_object(path: Path) -> dict[str, Any]:
    """The object a JSON file holds."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def read_list(path: Path) -> list[Row]:
    """The list of rows a JSON file holds."""
    content: list[Row] = json.loads(path.read_text(encoding="utf-8"))
    return content


def write(path: Path, rows: Iterable[Row]) -> None:
    """Write `rows` as CSV with the columns of the first row."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

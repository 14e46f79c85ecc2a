"""The closed vocabularies (sectors, kinds, stages, precisions, types) as data.

Source: `data/vocabulary/vocabulary.csv`, one row per code; a new kind is a new row.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from loaders.errors import VocabularyError

VOCABULARY_DIRECTORY = Path(__file__).parents[1] / "data" / "vocabulary"


@dataclass(frozen=True, slots=True)
class Term:
    """One code of one list with its labels; `parent` is a kind's sector, `group` a stage's group on screen."""

    code: str
    parent: str
    group: str
    zh: str
    en: str
    standard: str
    colour: str
    icon: str


@lru_cache(maxsize=1)
def terms() -> dict[str, dict[str, Term]]:
    """Terms by list name and code, in the order of the file.

    Raises
    ------
    VocabularyError
        If the file is missing or lacks a column.
    """
    path = VOCABULARY_DIRECTORY / "vocabulary.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        lists: dict[str, dict[str, Term]] = {}
        for row in rows:
            name = row.pop("list")
            lists.setdefault(name, {})[row["code"]] = Term(**row)
    except (OSError, KeyError, TypeError) as error:
        raise VocabularyError(f"{path}: cannot be read ({error}); restore it from the repository") from error
    return lists


def stage_groups() -> tuple[str, ...]:
    """Stage groups in the order of the vocabulary: 谋划 first, 未说明 last."""
    return tuple(dict.fromkeys(term.group for term in terms()["stage"].values()))


def sector_of_kind(kind: str | None) -> str | None:
    """Sector code a kind belongs to, or None when it has none."""
    term = terms()["kind"].get(kind or "")
    return term.parent or None if term else None

"""Lexicons of the reader: word lists that are data, read once from `data/vocabulary/`."""

import csv
from functools import lru_cache

from loaders.errors import VocabularyError
from loaders.vocabulary import VOCABULARY_DIRECTORY


def read_rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows of a vocabulary file.

    Raises
    ------
    VocabularyError
        If the file is missing or lacks one of `columns`.
    """
    path = VOCABULARY_DIRECTORY / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read; restore it from the repository") from error
    missing = set(columns) - set(reader.fieldnames or ())
    if missing:
        raise VocabularyError(f"{path}: lacks the column {', '.join(sorted(missing))}; restore it from the repository")
    return rows


@lru_cache(maxsize=1)
def sector_words() -> dict[str, dict[str, int]]:
    """Words that signal a sector, with their weight, by sector code."""
    words: dict[str, dict[str, int]] = {}
    for row in read_rows("sector_words.csv", ("sector", "word", "weight")):
        words.setdefault(row["sector"], {})[row["word"]] = int(row["weight"])
    return words


@lru_cache(maxsize=1)
def framing_titles() -> frozenset[str]:
    """Titles of the sections that frame a plan and hold no task (指导思想, 保障措施 …)."""
    return frozenset(row["title"] for row in read_rows("section_titles.csv", ("title",)))

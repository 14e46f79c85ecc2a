"""Hand-marked plans and the scorer they are measured with.

A gold folder holds `plans.jsonl` (mentions), `tasks.jsonl` (tasks) or both, and the plans' texts as `NAME.txt`;
texts of the sample plans are found in `data/plans/`. What counts: `tests/gold/GUIDELINES.md`.
"""

import importlib.util
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from loaders import documents
from loaders.documents import SAMPLE_DIRECTORY
from loaders.errors import GoldError

Row = dict[str, Any]
SCORER = Path(__file__).parents[2] / "tests" / "gold" / "score.py"
SPAN_KEYS = ("doc", "start", "end")
PROJECT_KEYS = ("kind", "stage")
TASK_KEYS = ("lead_units", "responsible_units")


class Scorer(Protocol):
    """The functions of `score.py` that measuring uses; counts and verdicts are its own."""

    def score(self, gold: Sequence[Row], pred: Sequence[Row], strict: bool = False) -> Row:
        """Counts, errors and verdicts of mentions."""

    def score_tasks(self, g: Sequence[Row], p: Sequence[Row]) -> Row:
        """Counts of tasks, units and sectors, and which prediction met which task."""

    def prf(self, tp: int, np_: int, ng: int) -> tuple[float, float, float]:
        """Precision, recall and F1."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Marked rows by kind and the text file of every document they name, in the order of the files."""

    paths: dict[str, Path]
    mentions: tuple[Row, ...]
    tasks: tuple[Row, ...]


def read(folders: Iterable[Path]) -> Gold:
    """The marks of one or more gold folders.

    Raises
    ------
    GoldError
        If a folder holds no marks, a row is broken or does not fit its text, or a document is marked twice.
    """
    paths: dict[str, Path] = {}
    mentions: list[Row] = []
    tasks: list[Row] = []
    for folder in folders:
        found = [_rows(folder / name) for name in ("plans.jsonl", "tasks.jsonl")]
        if not any(found):
            raise GoldError(f"{folder}: holds no plans.jsonl and no tasks.jsonl; name a folder with marked plans")
        here = {row["doc"]: _text_of(folder, row["doc"]) for rows in found for row in rows}
        twice = sorted(set(here) & set(paths))
        if twice:
            raise GoldError(f"{folder}: {twice[0]} is marked in {paths[twice[0]].parent} too; evaluate them apart")
        _check(folder / "plans.jsonl", found[0], here)
        _check(folder / "tasks.jsonl", found[1], here)
        paths |= here
        mentions += found[0]
        tasks += found[1]
    return Gold(paths, tuple(mentions), tuple(tasks))


def load_scorer(path: Path = SCORER) -> Scorer:
    """The project's own scorer, the one yardstick.

    Raises
    ------
    GoldError
        If the file is missing.
    """
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise GoldError(f"{path}: the scorer is missing; restore it from the repository")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(Scorer, module)


def _rows(path: Path) -> list[Row]:
    """The rows of a file of marks; none when there is no such file."""
    if not path.is_file():
        return []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read as UTF-8 ({error}); check the file") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise GoldError(f"{path}:{number}: no JSON object ({error.msg}); mend the line") from error
        wrong = _wrong_field(row, is_task=path.name == "tasks.jsonl")
        if wrong:
            raise GoldError(f"{path}:{number}: {wrong}; mend the line")
        row["doc"] = row["doc"].rsplit("/", 1)[-1].removesuffix(".txt")
        rows.append(row)
    return rows


def _wrong_field(row: object, *, is_task: bool) -> str | None:
    """What a row lacks that the scorer needs, or None."""
    if not isinstance(row, dict):
        return "no JSON object"
    needed = [*SPAN_KEYS, *(TASK_KEYS if is_task else ("name", "surface", "type"))]
    if not is_task and row.get("type") in ("project", "site", "river"):
        needed += PROJECT_KEYS
    if row.get("type") == "admin":
        needed += ["admin_level"]
    missing = [key for key in needed if key not in row]
    if missing:
        return f"lacks {', '.join(missing)}"
    if not isinstance(row["doc"], str) or not all(type(row[key]) is int for key in ("start", "end")):
        return "doc must be a word, start and end whole numbers"
    return None


def _text_of(folder: Path, name: str) -> Path:
    for directory in (folder, SAMPLE_DIRECTORY):
        path = directory / f"{name}.txt"
        if path.is_file():
            return path
    raise GoldError(f"{folder}: has marks for {name}, but no {name}.txt; put the text beside its marks")


def _check(path: Path, rows: list[Row], texts: dict[str, Path]) -> None:
    """Raise when a span does not quote its text: then the marks were made on another version of it."""
    read = {name: documents.read(texts[name]).text for name in dict.fromkeys(row["doc"] for row in rows)}
    for row in rows:
        text, surface = read[row["doc"]], row.get("surface")
        fits = 0 <= row["start"] < row["end"] <= len(text) and surface in (None, text[row["start"] : row["end"]])
        if not fits:
            place = f"{row['start']}-{row['end']}"
            raise GoldError(f"{path}: {row['doc']} does not read {surface or 'a task'} at {place}; mark the text anew")

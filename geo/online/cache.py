"""Answers kept on disk, one file a question, so that no question is asked twice.

A file holds provider, method and parameters (never the key), the date, the datum and the answers as the provider gave
them. That nothing was found is kept as well, for a shorter time. A file that cannot be read counts as none.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo.crs import Datum
from geo.online.answers import Answer, number, records, words

# Raised when answers are read from replies in another way, so that none of before is used.
FORMAT = 1
KEPT = timedelta(days=180)
NOTHING_KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Kept:
    """Answers of one question and the date they were given."""

    answers: tuple[Answer, ...]
    asked_on: date


class AnswerCache:
    """The files of all providers below one directory; several threads and processes may use it at once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def get(self, provider: str, method: str, parameters: Mapping[str, str], *, today: date) -> Kept | None:
        """The answers kept for a question, or None when there are none or they are too old."""
        try:
            stored = json.loads(self._path(provider, method, parameters).read_text(encoding="utf-8"))
            asked_on = date.fromisoformat(stored["date"])
            answers = tuple(_answer(one) for one in records(stored["answers"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        age = today - asked_on
        return Kept(answers, asked_on) if timedelta(0) <= age < (KEPT if answers else NOTHING_KEPT) else None

    def put(self, provider: str, method: str, parameters: Mapping[str, str], kept: Kept, *, datum: Datum) -> None:
        """Keep the answers of a question; a reader sees the old file or the new one, never a part.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        path = self._path(provider, method, parameters)
        stored = {
            "format": FORMAT,
            "provider": provider,
            "method": method,
            "parameters": dict(sorted(parameters.items())),
            "date": kept.asked_on.isoformat(),
            "datum": datum.value,
            "answers": [asdict(answer) for answer in kept.answers],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(stored, file, ensure_ascii=False, indent=1)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _path(self, provider: str, method: str, parameters: Mapping[str, str]) -> Path:
        identity = json.dumps([FORMAT, provider, method, sorted(parameters.items())], ensure_ascii=False)
        return self._directory / "geocoders" / provider / f"{sha256(identity.encode()).hexdigest()[:32]}.json"


def _answer(stored: dict[str, Any]) -> Answer:
    """An answer as it was kept; a value of another type is read as if the provider had sent it."""
    return Answer(
        answer_id=words(stored["answer_id"]),
        name=words(stored["name"]),
        described=words(stored["described"]),
        precision=words(stored["precision"]),
        lon=number(stored["lon"]),
        lat=number(stored["lat"]),
        adcode=words(stored["adcode"]) or None,
    )

"""Records of what has happened to projects: status, day, note and source, each with who wrote it and when.

A record names its project by name and county, not by plan, so that it holds for every plan that names the project.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from loaders.stored.errors import ProgressError
from loaders.stored.records import Change, Record, Store
from loaders.vocabulary import terms

KIND = "progress"
SAMPLES = Path(__file__).parents[2] / "data" / "progress" / "samples.csv"
SAMPLES_BY = "随产品提供"
DAY = re.compile(r"20\d\d(?:-\d\d(?:-\d\d)?)?", re.ASCII)
WHOLE = "-01-01"  # what makes a year a day, its first
ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+")
WORDS = ("project", "adcode", "day", "note", "source")
LONGEST = {"project": 120, "note": 500, "source": 500}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class ProgressEntry:
    """What a planner states: `adcode` is '' for a line, `day` a year, month or day (ISO), `official` its source."""

    project: str
    adcode: str
    status: str
    day: str
    note: str = ""
    source: str = ""
    official: bool = False


@dataclass(frozen=True, slots=True)
class ProgressRecord(ProgressEntry):
    """An entry as the store holds it."""

    record_id: str = ""
    revision: int = 0
    at: str = ""
    who: str = ""

    @property
    def is_official(self) -> bool:
        """Whether an official source is named; without one the fact is still to be checked."""
        return self.official and bool(self.source)


def progress_records(store: Store) -> tuple[ProgressRecord, ...]:
    """All records that stand, the latest day first."""
    return latest_first(map(_record, store.current(KIND)))


def add_progress(store: Store, entry: ProgressEntry, *, who: str, why: str = "") -> ProgressRecord:
    """Keep a new record.

    Raises
    ------
    ProgressError
        If the entry cannot be true.
    StoreError
        If the store cannot be written.
    """
    return _write(store, uuid4().hex, entry, seen=0, who=who, why=why)


def edit_progress(
    store: Store, before: ProgressRecord, entry: ProgressEntry, *, who: str, why: str = ""
) -> ProgressRecord:
    """Put the entry in the place of a record.

    Raises
    ------
    ConflictError
        If someone else has changed it since.
    ProgressError
        If the entry cannot be true.
    StoreError
        If the store cannot be written.
    """
    return _write(store, before.record_id, entry, seen=before.revision, who=who, why=why)


def remove_progress(store: Store, before: ProgressRecord, *, who: str, why: str = "") -> Record:
    """Take a record away; `Store.undo` with what this returns brings it back."""
    return store.write([Change(KIND, before.record_id, None, before.revision)], who=who, why=why)[0]


def add_samples(store: Store, *, who: str = "") -> int:
    """Put the facts that come with the product into a store that has never held them; how many were new.

    They are the product's own; `who` is whoever was there when they came.
    """
    changes = []
    for entry in read_entries(SAMPLES):
        record_id = "sample-" + sha256("\n".join((entry.project, entry.adcode, entry.status)).encode()).hexdigest()[:16]
        if store.get(KIND, record_id) is None:
            changes.append(Change(KIND, record_id, asdict(entry)))
    store.write(changes, who=SAMPLES_BY, why=who)
    return len(changes)


def read_entries(path: Path) -> tuple[ProgressEntry, ...]:
    """Entries of a CSV file with the columns project, adcode, status, day, note, source and official (yes or no)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row.pop("official") == "yes", row) for row in csv.DictReader(file)]
    return tuple(ProgressEntry(**row, official=official) for official, row in rows)


def latest_first(found: Iterable[ProgressRecord]) -> tuple[ProgressRecord, ...]:
    """By the day they tell of, then by when they were written."""
    return tuple(sorted(found, key=lambda one: (one.day, one.at), reverse=True))


def checked(entry: ProgressEntry) -> ProgressEntry:
    """The entry without blanks around its words.

    Raises
    ------
    ProgressError
        If it names no project, status or day that there is, a day that has not come, or a source that cannot be one, or
        is too long; `code` says which.
    """
    words = {
        name: CONTROL.sub("", getattr(entry, name)).strip() for name in ("project", "adcode", "day", "note", "source")
    }
    if not words["project"]:
        raise ProgressError("project", "a record without a project; name it as the plan does")
    if entry.status not in terms()["status"]:
        choices = ", ".join(terms()["status"])
        raise ProgressError("status", f"{entry.status or 'none'}: no status; choose one of {choices}")
    for name, most in LONGEST.items():
        if len(words[name]) > most:
            raise ProgressError("too_long", f"{name}: more than {most} characters; shorten it")
    _check_day(words["day"])
    if words["source"].lower().startswith(("http:", "https:")) and not is_address(words["source"]):
        raise ProgressError("address", f"{words['source']}: no address of a page; paste the whole of it")
    if entry.official and not words["source"]:
        raise ProgressError("no_source", "an official source that is not named; name it")
    return ProgressEntry(**words, status=entry.status, official=entry.official)


def is_address(text: str) -> bool:
    """Whether the whole text is the address of a page."""
    if not ADDRESS.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def _check_day(day: str) -> None:
    """Refuse a year, month or day that there is not, or that has not begun."""
    if not DAY.fullmatch(day):
        raise ProgressError("day", f"{day or 'no day'}: write the day as 2025, 2025-06 or 2025-06-30")
    if day[4:7] == "-00" and day[7:] not in ("", "-00"):
        raise ProgressError("no_month", f"{day}: a day without its month; add the month or leave the day out")
    try:
        first = date.fromisoformat(day + WHOLE[len(day) - len("2025") :])
    except ValueError as error:
        raise ProgressError("no_such_day", f"{day}: there is no such day; write the day as it was") from error
    if first > date.today():
        raise ProgressError("future", f"{day}: after today; a record tells what has happened")


def _write(store: Store, record_id: str, entry: ProgressEntry, *, seen: int, who: str, why: str) -> ProgressRecord:
    change = Change(KIND, record_id, asdict(checked(entry)), seen)
    return _record(store.write([change], who=who, why=why)[0])


def _record(record: Record) -> ProgressRecord:
    return ProgressRecord(
        **record.body, record_id=record.record_id, revision=record.revision, at=record.at, who=record.who
    )

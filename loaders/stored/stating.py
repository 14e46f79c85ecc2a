"""What is stated of a plan, checked before it is kept: tidy words, a real date, a division that exists."""

import re
import unicodedata
from datetime import date

from loaders.models import Metadata
from loaders.stored.errors import PlanError
from loaders.stored.models import FIELDS

LONGEST = 300  # characters of a field
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def checked(metadata: Metadata) -> Metadata:
    """The metadata with blanks tidied and nothing for what is empty.

    Raises
    ------
    PlanError
        If a field is too long, the date is none, or no division has the code.
    """
    tidy = Metadata(**{name: _tidy(name, getattr(metadata, name)) for name in FIELDS})
    if tidy.date and not _is_date(tidy.date):
        raise PlanError("date", f"{tidy.date}: no date; write 2026, 2026-03 or 2026-03-01")
    if tidy.jurisdiction and not _is_division(tidy.jurisdiction):
        raise PlanError("jurisdiction", f"{tidy.jurisdiction}: no division has this code; write six digits, as 500000")
    return tidy


def _tidy(name: str, words: str | None) -> str | None:
    shown = (" " if unicodedata.category(character) == "Cc" else character for character in words or "")
    tidy = " ".join("".join(shown).split())
    if len(tidy) > LONGEST:
        raise PlanError("too_long", f"{name}: more than {LONGEST} characters; shorten it")
    return tidy or None


def _is_date(words: str) -> bool:
    match = _DATE.fullmatch(words)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_division(code: str) -> bool:
    from geo.gazetteer import Gazetteer  # its tables are read only when a code is stated

    return Gazetteer.load().division(code) is not None

"""Names of files as other people chose them, made safe to show, store and write."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_STEM = 80
LONGEST_ENDING = 10
UNNAMED = "plan"
FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
# Names that Windows keeps for devices, whatever ending follows.
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The last part of a name without characters that mean something to a disk, a terminal or a page."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    shown = " ".join(FORBIDDEN.sub("_", shown).split()).lstrip(". ~").rstrip(". ")
    path = PurePosixPath(shown)
    ending = path.suffix[: LONGEST_ENDING + 1]
    stem = shown[: len(shown) - len(path.suffix)][:LONGEST_STEM].rstrip(". ") or UNNAMED
    return f"{'_' * bool(RESERVED.fullmatch(stem.partition('.')[0]))}{stem}{ending}"


def ending(name: str) -> str:
    """The ending of a name in small letters, without its dot."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()

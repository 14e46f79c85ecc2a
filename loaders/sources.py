"""What every map must say about its base map, from `data/sources.toml`."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from loaders.errors import SourcesError

SOURCES_FILE = Path(__file__).parents[1] / "data" / "sources.toml"


@dataclass(frozen=True, slots=True)
class MapCredit:
    """Origin of the boundaries: `source`, 审图号 as `approval_number`, `vintage` (a year), and the printed `footer`."""

    source: str
    approval_number: str
    vintage: str
    footer: str


@lru_cache(maxsize=1)
def map_credit() -> MapCredit:
    """Credit of the base map.

    Raises
    ------
    SourcesError
        If the file is missing, unreadable, or does not state the boundaries' origin.
    """
    try:
        stated = tomllib.loads(SOURCES_FILE.read_text(encoding="utf-8"))["boundaries"]
        return MapCredit(**{name: str(stated[name]) for name in ("source", "approval_number", "vintage", "footer")})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourcesError(f"{SOURCES_FILE}: cannot be read ({error}); restore it from the repository") from error

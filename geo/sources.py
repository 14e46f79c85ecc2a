"""The register of data sources, `data/sources.toml`: what every map must say about its base."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.errors import GazetteerFileError

SOURCES_FILE = Path(__file__).parents[1] / "data" / "sources.toml"


@dataclass(frozen=True, slots=True)
class BaseMapSource:
    """Source of the boundaries: its name, 审图号, vintage, and the footer every map carries (Chinese)."""

    source: str
    approval_number: str
    vintage: str
    footer: str


@lru_cache(maxsize=1)
def base_map_source(path: Path = SOURCES_FILE) -> BaseMapSource:
    """What every map must state about its boundaries.

    Raises
    ------
    GazetteerFileError
        If the register is missing, is no TOML or lacks a field.
    """
    try:
        row = tomllib.loads(path.read_text(encoding="utf-8"))["boundaries"]
        return BaseMapSource(row["source"], row["approval_number"], row["vintage"], row["footer"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise GazetteerFileError(f"{path}: cannot be read ({error}); restore it from the repository") from error

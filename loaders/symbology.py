"""How projects look, on screen and in print: colours of sectors, fills of stages, outlines of precisions, icons.

Three channels are kept apart: the sector is colour and icon, the planned stage is how full a symbol is, the
precision is its outline. Dashes mean uncertainty and nothing else.
"""

import re
from functools import lru_cache
from html import unescape
from pathlib import Path

from geo.print_records import UNSTATED
from loaders.models import ProjectFeature
from loaders.vocabulary import terms

__all__ = [
    "FILLS",
    "LINE_WIDTHS",
    "OUTLINES",
    "STAGE_ORDER",
    "UNSTATED",
    "icon_path",
    "outline_of",
    "sector_colour",
    "stage_fill",
]

ICONS = Path(__file__).parents[1] / "static" / "icons"
FALLBACK_ICON = "star"
PATH_DATA = re.compile(r'<path[^>]*?\sd="([^"]+)"', re.DOTALL)
NO_SECTOR = "#696969"
# How full a symbol is, by stage code of the vocabulary.
FILLS = {
    "study": "outline",
    "preparation": "tint",
    "approval": "tint",
    "start": "half",
    "under_construction": "solid",
    "upgrade": "solid",
    "completed": "tick",
    "designation": "star",
    "none": "unstated",
}
# Width of a route line in CSS px, by fill.
LINE_WIDTHS = {"outline": 1.5, "tint": 2.1, "half": 2.6, "solid": 3.2, "tick": 3.2, "star": 1.5, "unstated": 1.4}
# Outline of a point, by precision code; a township known from a name match only is "dashed".
OUTLINES = {"exact": "plain", "village": "plain", "township": "ring", "county": "square", "region": "square"}
# Order in which lists group projects: what a plan promises soonest comes first.
STAGE_ORDER = ("计划建成", "推进建设", "计划开工", "前期", "谋划", "创建", "未说明")


def sector_colour(sector: str) -> str:
    """Hex colour of a sector code; grey for a code that is no sector."""
    term = terms()["sector"].get(sector)
    return term.colour if term else NO_SECTOR


def stage_fill(stage: str) -> str:
    """How full a symbol of this stage code is: outline, tint, half, solid, tick, star or unstated."""
    return FILLS.get(stage, "unstated")


def outline_of(feature: ProjectFeature) -> str:
    """Outline of a feature drawn at a point: plain, ring (township seat) or dashed (inferred from a name)."""
    return "dashed" if feature.inferred else OUTLINES.get(feature.precision, "ring")


@lru_cache(maxsize=64)
def icon_path(icon: str) -> str:
    """Path data of an icon on its 15 × 15 grid; the star when there is no such file."""
    file = ICONS / f"{icon}.svg"
    if not re.fullmatch(r"[\w-]+", icon) or not file.is_file():
        file = ICONS / f"{FALLBACK_ICON}.svg"
    return " ".join(unescape(" ".join(PATH_DATA.findall(file.read_text(encoding="utf-8")))).split())

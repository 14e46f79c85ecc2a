"""Colours and words of the map: sectors, planned stages and precisions of the catalog's vocabulary.

Three channels are kept apart: the sector is colour and icon, the planned stage is how full a symbol is, the
precision is its outline. Dashes mean uncertainty and nothing else.
"""

from functools import lru_cache

from loaders.catalog import ProjectFeature, Term, terms

INK = "#1B2430"
LEGEND_INK = "#4A5560"
UNSTATED = "#E3E6EA"  # fill of a symbol whose stage the plan does not state
NO_SECTOR = "#696969"
DARK_SURFACE = "#1A212A"  # the lighter of the two surfaces of the dark theme (colours.css: --soft)
READABLE = 4.6  # contrast of text with what it stands on; WCAG AA asks for 4.5
LIGHTER = 0.05  # share of white that is added at a time
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
# From the most advanced stage to the least; a symbol that stands for several shows the first.
ADVANCED_FIRST = ("tick", "solid", "half", "tint", "outline", "star", "unstated")
# Outline of a point, by precision code; a township known from a name match only is "dashed".
OUTLINES = {"exact": "plain", "village": "plain", "township": "ring", "county": "square", "region": "square"}


def sectors() -> dict[str, Term]:
    """Sectors by code, in the order of the vocabulary."""
    return terms()["sector"]


def colour(sector: str) -> str:
    """Hex colour of a sector code; grey for a code that is no sector."""
    term = sectors().get(sector)
    return term.colour if term else NO_SECTOR


def fill(stage: str) -> str:
    """How full a symbol of this stage code is: outline, tint, half, solid, tick, star or unstated."""
    return FILLS.get(stage, "unstated")


def outline(feature: ProjectFeature) -> str:
    """Outline of a feature drawn at a point: plain, ring (township seat) or dashed (inferred from a name)."""
    return "dashed" if feature.inferred else OUTLINES.get(feature.precision, "ring")


@lru_cache(maxsize=64)
def on_dark(colour: str) -> str:
    """The colour with as little white as makes it readable on the dark theme; symbols keep theirs, on white paper."""
    red, green, blue = _channels(colour)
    share = 0.0
    lighter = colour
    while contrast(lighter, DARK_SURFACE) < READABLE:
        share += LIGHTER
        lighter = "#" + "".join(f"{round(value + (255 - value) * share):02X}" for value in (red, green, blue))
    return lighter


def contrast(one: str, other: str) -> float:
    """Contrast of two hex colours as WCAG 2 defines it, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2), 0 to 1."""
    shares = (value / 255 for value in _channels(colour))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue

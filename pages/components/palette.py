"""Colours and words of the map: sectors, planned stages and precisions of the catalog's vocabulary.

Three channels are kept apart: the sector is colour and icon, the planned stage is how full a symbol is, the
precision is its outline. Dashes mean uncertainty and nothing else.
"""

from functools import lru_cache

from loaders.catalog import (
    LINE_WIDTHS,
    OUTLINES,
    UNSTATED,
    Term,
    outline_of,
    sector_colour,
    stage_fill,
    terms,
)

__all__ = [
    "ADVANCED_FIRST",
    "INK",
    "LEGEND_INK",
    "LINE_WIDTHS",
    "OUTLINES",
    "UNSTATED",
    "colour",
    "contrast",
    "fill",
    "on_dark",
    "outline",
    "sectors",
]

INK = "#1B2430"
LEGEND_INK = "#4A5560"
DARK_SURFACE = "#1A212A"  # the lighter of the two surfaces of the dark theme (colours.css: --soft)
READABLE = 4.6  # contrast of text with what it stands on; WCAG AA asks for 4.5
LIGHTER = 0.05  # share of white that is added at a time
# From the most advanced stage to the least; a symbol that stands for several shows the first.
ADVANCED_FIRST = ("tick", "solid", "half", "tint", "outline", "star", "unstated")

colour, fill, outline = sector_colour, stage_fill, outline_of


def sectors() -> dict[str, Term]:
    """Sectors by code, in the order of the vocabulary."""
    return terms()["sector"]


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

"""The two colour themes: every colour has its dark counterpart, and the colours of the vocabulary stay readable."""

import re
from pathlib import Path

import pytest

from loaders.catalog import terms
from pages.components import frame, palette

COMPONENTS = Path(frame.__file__).parent
ROOT = COMPONENTS.parents[1]
MAP_STYLES = ROOT / "static" / "atlas" / "atlas.css"
TEXT = ("ink", "second", "quiet", "accent", "alarm")
GROUNDS = ("surface", "soft", "faint", "open")
CODED = [(name, term) for name in ("sector", "problem", "change") for term in terms()[name].values()]


def block(sheet: str, selector: str) -> dict[str, str]:
    """Custom properties of the block of a selector."""
    body = re.search(re.escape(selector) + r" \{(.*?)\n?\}", sheet, re.DOTALL)[1]
    return dict(re.findall(r"--([\w-]+): ([^;]+);", body))


@pytest.mark.parametrize("path", [COMPONENTS / "colours.css", MAP_STYLES], ids=lambda path: path.name)
def test_both_themes_name_the_same_colours(path):
    sheet = path.read_text(encoding="utf-8")
    assert block(sheet, ":root").keys() - block(sheet, ':root[data-theme="dark"]').keys() <= {"chosen"}


def test_the_other_style_sheet_states_no_colour():
    sheet = (COMPONENTS / "frame.css").read_text(encoding="utf-8")
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet)) <= {"#fff", "#000"}  # paper under a line, a mask


@pytest.mark.parametrize("selector", [":root", ':root[data-theme="dark"]'], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(selector):
    colours = block((COMPONENTS / "colours.css").read_text(encoding="utf-8"), selector)
    poor = [
        (text, ground) for text in TEXT for ground in GROUNDS if palette.contrast(colours[text], colours[ground]) < 4.5
    ]
    assert poor == []
    assert palette.contrast(colours["on-accent"], colours["accent"]) >= 4.5


@pytest.mark.parametrize(("name", "term"), CODED, ids=[f"{name}-{term.code}" for name, term in CODED])
def test_a_coded_colour_is_readable_in_the_dark_and_no_lighter_than_needed(name, term):
    lighter = palette.on_dark(term.colour)
    assert palette.contrast(lighter, palette.DARK_SURFACE) >= 4.5
    assert lighter == term.colour or palette.contrast(lighter, palette.DARK_SURFACE) < 5.6


def test_contrast_is_that_of_wcag():
    assert palette.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert palette.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


def test_names_on_the_map_are_readable_on_the_land_in_both_themes():
    sheet, script = (MAP_STYLES.with_name(name).read_text(encoding="utf-8") for name in ("atlas.css", "base.js"))
    land = re.findall(r'(neighbour|province|plan): \["(#\w{6})"', script)
    light, dark = dict(land[:3]), dict(land[3:])
    for selector, ground in ((":root", light), (':root[data-theme="dark"]', dark)):
        colours = block(sheet, selector)
        small = block((COMPONENTS / "colours.css").read_text(encoding="utf-8"), selector)
        assert {role: small[f"land-{role}"].lower() for role in ground} == ground  # the small maps look the same
        assert palette.contrast(colours["place"], ground["plan"]) >= 4.5
        assert palette.contrast(colours["ink"], ground["plan"]) >= 4.5
        assert min(palette.contrast(colours["far"], ground[role]) for role in ("neighbour", "province")) >= 4.5


def test_every_rule_of_the_font_has_one_weight():
    """Of rules with one weight and rules with a span a browser takes the span alone, here the rare characters."""
    rules = (ROOT / "static" / "fonts" / "fonts.css").read_text(encoding="utf-8").split("@font-face")[1:]
    weights = [re.search(r"font-weight:([^;]+);", rule)[1] for rule in rules]
    assert sorted(weights) == ["400"] * 4 + ["700"] * 4

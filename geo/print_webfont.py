"""The typeface inside an SVG: the characters of a picture as a small web font, so that its words stay words.

A browser shows the picture in the face it was measured in; a program that reads no web fonts takes the first of
`print_type.FAMILIES` that it has.
"""

import base64
import io
from collections.abc import Iterable, Mapping

from fontTools import subset
from fontTools.ttLib import TTFont

from geo import print_type

WEIGHTS = {False: 400, True: 700}


def rules(characters: Mapping[bool, Iterable[str]]) -> str:
    """Style rules with a face for each weight that has characters; `characters` by whether they are bold."""
    found = []
    for bold, used in characters.items():
        if chars := sorted(set(used)):
            data = base64.b64encode(_subset(bold, "".join(chars))).decode("ascii")
            source = f"url(data:font/woff;base64,{data}) format('woff')"
            found.append(
                f"@font-face {{ font-family: '{print_type.FAMILIES[0]}'; font-weight: {WEIGHTS[bold]}; src: {source} }}"
            )
    return "\n".join(found)


def _subset(bold: bool, text: str) -> bytes:
    """The glyphs of the text as WOFF, the same bytes each time."""
    options = subset.Options(
        layout_features=[], name_IDs=[], notdef_outline=True, hinting=False, recalc_timestamp=False, glyph_names=False
    )
    with TTFont(print_type.FILES[bold], recalcTimestamp=False, lazy=True) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(text=text)
        cutter.subset(font)
        font.flavor = "woff"
        content = io.BytesIO()
        font.save(content)
    return content.getvalue()

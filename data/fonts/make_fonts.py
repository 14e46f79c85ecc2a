"""Cut the web fonts of the application out of Debian's Noto Sans CJK (package fonts-noto-cjk, OFL 1.1).

    pip install fonttools==4.68.0 brotli==1.2.1
    python data/fonts/make_fonts.py

Four slices with a `unicode-range` each, so that a browser fetches only what a page shows: `core` (characters of
the sample plans, the vocabulary and the screens), `names` (those of the divisions), `common` (the rest of GB 2312
level 1) and `rare` (GB 2312 level 2 and what else the data tables hold). Rare characters come in regular only
and serve bold text too, which keeps the whole below 3 MB.

Pictures to print get the characters of all slices in two TrueType files of `data/fonts/`, since a PDF embeds no other.
"""

from pathlib import Path

import pyarrow as pa
from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

PRINT = Path(__file__).parent
ROOT = PRINT.parents[1]
FONTS = ROOT / "static" / "fonts"
SOURCE = Path("/usr/share/fonts/opentype/noto")
SC_INDEX = 2  # position of "Noto Sans CJK SC" in Debian's collections
DIVISIONS = ROOT / "data" / "gazetteer" / "divisions.csv"
PRINT_ERROR = 1.0  # how far a quadratic outline may leave the cubic one, in 1/1000 em
VILLAGES = ROOT / "data" / "gazetteer" / "villages.arrow"
TEXT_SUFFIXES = {".txt", ".csv", ".toml", ".py", ".js"}
# Latin, general punctuation, arrows, enclosed numbers, geometric shapes, CJK punctuation, full-width forms.
ALWAYS = [(0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203B), (0x2190, 0x2199), (0x2460, 0x2473)]
ALWAYS += [(0x25A0, 0x25CF), (0x3000, 0x301F), (0xFF01, 0xFF5E), (0xFFE5, 0xFFE5)]


def gb2312(first_row: int, last_row: int) -> set[str]:
    """Characters of GB 2312 between two rows of its table (level 1 is rows 16-55, level 2 rows 56-87)."""
    found = set()
    for row in range(first_row, last_row + 1):
        for cell in range(1, 95):
            found.update(bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312", errors="ignore"))
    return found


def characters_in(*folders: str) -> set[str]:
    """Characters of every text file below the given folders of the repository."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in TEXT_SUFFIXES]
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(files))
    return {char for char in text if char.isprintable()}


def village_characters() -> set[str]:
    """Characters of the names in the table of villages."""
    with pa.memory_map(str(VILLAGES)) as source:
        table = pa.ipc.open_file(source).read_all()
    return {char for column in table.columns for text in column.cast(pa.string()).to_pylist() for char in text or ""}


def slices() -> dict[str, set[str]]:
    """Characters of each slice; no character is in two."""
    always = {chr(code) for first, last in ALWAYS for code in range(first, last + 1)}
    core = characters_in("data/plans", "data/vocabulary", "pages") | always
    names = {char for char in DIVISIONS.read_text(encoding="utf-8") if char.isprintable()} - core
    common = gb2312(16, 55) - core - names
    rare = (gb2312(1, 87) | characters_in("data")) - core - names - common
    return {"core": core, "names": names, "common": common, "rare": rare}


def unicode_range(characters: set[str]) -> str:
    """CSS `unicode-range` of the characters, neighbouring code points joined."""
    spans: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if spans and code == spans[-1][1] + 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return ",".join(f"U+{first:X}" + (f"-{last:X}" if last > first else "") for first, last in spans)


def cut(characters: set[str], style: str, target: Path) -> set[str]:
    """Write one WOFF2 file with the characters the source font has; return them."""
    font = TTFont(SOURCE / f"NotoSansCJK-{style}.ttc", fontNumber=SC_INDEX, recalcTimestamp=False)
    present = {char for char in characters if ord(char) in font.getBestCmap()}
    options = subset.Options(
        flavor="woff2", hinting=False, desubroutinize=True, layout_features=[], name_IDs=[0, 1, 2, 13, 14]
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(present)))
    cutter.subset(font)
    font.flavor = "woff2"
    font.save(target)
    return present


def cut_for_print(characters: set[str], style: str, target: Path) -> None:
    """Write one TrueType file with the characters the source font has."""
    font = TTFont(SOURCE / f"NotoSansCJK-{style}.ttc", fontNumber=SC_INDEX, recalcTimestamp=False)
    codes = font.getBestCmap()
    shown = {ord(char): codes[ord(char)] for char in sorted(characters) if ord(char) in codes}
    order = [".notdef", *dict.fromkeys(shown.values())]
    drawn, outlines = font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, PRINT_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    line, names = font["hhea"], font["name"]
    made = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    made.setupGlyphOrder(order)
    made.setupCharacterMap(shown)
    made.setupGlyf(outlines)
    made.setupHorizontalMetrics({name: font["hmtx"][name] for name in order})
    made.setupHorizontalHeader(ascent=line.ascent, descent=line.descent)
    made.setupNameTable({"familyName": "Noto Sans SC", "styleName": style, "psName": f"NotoSansSC-{style}"})
    for kept in (0, 13, 14):  # copyright and licence
        made.font["name"].setName(names.getDebugName(kept), kept, 3, 1, 0x409)
    made.setupOS2(sTypoAscender=line.ascent, sTypoDescender=line.descent, usWeightClass=font["OS/2"].usWeightClass)
    made.setupPost(keepGlyphNames=False)
    made.font.recalcTimestamp = False
    made.font["head"].created = made.font["head"].modified = font["head"].modified
    made.font.save(target)


def face(file: str, weight: str, ranges: str) -> str:
    """One `@font-face` rule."""
    return (
        f'@font-face{{font-family:"Noto Sans SC";font-style:normal;font-weight:{weight};font-display:swap;'
        f'src:url("{file}") format("woff2");unicode-range:{ranges}}}\n'
    )


def main() -> None:
    """Write the font files of browser and print, and `fonts.css`."""
    css = "/* Made by make_fonts.py; see ../LICENSES.md. */\n"
    for name, characters in slices().items():
        for style, weight in (("Regular", "400"), ("Bold", "700")):
            if name != "rare" or style == "Regular":
                file = f"noto-sans-sc-{name}-{weight}.woff2"
                ranges = unicode_range(cut(characters, style, FONTS / file))
            css += face(file, weight, ranges)  # one weight a rule: a span of weights would hide the other slices
    (FONTS / "fonts.css").write_text(css, encoding="utf-8")
    everything = village_characters().union(*slices().values())
    for style in ("Regular", "Bold"):
        cut_for_print(everything, style, PRINT / f"NotoSansSC-{style}.ttf")


if __name__ == "__main__":
    main()

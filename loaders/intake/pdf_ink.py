"""What stands on a page of a PDF: its glyphs and its ruled lines, in points from the lower left corner."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

LINE_END_HYPHEN = 2  # how PDFium gives a hyphen at the end of a line
UPRIGHT = 0.1  # radians; what is turned further is a watermark or a stamp
THIN, SHORTEST_RULE = 2.5, 6.0
MOST_RULES = 4_000
SMALLEST_GLYPH = 1.0
HIGH, LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: where it begins and ends, its base line and its size."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: at `at` across the other axis, from `start` to `end` along its own."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Ink:
    """A page: glyphs, horizontal and vertical rules, and whether it shows pictures."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    pictures: int


def ink_of(page: pdfium.PdfPage) -> Ink:
    """Everything on a page that tells how it reads."""
    width, height = page.get_size()
    words = page.get_textpage()
    try:
        glyphs = tuple(_glyphs(words))
    finally:
        words.close()
    across: list[Rule] = []
    down: list[Rule] = []
    pictures = 0
    for thing in page.get_objects(max_depth=2):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif thing.type == raw.FPDF_PAGEOBJ_PATH and len(across) + len(down) < MOST_RULES:
            for is_across, rule in _rules(thing):
                (across if is_across else down).append(rule)
    return Ink(width, height, glyphs, tuple(across), tuple(down), pictures)


def _glyphs(words: pdfium.PdfTextPage) -> Iterator[Glyph]:
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    first_half = 0
    for place in range(words.count_chars()):
        code = raw.FPDFText_GetUnicode(words, place)
        if raw.FPDFText_IsGenerated(words, place) == 1 or abs(_turn(words, place)) > UPRIGHT:
            continue
        if code in HIGH:
            first_half = code
            continue
        if code in LOW:
            code = 0x10000 + ((first_half - HIGH.start) << 10) + (code - LOW.start) if first_half else 0
        first_half = 0
        if not raw.FPDFText_GetLooseCharBox(words, place, box) or not raw.FPDFText_GetCharOrigin(words, place, x, y):
            continue
        size = box.top - box.bottom
        if size >= SMALLEST_GLYPH and (text := _character(code)):
            yield Glyph(text, box.left, box.right, y.value, size)


def _turn(words: pdfium.PdfTextPage, place: int) -> float:
    """How far a glyph is turned, between -π and π."""
    angle = float(raw.FPDFText_GetCharAngle(words, place))
    return (angle + math.pi) % (2 * math.pi) - math.pi


def _character(code: int) -> str:
    if code == LINE_END_HYPHEN:
        return "-"
    return chr(code) if code >= ord(" ") and code <= 0x10FFFF else ""


def _rules(path: pdfium.PdfObject) -> Iterator[tuple[bool, Rule]]:
    """The straight rules of a path: its own when it is thin, else its edges along the axes."""
    left, bottom, right, top = path.get_bounds()
    if top - bottom <= THIN and right - left >= SHORTEST_RULE:
        yield True, Rule((bottom + top) / 2, left, right)
        return
    if right - left <= THIN and top - bottom >= SHORTEST_RULE:
        yield False, Rule((left + right) / 2, bottom, top)
        return
    matrix = path.get_matrix()
    points = [matrix.on_point(*point) for point in _points(path)]
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) < 1 and abs(x0 - x1) >= SHORTEST_RULE:
            yield True, Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif abs(x0 - x1) < 1 and abs(y0 - y1) >= SHORTEST_RULE:
            yield False, Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _points(path: pdfium.PdfObject) -> list[tuple[float, float]]:
    """Corners of a path; one drawn with curves or many corners has none that matter."""
    count = raw.FPDFPath_CountSegments(path)
    if not 2 <= count <= 64:
        return []
    found = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, place)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        found.append((x.value, y.value))
    return [*found, found[0]] if count > 2 else found

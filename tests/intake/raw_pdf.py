"""PDF files written by hand: small true ones with Chinese text, and the parts that lying ones are made of."""

import zlib
from collections.abc import Iterable, Sequence

A4 = (595, 842)
FONT_SIZE, LEADING = 14, 22
LEFT, TOP, MOST_CHARACTERS = 72, 740, 30


def file_of(objects: Sequence[bytes], *, root: int = 1, extra: bytes = b"", startxref: int | None = None) -> bytes:
    """A file of numbered objects from 1 on, with its table of places."""
    content = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(objects) + 1, root, extra)
    return content + b"startxref\n%d\n%%%%EOF\n" % (start if startxref is None else startxref)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n" % (len(packed), extra) + packed + b"\nendstream"


def font(characters: str) -> list[bytes]:
    """A font that is not there, with a map of its codes, from object 3 on."""
    pairs = "".join(f"<{ord(one):04x}> <{ord(one):04x}>\n" for one in sorted(set(characters)) if ord(one) < 0x10000)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{pairs.count(chr(10))} beginbfchar\n{pairs}endbfchar\nendcmap end end"
    )
    return [
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 1000/FontDescriptor 6 0 R>>",
        stream(cmap.encode()),
        b"<</Type/FontDescriptor/FontName/STSong/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 700/StemV 80>>",
    ]


def shown(lines: Iterable[str], *, top: int = TOP) -> bytes:
    """The operators that print lines from `top` down."""
    placed = (
        f"BT /F1 {FONT_SIZE} Tf 1 0 0 1 {LEFT} {top - place * LEADING} Tm <{line.encode('utf-16-be').hex()}> Tj ET"
        for place, line in enumerate(lines)
    )
    return "\n".join(placed).encode()


def wrapped(paragraph: str) -> list[str]:
    """A paragraph as lines, the first of them set in by two characters."""
    words = "　　" + paragraph
    return [words[place : place + MOST_CHARACTERS] for place in range(0, len(words), MOST_CHARACTERS)]


def of_lines(pages: Sequence[Sequence[str]], *, extra: bytes = b"") -> bytes:
    """A true PDF with these lines on its pages."""
    return of_streams(
        [shown(lines) for lines in pages], "".join(line for lines in pages for line in lines), extra=extra
    )


def of_streams(
    contents: Sequence[bytes], characters: str = "", *, extra: bytes = b"", box: str = "0 0 595 842"
) -> bytes:
    kids = " ".join(f"{7 + 2 * place} 0 R" for place in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R" + extra + b">>"]
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode())
    objects += font(characters)
    for place, content in enumerate(contents):
        page = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents {8 + 2 * place} 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects += [page.encode(), stream(content)]
    return file_of(objects)

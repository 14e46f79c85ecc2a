"""Files that break careless readers, the same ones each time, and what `read_safely` makes of them.

    python -m tests.benchmarks.hostile_files [--only WORD]

prints how many gave a clean text or one sentence, crashes, the slowest and the peak of memory.
"""

# ruff: noqa: E501
import argparse
import io
import random
import re
import resource
import struct
import sys
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders.intake.errors import IntakeError  # noqa: E402
from loaders.intake.safely import read_safely  # noqa: E402
from tests.intake import making, raw_pdf  # noqa: E402

SEED = 20261122
PLAN = (ROOT / "tests/gold/dev/hanzhong.txt").read_text(encoding="utf-8")
TABLE = (ROOT / "tests/gold/dev/lankao_biao.txt").read_text(encoding="utf-8")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
BLOWUP = f'<!DOCTYPE x [<!ENTITY a "{"长" * 100_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd" [<!ENTITY % b SYSTEM "http://192.0.2.1/b">%b;]>'
Maker = Callable[[], bytes]


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return content.getvalue()


def word(body: str, *, prolog: str = "", extra: dict[str, bytes | str] | None = None, encoding: str = "utf-8") -> bytes:
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>{prolog}<w:document {W}><w:body>{body}</w:body></w:document>'
    )
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": document.encode(encoding), **(extra or {})})


def paragraph(words: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{words}</w:t></w:r></w:p>"


def sheet(data: str, *, prolog: str = "", extra: dict[str, bytes | str] | None = None, after: str = "") -> bytes:
    """A workbook of one sheet whose rows are `data`."""
    plain = io.BytesIO(making.workbook([["序号", "项目名称"], ["1", "石岭水库"]]))
    xml = f'<?xml version="1.0"?>{prolog}<worksheet {S} {R}><sheetData>{data}</sheetData>{after}</worksheet>'
    with zipfile.ZipFile(plain) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**members, "xl/worksheets/sheet1.xml": xml, **(extra or {})})


def replaced(content: bytes, name: str, change: Callable[[bytes], bytes | str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, bytes | str] = {one: archive.read(one) for one in archive.namelist()}
    members[name] = change(bytes(members.get(name, b"")))
    return zipped(members)


def overlapping(count: int) -> bytes:
    """Many entries that share the bytes of one packed member."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = b"a" * 20_000_000
    data = packer.compress(raw) + packer.flush()
    checksum = zlib.crc32(raw)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, checksum, len(data), len(raw), 5, 0) + b"a.xml"
    entries = b""
    for number in range(count):
        name = b"word/document.xml" if not number else b"word/%d.xml" % number
        fields = (b"PK\1\2", 20, 20, 0, 8, 0, 33, checksum, len(data), len(raw), len(name), 0, 0, 0, 0, 0, 0)
        entries += struct.pack("<4s6H3I5H2I", *fields) + name
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(entries), len(local) + len(data), 0)
    return local + data + entries + end


def lying(claimed: int) -> bytes:
    """A member that unpacks to far more than it claims."""
    content = word("<w:p/>" + " " * 170_000_000)
    place = content.index(b"PK\1\2", content.index(b"word/document.xml"))
    size = struct.pack("<I", claimed)
    start = content.rindex(b"word/document.xml") - 46
    del place
    return content[: start + 24] + size + content[start + 28 :]


def nested(depth: int) -> bytes:
    content = b"a" * 1_000_000
    for level in range(depth):
        content = zipped({f"{level}.zip": content})
    return content


def flagged(content: bytes, offset: int, value: int) -> bytes:
    """An archive with two bytes of every central entry set."""
    found = bytearray(content)
    for match in re.finditer(b"PK\1\2", content):
        found[match.start() + offset : match.start() + offset + 2] = struct.pack("<H", value)
    return bytes(found)


def flipped(content: bytes, number: int) -> bytes:
    source = random.Random(SEED + number)
    found = bytearray(content)
    for _ in range(1 + number * 3):
        found[source.randrange(len(found))] ^= 1 << source.randrange(8)
    return bytes(found)


def noise(size: int, number: int = 0) -> bytes:
    return random.Random(SEED + number).randbytes(size)


def compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + stream.encode("utf-16-le") + noise(4096)


def truths() -> dict[str, bytes]:
    """True files that the damaged ones are made of."""
    lines = [line for one in PLAN.split("\n") for line in raw_pdf.wrapped(one)]
    return {
        "docx": making.docx(TABLE),
        "xlsx": making.workbook([line.split("\t") for line in TABLE.split("\n") if line.strip()]),
        "pdf": raw_pdf.of_lines([lines[place : place + 28] for place in range(0, len(lines), 28)]),
    }


def damaged() -> dict[str, Maker]:
    made: dict[str, Maker] = {}
    for kind, content in truths().items():
        for number in range(14):
            cut = len(content) * (number * 7 + 1) // 100
            made[f"cut_{number}.{kind}"] = lambda content=content, cut=cut: content[:cut]
            made[f"flip_{number}.{kind}"] = lambda content=content, number=number: flipped(content, number)
        made[f"doubled.{kind}"] = lambda content=content: content + content
        made[f"tailed.{kind}"] = lambda content=content: content + noise(5000)
    return made


def archives() -> dict[str, Maker]:
    docx = truths()["docx"]
    return {
        "bomb.docx": lambda: word("<w:p/>" + " " * 200_000_000),
        "bomb_total.docx": lambda: zipped({f"word/{n}.xml": b"a" * 1_000_000 for n in range(700)}),
        "bomb_nested.docx": lambda: nested(40),
        "bomb_inside.docx": lambda: word(paragraph("文"), extra={"word/media/x.zip": nested(5)}),
        "bomb_overlapping.docx": lambda: overlapping(500),
        "bomb_overlapping_many.xlsx": lambda: overlapping(60_000),
        "bomb_lying.docx": lambda: lying(100),
        "many_members.docx": lambda: word(paragraph("文"), extra={f"x/{n}": b"" for n in range(12_000)}),
        "locked_members.docx": lambda: flagged(docx, 8, 1),
        "unknown_method.docx": lambda: flagged(docx, 10, 99),
        "wrong_checksum.docx": lambda: flagged(docx, 16, 4711),
        "stored.docx": lambda: zipped({"word/document.xml": f"<w:document {W}><w:body/></w:document>"}, zipfile.ZIP_STORED),
        "lzma.docx": lambda: zipped({"word/document.xml": b"a" * 10_000_000}, zipfile.ZIP_LZMA),
        "paths.docx": lambda: word(paragraph("文本"), extra={"../../../tmp/x": b"x", "/etc/x": b"x", "C:\\x": b"x"}),
        "no_document.docx": lambda: zipped({"word/other.xml": b"<x/>"}),
        "empty_archive.docx": lambda: zipped({}),
        "prefixed.docx": lambda: b"MZ" + noise(500) + docx,
        "commented.docx": lambda: docx[:-2] + struct.pack("<H", 60_000) + b"c" * 60_000,
        "renamed_program.zip.docx": lambda: zipped({"setup.exe": b"MZ" + noise(9000)}),
        "archive.zip": lambda: zipped({"plan.txt": PLAN}),
        "slides.docx": lambda: zipped({"ppt/presentation.xml": b"<x/>"}),
        "open.odt": lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
        "plan.ofd": lambda: zipped({"OFD.xml": b"<x/>", "Doc_0/Document.xml": b"<x/>"}),
        "binary.xlsx": lambda: zipped({"xl/workbook.bin": noise(100)}),
        "macros.docm": lambda: word(paragraph("1.建设石岭水库。"), extra={"word/vbaProject.bin": noise(3000)}),
        "outside.docx": lambda: word(
            paragraph("1.建设石岭水库。") + f'<w:altChunk {R} r:id="x"/>',
            extra={"word/_rels/document.xml.rels": '<Relationships><Relationship Id="x" Target="http://192.0.2.1/a" TargetMode="External"/></Relationships>'},
        ),
    }  # fmt: skip


def words() -> dict[str, Maker]:
    deep = "<w:tbl><w:tr><w:tc>"
    loop = f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    linked = f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="a"/><w:styleLink w:val="a"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    listed = '<w:pPr><w:pStyle w:val="a"/><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr>'
    huge = f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="{"%1" * 50_000}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    laughing = {name: word("<w:p>&j;</w:p>", prolog=prolog) for name, prolog in
                (("laughs", LAUGHS), ("blowup", BLOWUP), ("outside", OUTSIDE), ("remote", REMOTE))}  # fmt: skip
    return {
        **{f"entities_{name}.docx": (lambda content=content: content) for name, content in laughing.items()},
        "entities_utf16.docx": lambda: word("<w:p>&j;</w:p>", prolog=LAUGHS, encoding="utf-16"),
        "entities_styles.docx": lambda: word(paragraph("文"), extra={"word/styles.xml": f"{LAUGHS}<x>&j;</x>"}),
        "entities_notes.docx": lambda: word(paragraph("文"), extra={"word/footnotes.xml": f"{OUTSIDE}<x>&a;</x>"}),
        "utf7.docx": lambda: word("+ADw-w:p/+AD4-", encoding="utf-7"),
        "no_xml.docx": lambda: zipped({"word/document.xml": noise(5000)}),
        "empty_xml.docx": lambda: zipped({"word/document.xml": b""}),
        "other_xml.docx": lambda: zipped({"word/document.xml": b"<a xmlns='b'/>"}),
        "nulls.docx": lambda: zipped({"word/document.xml": b"\0" * 100_000}),
        "deep.docx": lambda: word("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000),
        "deep_tables.docx": lambda: word(deep * 80 + paragraph("文") + "</w:tc></w:tr></w:tbl>" * 80),
        "deeper_tables.docx": lambda: word(deep * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000),
        "wide_cell.docx": lambda: word(f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{paragraph("文")}</w:tc></w:tr></w:tbl>'),
        "wide_cells.docx": lambda: word("<w:tbl><w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="999"/></w:tcPr></w:tc>' * 900 + "</w:tr></w:tbl>"),
        "many_cells.docx": lambda: word("<w:tbl>" + ("<w:tr>" + "<w:tc/>" * 600 + "</w:tr>") * 900 + "</w:tbl>"),
        "merged_first.docx": lambda: word(f"<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('文')}</w:tc></w:tr></w:tbl>"),
        "style_loop.docx": lambda: word(paragraph("1.建设水库。", listed.format(0, 1)), extra={"word/styles.xml": loop, "word/numbering.xml": linked}),
        "list_unknown.docx": lambda: word(paragraph("建设水库。", listed.format(77, 999))),
        "list_huge.docx": lambda: word(paragraph("建设水库。", listed.format(0, 1)) * 300, extra={"word/numbering.xml": huge}),
        "many_paragraphs.docx": lambda: word(paragraph("建设水库。") * 300_000),
        "long_paragraph.docx": lambda: word(paragraph("建设水库、" * 1_200_000)),
        "long_attribute.docx": lambda: word(paragraph("文", f'<w:pPr><w:pStyle w:val="{"a" * 20_000_000}"/></w:pPr>')),
        "only_deleted.docx": lambda: word(f"<w:p><w:del>{'<w:r><w:delText>文</w:delText></w:r>'}</w:del></w:p>"),
        "symbols.docx": lambda: word('<w:p><w:r><w:sym w:char="D800"/><w:sym w:char="0000"/><w:sym w:char="zz"/><w:t>文</w:t></w:r></w:p>'),
        "bidi.docx": lambda: word(paragraph("1.建设\u202e库水岭石\u202c，推进\ufeff石\u200b岭。")),
    }  # fmt: skip


def sheets() -> dict[str, Maker]:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>石岭水库</t></is></c></row>'
    true = making.workbook([["序号", "项目名称"], ["1", "石岭水库"]])
    rels = "xl/_rels/workbook.xml.rels"
    return {
        "laughs.xlsx": lambda: sheet(cell, prolog=LAUGHS),
        "laughs_strings.xlsx": lambda: sheet(cell, extra={"xl/sharedStrings.xml": f"{LAUGHS}<sst {S}><si><t>&j;</t></si></sst>"}),
        "laughs_relations.xlsx": lambda: sheet(cell, extra={rels: f"{OUTSIDE}<x>&a;</x>"}),
        "merged_all.xlsx": lambda: sheet(cell, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "merged_many.xlsx": lambda: sheet(cell, after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 20_000 + "</mergeCells>"),
        "merged_wrong.xlsx": lambda: sheet(cell, after='<mergeCells><mergeCell ref="nonsense"/></mergeCells>'),
        "last_cell.xlsx": lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "dimension.xlsx": lambda: sheet(cell).replace(b"x", b"x"),
        "far_row.xlsx": lambda: sheet('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'),
        "row_zero.xlsx": lambda: sheet('<row r="0"><c r="A0"><v>1</v></c></row>'),
        "bad_place.xlsx": lambda: sheet('<row r="1"><c r="!!"><v>1</v></c></row>'),
        "bad_number.xlsx": lambda: sheet('<row r="1"><c r="A1"><v>1e999</v></c><c r="B1"><v>nan</v></c><c r="C1"><v>x</v></c></row>'),
        "bad_string.xlsx": lambda: sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
        "bad_style.xlsx": lambda: sheet('<row r="1"><c r="A1" s="99999"><v>1</v></c></row>'),
        "bad_date.xlsx": lambda: sheet('<row r="1"><c r="A1" t="d"><v>9999999</v></c></row>'),
        "bad_error.xlsx": lambda: sheet('<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="b"><v>7</v></c></row>'),
        "formula.xlsx": lambda: sheet('<row r="1"><c r="A1"><f>cmd|\' /C calc\'!A0</f><v>1</v></c><c r="B1"><f>1+1</f></c></row>'),
        "many_cells.xlsx": lambda: sheet("".join(f'<row r="{n}">' + "<c><v>1</v></c>" * 300 + "</row>" for n in range(1, 2_001))),
        "deep.xlsx": lambda: sheet("<row>" * 50_000 + "</row>" * 50_000),
        "no_sheet.xlsx": lambda: replaced(true, "xl/worksheets/sheet1.xml", lambda _: b""),
        "no_strings.xlsx": lambda: replaced(true, "xl/sharedStrings.xml", lambda _: b"<sst/>"),
        "outside_sheet.xlsx": lambda: replaced(true, rels, lambda old: old.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd").replace(b"/xl/", b"")),
        "remote_sheet.xlsx": lambda: replaced(true, rels, lambda old: old.replace(b"/xl/worksheets/sheet1.xml", b"http://192.0.2.1/x")),
        "no_relations.xlsx": lambda: replaced(true, rels, lambda _: b"<Relationships/>"),
        "hidden.xlsx": lambda: replaced(true, "xl/workbook.xml", lambda old: old.replace(b'state="visible"', b'state="veryHidden"')),
        "bad_book.xlsx": lambda: replaced(true, "xl/workbook.xml", lambda _: b"<workbook/>"),
        "macros.xlsm": lambda: replaced(true, "xl/vbaProject.bin", lambda _: noise(900)),
    }  # fmt: skip


PDF_TEXT = raw_pdf.shown(["1.建设石岭水库。"])
PDF_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
PDF_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PDF_PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/Length 64>>stream\n"
    + bytes(64)
    + b"\nendstream"
)
PDF_SCAN = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
PDF_LOCKED = (
    b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>/ID[<00><00>]"
)
PDF_FORM = (
    b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 5>>stream\n/X Do\nendstream"
)
PDF_WITH_FORM = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
PDF_ONE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def pdfs() -> dict[str, Maker]:
    return broken_pdfs() | odd_pdfs()


def broken_pdfs() -> dict[str, Maker]:
    chain = zlib.compress(PDF_TEXT)
    for _ in range(30):
        chain = zlib.compress(chain)
    filters = b"/FlateDecode " * 31
    tree = [PDF_CATALOG] + [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(3_000)] + [PDF_PAGE]
    return {
        "pages_10000.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, b"<</Type/Pages/Count 10000/Kids[" + b" ".join(b"%d 0 R" % n for n in range(3, 10_003)) + b"]>>"] + [PDF_PAGE] * 10_000),
        "pages_2000.pdf": lambda: raw_pdf.of_streams([PDF_TEXT] * 2_000, "1.建设石岭水库。"),
        "pages_none.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"]),
        "pages_claimed.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", PDF_PAGE]),
        "pages_negative.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count -5>>", PDF_PAGE]),
        "tree_loop.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 4/Parent 2 0 R>>"]),
        "tree_deep.pdf": lambda: raw_pdf.file_of(tree),
        "root_missing.pdf": lambda: raw_pdf.file_of([PDF_PAGE], root=99),
        "root_itself.pdf": lambda: raw_pdf.file_of([b"<</Type/Catalog/Pages 1 0 R>>"]),
        "xref_loop.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE], extra=b"/Prev 15/XRefStm 15"),
        "xref_itself.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE], startxref=15),
        "xref_far.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE], startxref=2**31),
        "arrays.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE, b"[" * 200_000 + b"]" * 200_000]),
        "dictionaries.pdf": lambda: raw_pdf.file_of([b"<</Type/Catalog/Pages 2 0 R/X " + b"<</X " * 50_000 + b">>" * 50_001, PDF_ONE, PDF_PAGE]),
        "flate_bomb.pdf": lambda: raw_pdf.of_streams([b" " * 400_000_000]),
        "flate_chain.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE[:-2] + b"/Contents 4 0 R>>", b"<</Length %d/Filter[" % len(chain) + filters + b"]>>stream\n" + chain + b"\nendstream"]),
    }  # fmt: skip


def odd_pdfs() -> dict[str, Maker]:
    rules = b"".join(b"%d 0 m %d 800 l S\n" % (n % 590, n % 590) for n in range(60_000))
    grid = b"".join(b"%d 10 m %d 800 l S 10 %d m 580 %d l S\n" % (n * 2, n * 2, n * 2, n * 2) for n in range(5, 290))
    return {
        "form_loop.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_WITH_FORM, raw_pdf.stream(b"/X Do"), PDF_FORM]),
        "locked.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE], extra=PDF_LOCKED),
        "scan.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_SCAN, raw_pdf.stream(b"595 0 0 842 0 0 cm /I Do"), PDF_PICTURE]),
        "blank.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE]),
        "script.pdf": lambda: raw_pdf.of_lines([["1.建设石岭水库。"]], extra=b"/OpenAction<</S/JavaScript/JS(while(1){})>>"),
        "launch.pdf": lambda: raw_pdf.of_lines([["1.建设石岭水库。"]], extra=b"/OpenAction<</S/Launch/F(/bin/sh)>>"),
        "box_huge.pdf": lambda: raw_pdf.of_streams([PDF_TEXT], "1.建设石岭水库。", box="0 0 1e38 1e38"),
        "box_negative.pdf": lambda: raw_pdf.of_streams([PDF_TEXT], "1.建设石岭水库。", box="900 900 -900 -900"),
        "box_empty.pdf": lambda: raw_pdf.of_streams([PDF_TEXT], "1.建设石岭水库。", box="0 0 0 0"),
        "far_text.pdf": lambda: raw_pdf.of_streams([PDF_TEXT.replace(b"72 740", b"1e30 -1e30")], "1.建设石岭水库。"),
        "big_text.pdf": lambda: raw_pdf.of_streams([PDF_TEXT.replace(b"14 Tf", b"1e20 Tf")], "1.建设石岭水库。"),
        "private_text.pdf": lambda: raw_pdf.of_lines([["\ue000\ue001\ue002\ue003" * 7] * 20]),
        "many_glyphs.pdf": lambda: raw_pdf.of_lines([["建设石岭水库" * 3_000] * 20] * 3),
        "too_many_glyphs.pdf": lambda: raw_pdf.of_lines([["建设石岭水库" * 30_000] * 33]),
        "one_place.pdf": lambda: raw_pdf.of_streams([PDF_TEXT.split(b"\n")[0].join([b" "] * 40_000)], "1.建设石岭水库。"),
        "rules.pdf": lambda: raw_pdf.of_streams([PDF_TEXT + b"\n" + rules], "1.建设石岭水库。"),
        "grid.pdf": lambda: raw_pdf.of_streams([PDF_TEXT + b"\n" + grid] * 40, "1.建设石岭水库。"),
        "no_map.pdf": lambda: raw_pdf.of_streams([PDF_TEXT]),
        "header_only.pdf": lambda: b"%PDF-1.7\n",
        "garbage.pdf": lambda: b"%PDF-1.7\n" + noise(200_000),
        "objects_stream.pdf": lambda: raw_pdf.file_of([PDF_CATALOG, PDF_ONE, PDF_PAGE, raw_pdf.stream(b"4 0 4 0 ", b"/Type/ObjStm/N 2/First 8/Extends 4 0 R")]),
    }  # fmt: skip


def pages() -> dict[str, Maker]:
    head = "<!DOCTYPE html><html><head><meta charset='{}'></head><body>"
    text = "<p>1.建设石岭水库，完善库区道路，推进茶园水库前期工作。</p>"

    def page(body: str, charset: str = "utf-8") -> bytes:
        return (head.format(charset) + body).encode()

    broken = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    return {
        "nested_div.html": lambda: page("<div>" * 100_000 + text),
        "nested_table.html": lambda: page("<table><tr><td>" * 100_000 + text),
        "nested_span.html": lambda: page("<span>" * 100_000 + text),
        "nested_lists.html": lambda: page("<ul><li>" * 50_000 + text),
        "unclosed.html": lambda: page("<p" * 50_000 + text),
        "scripts.html": lambda: page(f"<script>while(1){{}}</script>{text}<template><p>假水库，假项目，不应出现。</p></template>"),
        "only_script.html": lambda: page("<div id=app></div><script src=x.js></script>"),
        "handlers.html": lambda: page(f"<img src=x onerror=alert(1)><svg onload=alert(1)>{text}</svg>{text}"),
        "spans.html": lambda: page(f"<table><tr><td colspan=999999999 rowspan=999999999>{text}</td><td>a<td>b</table>"),
        "spans_many.html": lambda: page("<table>" + "<tr>" + "<td colspan=100 rowspan=100>文" * 60 + "<tr>" * 100 + "</table>" + text),
        "rows.html": lambda: page("<table>" + "<tr>" + "<td>甲<td>乙<td>丙" * 100 + "</tr>" + "<tr><td>1<td>2<td>3" * 200_000),
        "breaks.html": lambda: page(text + "<br>" * 1_000_000),
        "attribute.html": lambda: page(f"<p title='{'a' * 10_000_000}'>{text}"),
        "comment.html": lambda: page(f"{text}<!--" + "<!-- " * 100_000),
        "entities.html": lambda: page(text + "&#0;&#xD800;&#x10FFFF;&#99999999;&nbsp;&bogus;" * 1_000),
        "doctype.html": lambda: (OUTSIDE + "<html><body><p>&a;</p>" + text).encode(),
        "laughs.html": lambda: (LAUGHS + "<html><body><p>&j;</p>" + text).encode(),
        "frames.html": lambda: page("<frameset><frame src=http://192.0.2.1/></frameset><iframe src=file:///etc/passwd></iframe>"),
        "nulls.html": lambda: page(text.replace("石", "\0石\0")),
        **{
            f"charset_{name}.html": (lambda name=name: page(text, name))
            for name in ("utf-7", "idna", "zlib_codec", "hex", "punycode", "undefined", "gb2312", "a" * 300)
        },
        "utf16.html": lambda: (head.format("gb2312") + text).encode("utf-16"),
        "broken.mht": lambda: (broken + "--x\nContent-Type: text/html; charset=none\n\n" + text).encode(),
        "nested.mht": lambda: "".join(f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b{n}\n\n--b{n}\n" for n in range(500)).encode(),
        "base64.mht": lambda: (broken + "--x\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n!!!!\n--x--").encode(),
        "redirect.html": lambda: page(f"<meta http-equiv=refresh content='0;url=http://192.0.2.1'><base href=http://192.0.2.1>{text}"),
    }  # fmt: skip


def plain() -> dict[str, Maker]:
    gbk, wide = PLAN.encode("gb18030"), PLAN.encode("utf-16-le")
    return {
        "empty.txt": lambda: b"",
        "blank.txt": lambda: b" \r\n\t\r\n" * 500,
        "bom.txt": lambda: b"\xef\xbb\xbf",
        "wide_bom.txt": lambda: b"\xff\xfe",
        "nulls.txt": lambda: b"\0" * 100_000,
        "some_nulls.txt": lambda: PLAN.replace("，", "，\0").encode(),
        "one_line.txt": lambda: ("加快建设石岭水库、" * 500_000).encode(),
        "too_long.txt": lambda: ("建设水库。\n" * 900_000).encode(),
        "too_big.txt": lambda: b"a" * 50_000_001,
        "lines.txt": lambda: b"\n" * 10_000_000,
        "blanks.txt": lambda: ("1.建设" + " " * 3_000_000 + "水库").encode(),
        "noise.txt": lambda: noise(300_000),
        "high.txt": lambda: b"\xff" * 50_000,
        "mixed.txt": lambda: gbk[: len(gbk) // 2 // 2 * 2] + PLAN.encode(),
        "mixed_little.txt": lambda: PLAN.encode() + gbk[:40],
        "odd_wide.txt": lambda: wide[:-1],
        "half_pairs.txt": lambda: b"\xff\xfe" + wide + b"\x00\xd8\x41\x00",
        "controls.txt": lambda: "".join(f"{chr(n)}建设石岭水库。" for n in range(32)).encode(),
        "bidi.txt": lambda: ("\u202e" * 100 + PLAN + "\u2066" * 100).encode(),
        "not_characters.txt": lambda: (PLAN + "\ufffe\uffff\U0001ffff").encode(),
        "combining.txt": lambda: ("库" + "\u0301" * 200_000).encode(),
        "emphasis.md": lambda: ("1.**建设 *石岭 __水库 `[甲 ![乙 " * 40_000).encode(),
        "brackets.md": lambda: ("[" * 200_000 + "](" * 100_000).encode(),
        "comments.md": lambda: ("<!--" * 200_000).encode(),
        "rules.md": lambda: ("* " * 400_000 + "x\n" + "# " + " " * 400_000 + "x #").encode(),
        "bars.md": lambda: ("|" * 300_000 + "\n").encode() * 3,
        "formulas.csv": lambda: "序号,项目名称,责任单位\n1,=cmd|' /C calc'!A0,@SUM(1)\n2,+1+1,-石岭水库\n".encode(),
        "quote.csv": lambda: ("序号,项目名称,责任单位\n1,\"" + "石岭水库\n" * 200_000).encode(),
        "columns.csv": lambda: ("甲," * 600_000).encode(),
        "rows.csv": lambda: ("1,石岭水库,县水利局\n" * 200_000).encode(),
        "nulls.csv": lambda: b"a,b\0,c\n" * 1_000,
        "field.csv": lambda: ("1," + "长" * 1_500_000).encode(),
        "sniff.csv": lambda: (",;\t|" * 50_000 + "\n").encode() * 10,
    }  # fmt: skip


def others() -> dict[str, Maker]:
    made = truths()
    marks = {
        "exe": b"MZ\x90\0\3\0\0\0", "elf": b"\x7fELF\2\1\1\0", "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
        "gif": b"GIF89a\1\0\1\0", "tif": b"II*\0", "bmp": b"BM\6\0\0\0", "rar": b"Rar!\x1a\7\1\0", "7z": b"7z\xbc\xaf\x27\x1c",
        "gz": b"\x1f\x8b\x08\0", "xz": b"\xfd7zXZ\0", "wav": b"RIFF\0\0\0\0WAVE", "db": b"SQLite format 3\0",
    }  # fmt: skip
    return {
        **{f"renamed_{kind}.docx": (lambda mark=mark: mark + noise(2_000)) for kind, mark in marks.items()},
        "old.doc": lambda: compound("WordDocument"),
        "old.wps": lambda: compound("WordDocument"),
        "old.xls": lambda: compound("Workbook"),
        "old.ppt": lambda: compound("PowerPoint Document"),
        "locked.docx": lambda: compound("EncryptedPackage"),
        "old.rtf": lambda: rb"{\rtf1\ansi " + rb"{\b " * 100_000,
        "flat.xml": lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        "script.ps": lambda: b"%!PS\n{} loop",
        "docx_as.pdf": lambda: made["docx"],
        "pdf_as.docx": lambda: made["pdf"],
        "xlsx_as.txt": lambda: made["xlsx"],
        "html_as.doc": lambda: making.web_page(PLAN, "要点", charset="gb18030"),
        "polyglot_pdf_zip.pdf": lambda: made["pdf"] + made["docx"],
        "polyglot_zip_pdf.docx": lambda: made["docx"] + made["pdf"],
        "polyglot_gif.html": lambda: b"GIF89a/*" + making.web_page(PLAN, "要点"),
        "polyglot_html_pdf.pdf": lambda: b"<html><body>\n" + made["pdf"],
    }


NAMES = (
    "../../x.txt", "..\\..\\x.txt", "/etc/passwd", "C:\\Windows\\win.ini", "con.txt", "NUL", "com1.md", ".", "..", "", " ", "a\0b.txt",
    "a\nb\r.txt", "\u202etxt.exe", "长" * 5_000 + ".txt", "a" * 300 + "." + "b" * 300, "*?<>|\":.txt", "~/.ssh/id", "....//x", "-rf.txt",
    "%2e%2e%2fx.txt", "x.txt/", "计划 （1）.txt", "\ud800.txt", "'; drop table plans;--.txt", "<img src=x onerror=alert(1)>.txt",
)  # fmt: skip


def every() -> dict[str, tuple[str, Maker]]:
    """All files: key → (name, what makes the bytes)."""
    made = {**damaged(), **archives(), **words(), **sheets(), **pdfs(), **pages(), **plain(), **others()}
    files = {key: (key, maker) for key, maker in made.items()}
    content = PLAN.encode()
    return files | {f"name {place}": (name, lambda: content) for place, name in enumerate(NAMES)}


BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\ufffe\uffff]")


def outcome(name: str, content: bytes) -> str:
    """What a file gave: its kind and a clean text, or the code of its sentence.

    Raises
    ------
    AssertionError
        If it gave neither.
    """
    try:
        reading = read_safely(name, content)
    except IntakeError as error:
        assert error.code, error
        assert error.sentence.endswith("."), error.sentence
        assert "Traceback" not in error.sentence, error.sentence
        return f"sentence: {error.code}"
    assert reading.text.strip(), "no text"
    assert not BAD.search(reading.text), "controls in the text"
    assert not re.search(r'[\\/:*?"<>|\x00-\x1f\u202e\ud800-\udfff]', reading.file_name), reading.file_name
    assert 0 < len(reading.file_name) <= 100, reading.file_name
    assert "root:" not in reading.text, "a file of this machine in the text"
    return f"text: {reading.kind}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="files whose key holds this")
    parser.add_argument("--slow", type=float, default=5.0, help="print what took longer (seconds)")
    options = parser.parse_args()
    found, crashes, times = Counter(), [], {}
    pool = ThreadPoolExecutor(1)  # keeps what a crash says, so that the next file is read
    for key, (name, maker) in every().items():
        if options.only not in key:
            continue
        content = maker()
        start = time.perf_counter()
        answer = pool.submit(outcome, name, content)
        crash = answer.exception()
        result = f"CRASH {type(crash).__name__}: {crash}" if crash else answer.result()
        if crash:
            crashes.append(key)
        times[key] = time.perf_counter() - start
        found[result] += 1
        if options.only or times[key] > options.slow or key in crashes:
            print(f"{times[key]:6.2f} s  {len(content):>11,} B  {key}: {result}"[:160])
    slowest = max(times, key=times.__getitem__)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for result, count in sorted(found.items()):
        print(f"{count:4}  {result}")
    texts = sum(count for result, count in found.items() if result.startswith("text"))
    sentences = sum(count for result, count in found.items() if result.startswith("sentence"))
    print(f"{len(times)} files: {texts} clean texts, {sentences} sentences, {len(crashes)} crashes {crashes or ''}")
    print(f"slowest {times[slowest]:.1f} s ({slowest}), in all {sum(times.values()):.0f} s")
    print(f"peak memory of a reading process {peak:,} MB; this process {own:,} MB")


if __name__ == "__main__":
    main()

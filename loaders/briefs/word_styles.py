"""What a briefing in Word looks like: A4, fonts of every Windows and WPS machine, styles of Chinese official papers.

Headings are 黑体, the text is 仿宋, what is quoted 楷体; each is declared for Chinese and for digits, with the names it
goes by elsewhere (`fontTable.xml`), so that another machine takes what is next of kin.
"""

from datetime import date, datetime, time
from typing import NamedTuple

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from loaders.typography import chinese, legal

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT, HEAD, QUOTED, DIGITS = "仿宋", "黑体", "楷体", "Times New Roman"
# Names the same faces have elsewhere, their panose numbers, families, pitches and character sets.
FACES = (
    (TEXT, "FangSong", "02010609060101010101", "modern", "fixed", "86"),
    (HEAD, "SimHei", "02010609060101010101", "modern", "fixed", "86"),
    (QUOTED, "KaiTi", "02010609060101010101", "modern", "fixed", "86"),
    (DIGITS, "Liberation Serif", "02020603050405020304", "roman", "variable", "00"),
)
# Twips: the page, its margins, and what is left for text.
WIDTH, HEIGHT, TOP, BOTTOM, SIDE, EDGE = 11906, 16838, 1588, 1418, 1474, 851
TEXT_WIDTH, TEXT_HEIGHT = WIDTH - 2 * SIDE, HEIGHT - TOP - BOTTOM
COVER_SIZE, TITLE_SIZE, BODY_SIZE = 22, 18, 12  # points of the title on a cover, of a headline and of the text
QUIET = "6B7280"
AUTHOR = "规划图谱"


def _face(name: str, digits: str = "") -> str:
    return f'<w:rFonts w:ascii="{digits or name}" w:hAnsi="{digits or name}" w:eastAsia="{name}" w:cs="{DIGITS}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int, line: int) -> str:
    """Twips before, after and from line to line, the same in whatever face; 0 for lines as high as needed."""
    height = f'w:line="{line}" w:lineRule="exact"' if line else 'w:line="240" w:lineRule="auto"'
    return f'<w:spacing w:before="{before}" w:after="{after}" {height}/>'


def _indent(first_line: int) -> str:
    """Two characters before the first line, and how many twips that is."""
    return f'<w:ind w:firstLineChars="200" w:firstLine="{first_line}"/>'


def _heading(level: int) -> str:
    return f'<w:outlineLvl w:val="{level - 1}"/>'


HEAD_FACE, QUOTED_FACE = _face(HEAD), _face(QUOTED, DIGITS)
LEFT, CENTRE, TOGETHER = '<w:jc w:val="left"/>', '<w:jc w:val="center"/>', "<w:keepNext/><w:keepLines/>"
CONTENTS_TABS = f'<w:tab w:val="left" w:pos="567"/><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/>'
HEADER_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="A6A6A6"/></w:pBdr>'
HEADER_TABS = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'
GRID = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


class Style(NamedTuple):
    """A style of paragraphs: its id and name, properties of paragraph and characters, and what it rests on."""

    code: str
    name: str
    paragraph: str
    characters: str = ""
    based_on: str = "Normal"


STYLES = (
    Style("BodyText", "Body Text", _indent(480)),
    Style("Title", "Title", _spacing(1200, 240, 640) + CENTRE, HEAD_FACE + _size(2 * COVER_SIZE)),
    Style("Subtitle", "Subtitle", _spacing(0, 160, 320) + CENTRE, QUOTED_FACE + _size(22)),
    Style(
        "Heading1",
        "heading 1",
        TOGETHER + _spacing(0, 120, 560) + CENTRE + _heading(1),
        HEAD_FACE + _size(2 * TITLE_SIZE),
    ),
    Style("Heading2", "heading 2", TOGETHER + _spacing(280, 120, 440) + LEFT + _heading(2), HEAD_FACE + _size(30)),
    Style("Heading3", "heading 3", TOGETHER + _spacing(200, 80, 380) + LEFT + _heading(3), HEAD_FACE + _size(26)),
    Style("Heading4", "heading 4", TOGETHER + _spacing(200, 80, 360) + LEFT + _heading(4), HEAD_FACE + _size(24)),
    Style("TOCHeading", "TOC Heading", "<w:keepNext/>" + _spacing(720, 160, 480) + CENTRE, HEAD_FACE + _size(30)),
    Style(
        "TOC1",
        "toc 1",
        f'<w:tabs>{CONTENTS_TABS}</w:tabs>{_spacing(0, 60, 400)}<w:ind w:left="567" w:hanging="567"/>{LEFT}',
    ),
    Style("Picture", "图片", "<w:keepNext/>" + _spacing(120, 40, 0) + CENTRE),
    Style("Caption", "caption", _spacing(0, 120, 320) + CENTRE, HEAD_FACE + _size(21)),
    Style("TableText", "表格文字", _spacing(24, 24, 290) + LEFT, _size(21)),
    Style("TableCentre", "表格居中", CENTRE, based_on="TableText"),
    Style("TableNote", "表注", _spacing(100, 0, 290), based_on="TableText"),
    Style("TableHead", "表头", CENTRE, HEAD_FACE, based_on="TableText"),
    Style("Quote", "Quote", _spacing(80, 60, 380) + _indent(440), QUOTED_FACE + _size(22)),
    Style("Header", "header", HEADER_LINE + HEADER_TABS + _spacing(0, 0, 0) + LEFT, _size(18)),
    Style("Footer", "footer", _spacing(0, 0, 0) + CENTRE, _size(18)),
)
CHARACTER_STYLES = (
    ("Strong", "Strong", HEAD_FACE),
    ("Number", "图上编号", HEAD_FACE + "<w:b/>"),
    ("Unstated", "未列明", f'<w:color w:val="{QUIET}"/>'),
)
STYLES_HEAD = f"""<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{_face(TEXT, DIGITS)}
<w:kern w:val="2"/>{_size(2 * BODY_SIZE)}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>
</w:rPrDefault>
<w:pPrDefault><w:pPr><w:widowControl/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE/><w:autoSpaceDN/></w:pPr></w:pPrDefault>
</w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
<w:pPr>{_spacing(0, 0, 440)}<w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
<w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>
<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>
<w:left w:w="60" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>
</w:tblPr></w:style>
<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders>{GRID}</w:tblBorders></w:tblPr></w:style>"""
SETTINGS = f"""<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>
<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>
</w:settings>"""
# What the template of python-docx holds beside: a picture of another document, styles and settings that are replaced.
LEFT_OUT = {
    "customXml",
    "extended-properties",
    "fontTable",
    "numbering",
    "stylesWithEffects",
    "thumbnail",
    "webSettings",
}


def new_document(title: str, day: date) -> DocumentObject:
    """An empty document with these styles, dated the day of its maps, whose body holds nothing."""
    document = Document()
    document.styles.element[:] = parse_xml(_styles())[:]
    document.settings.element[:] = parse_xml(SETTINGS)[:]
    package = document.part.package
    for owner in (package, document.part):
        for name, relation in list(owner.rels.items()):
            if relation.reltype.rpartition("/")[2] in LEFT_OUT:
                del owner.rels[name]
    fonts = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, _fonts(), package)
    document.part.relate_to(fonts, RELATIONSHIP_TYPE.FONT_TABLE)
    document.element[0][:] = []
    about = document.core_properties
    about.title, about.author, about.last_modified_by = chinese(legal(title)), AUTHOR, AUTHOR
    about.created = about.modified = datetime.combine(day, time())
    about.language, about.comments, about.revision = "zh-CN", "", 1
    return document


def width(text: str) -> float:
    """About how many ideographs wide a text is."""
    return sum(1.0 if ord(char) > 0xFF else 0.55 for char in text)


def _styles() -> str:
    paragraphs = "".join(
        f'<w:style w:type="paragraph" w:styleId="{style.code}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based_on}"/><w:qFormat/>'
        f"<w:pPr>{style.paragraph}</w:pPr><w:rPr>{style.characters}</w:rPr></w:style>"
        for style in STYLES
    )
    characters = "".join(
        f'<w:style w:type="character" w:styleId="{code}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{properties}</w:rPr></w:style>'
        for code, name, properties in CHARACTER_STYLES
    )
    return f"{STYLES_HEAD}{paragraphs}{characters}</w:styles>"


def _fonts() -> bytes:
    faces = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/>'
        f'<w:charset w:val="{charset}"/><w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, other, panose, family, pitch, charset in FACES
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}<w:fonts {W}>{faces}</w:fonts>".encode()

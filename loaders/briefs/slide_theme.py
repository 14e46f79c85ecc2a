"""The empty presentation that briefings fill: 16:9, one master and layout, colours and faces of the program.

Made from the template of python-pptx; what it says of itself (author, dates, preview, printer) is taken out.
"""

import io

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import Part, XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout
from pptx.util import Pt

from geo.print_symbols import ACCENT, INK, PAPER, QUIET, SECOND, WARNING
from loaders.archives import undated
from loaders.briefs.slide_text import FACES, LANGUAGE, NAMESPACES, RULE, clean, emu, fill

FACE = "微软雅黑"
WIDTH, HEIGHT, MARGIN, GAP = 960.0, 540.0, 24.0, 12.0  # points
ROOM = WIDTH - 2 * MARGIN
BAR = (24.0, 17.0, 3.6, 42.0)  # left, top, width, height
TITLE = (36.0, 14.0, 806.0, 30.0)
PAGE_NUMBER = (886.0, 521.0, 50.0, 12.0)
TITLE_SIZE, NUMBER_SIZE = 22.0, 8.0
COLOURS = {
    "dk1": INK, "lt1": PAPER, "dk2": SECOND, "lt2": RULE, "accent1": ACCENT, "accent2": WARNING, "accent3": QUIET,
    "accent4": "#6C9FCC", "accent5": "#94B8DA", "accent6": "#C3D6EA", "hlink": ACCENT, "folHlink": SECOND,
}  # fmt: skip
NAME = "规划图谱"
LAYOUT = "标题与自由版面"
KEPT_LAYOUT = "Title Only"
UNTRUE = (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES, RT.PRINTER_SETTINGS)


def empty_deck() -> Deck:
    """A presentation without slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    deck.part._element.find(qn("p:sldSz")).attrib.pop("type", None)
    for layout in list(deck.slide_layouts):
        if layout.name != KEPT_LAYOUT:
            deck.slide_layouts.remove(layout)
    master, layout = deck.slide_master, deck.slide_layouts[0]
    _set_theme(master.part)
    _restyle(master._element)
    _fill_tree(master._element, _placeholder(2, "title", TITLE), _body(), _placeholder(4, "sldNum", PAGE_NUMBER))
    _fill_tree(layout._element, _bar(), _placeholder(2, "title", None), _placeholder(3, "sldNum", None))
    layout._element.find(qn("p:cSld")).set("name", LAYOUT)
    for owner in (deck.part.package, deck.part):
        for relation in [one for one in owner._rels.values() if one.reltype in UNTRUE]:
            owner._rels.pop(relation.rId)
    for look in deck.part._element.iter(qn("a:defRPr")):
        if look.get("lang"):
            look.set("lang", "zh-CN")
    return deck


def layout_of(deck: Deck) -> SlideLayout:
    """The only layout."""
    return deck.slide_layouts[0]


def saved(deck: Deck, *, title: str) -> bytes:
    """The file; the same bytes for the same slides."""
    said = deck.core_properties
    said.title, said.author, said.last_modified_by, said.language = clean(title)[:255], "", "", "zh-CN"
    said.subject = said.keywords = said.comments = said.category = ""
    said.revision = 1
    for dated in list(said._element):
        if dated.tag in {qn("dcterms:created"), qn("dcterms:modified")}:
            said._element.remove(dated)
    _set_theme(deck.notes_master.part)
    _list_notes_master(deck)
    content = io.BytesIO()
    deck.save(content)
    return undated(content.getvalue())


def _set_theme(part: Part) -> None:
    """Our colours and faces in the theme of a master."""
    old = part.part_related_by(RT.THEME)
    theme = old._element if isinstance(old, XmlPart) else parse_xml(old.blob)
    theme.set("name", NAME)
    for scheme in theme.iter(qn("a:clrScheme"), qn("a:fontScheme")):
        scheme.set("name", NAME)
    for name, colour in COLOURS.items():
        for slot in theme.iter(qn(f"a:{name}")):
            for was in list(slot):
                slot.remove(was)
            slot.append(parse_xml(f'<a:srgbClr {NAMESPACES} val="{colour.removeprefix("#")}"/>'))
    for faces in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        for face in faces:
            if face.tag in {qn("a:latin"), qn("a:ea")} or face.get("script") == "Hans":
                face.set("typeface", FACE)
    if not isinstance(old, XmlPart):
        old.blob = serialize_part_xml(theme)


def _list_notes_master(deck: Deck) -> None:
    """Name the master of the notes, which python-pptx only relates, where the format asks for it."""
    relation = deck.part.relate_to(deck.notes_master.part, RT.NOTES_MASTER)
    told = f'<p:notesMasterIdLst {NAMESPACES}><p:notesMasterId r:id="{relation}"/></p:notesMasterIdLst>'
    deck.part._element.find(qn("p:sldMasterIdLst")).addnext(parse_xml(told))


def _restyle(master: BaseOxmlElement) -> None:
    """Types of titles and texts of the master."""
    lines = 'algn="l" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1"'
    faces = FACES.replace("+mn", "+mj")
    title = f'<a:lvl1pPr {lines}><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
    title += f'<a:defRPr sz="{round(100 * TITLE_SIZE)}" b="1" kern="1200">{fill(INK)}{faces}</a:defRPr></a:lvl1pPr>'
    levels = "".join(
        f'<a:lvl{level}pPr marL="{emu(12 * (level - 1))}" indent="0" {lines}><a:spcBef><a:spcPts val="300"/></a:spcBef>'
        f'<a:buNone/><a:defRPr sz="{size}00" kern="1200">{fill(INK)}{FACES}</a:defRPr></a:lvl{level}pPr>'
        for level, size in enumerate((14, 12, 11, 10, 10), start=1)
    )
    for name, style in (("p:titleStyle", title), ("p:bodyStyle", levels)):
        old = next(master.iter(qn(name)))
        old.getparent().replace(old, parse_xml(f"<{name} {NAMESPACES}>{style}</{name}>"))


def _fill_tree(element: BaseOxmlElement, *shapes: str) -> None:
    """These shapes instead of those of the template."""
    tree = next(element.iter(qn("p:spTree")))
    for old in tree.findall(qn("p:sp")):
        tree.remove(old)
    for shape in shapes:
        tree.append(parse_xml(shape))


def place_xml(box: tuple[float, float, float, float]) -> str:
    """Where a shape stands: left, top, width and height in points."""
    left, top, width, height = map(emu, box)
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _placeholder(number: int, kind: str, box: tuple[float, float, float, float] | None) -> str:
    """A title or page number, on the master with its place and look, on the layout as on the master."""
    name, text = {
        "title": ("标题", f"<a:r><a:rPr {LANGUAGE}/><a:t>标题</a:t></a:r>"),
        "sldNum": ("页码", number_xml()),
    }[kind]
    place, look = "", ""
    if box is not None:
        place = f'{place_xml(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        insets = 'vert="horz" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"'
        look = f"<a:bodyPr {insets}><a:normAutofit/></a:bodyPr>" if kind == "title" else f"<a:bodyPr {insets}/>"
        grey = f'<a:lvl1pPr algn="r"><a:defRPr sz="{round(100 * NUMBER_SIZE)}">{fill(SECOND)}</a:defRPr></a:lvl1pPr>'
        look += "<a:lstStyle/>" if kind == "title" else f"<a:lstStyle>{grey}</a:lstStyle>"
    return placeholder_xml(number, name, kind, place, look or "<a:bodyPr/><a:lstStyle/>", text)


def placeholder_xml(number: int, name: str, kind: str, place: str, look: str, text: str) -> str:
    """A placeholder; `look` holds the properties of its body, `text` its runs."""
    asked = "" if kind == "title" else ' sz="quarter" idx="12"'
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="{kind}"{asked}/></p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>'
        f"<p:txBody>{look}<a:p>{text}</a:p></p:txBody></p:sp>"
    )


def number_xml(number: str = "‹#›") -> str:
    """The field that counts pages, and what it says until it is counted."""
    field = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
    return f"{field}<a:rPr {LANGUAGE}/><a:t>{number}</a:t></a:fld>"


def _body() -> str:
    """The body that a master must have."""
    box = place_xml((MARGIN, 80.0, WIDTH - 2 * MARGIN, 420.0))
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="3" name="正文"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph type="body" idx="1"/></p:nvPr></p:nvSpPr><p:spPr>{box}<a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom></p:spPr><p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/><a:lstStyle/>'
        f"<a:p><a:r><a:rPr {LANGUAGE}/><a:t>正文</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _bar() -> str:
    """The coloured bar before every title."""
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="9" name="标题前色条"/><p:cNvSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{place_xml(BAR)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill(ACCENT)}<a:ln><a:noFill/></a:ln>'
        f"</p:spPr></p:sp>"
    )

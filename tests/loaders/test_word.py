"""The Word briefing: read again as Word would, and looked at as LibreOffice prints it with the shipped face only."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from loaders import briefing
from loaders.briefing import BriefOptions, MapScope
from loaders.briefs import word, word_parts
from loaders.briefs.word_styles import DIGITS, HEAD, QUOTED, TEXT
from loaders.catalog import Catalog, Query, ensure_built
from loaders.typography import chinese, legal
from tests import goldens, office

DAY = date(2026, 11, 22)
HOSTILE = '=cmd|"/c calc"!A1 <w:p>&\x00\x0b\ufffe\ud800 \u2028'


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture(scope="module")
def scopes(catalog):
    """A plan, the densest county and one with a single project."""
    counts = Counter(item.adcode for item in catalog.projects() if item.adcode and catalog.area(item.adcode))
    single = min(code for code, count in counts.items() if count == 1)
    queries = {
        "chongqing": Query(plans=("chongqing",)),
        "qionghai": Query(plans=("qionghai",)),
        "densest": Query(counties=(counts.most_common(1)[0][0],)),
        "single": Query(counties=(single,)),
        "none": Query(plans=("qionghai",), text="没有这样的词组"),
    }
    return {name: MapScope(query, drawn=DAY) for name, query in queries.items()}


@pytest.fixture(scope="module")
def files(catalog, scopes):
    """The document of a county, and one of everything."""
    return {
        "densest": briefing.brief_file(catalog, [scopes["densest"]], "docx"),
        "all": briefing.brief_file(catalog, list(scopes.values()), "docx"),
    }


@pytest.fixture(scope="module")
def printed(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("word")
    made = {}
    for name, content in files.items():
        file = folder / f"{name}.docx"
        file.write_bytes(content)
        made[name] = office.to_pdf(file)
    return made


def headings(document, level):
    return [it.text.replace("\n", "") for it in document.paragraphs if it.style.name == f"Heading {level}"]


def told_of(text):
    """As it is printed, without blanks."""
    return "".join(chinese(text).split())


def part(content, name):
    return etree.fromstring(ZipFile(io.BytesIO(content)).read(name))


def lines_of_table(table):
    """Texts of the rows, a merged cell once."""
    return [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]


def test_every_project_has_a_row_with_its_number_under_its_stage(catalog, scopes, files):
    told = briefing.brief(catalog, scopes["densest"])
    table = Document(io.BytesIO(files["densest"])).tables[0]
    lines = lines_of_table(table)
    assert lines[0] == ["序号", "项目", "领域", "位置", "计划阶段", "任务"]
    assert [line[0] for line in lines if len(line) == 1] == [
        f"{stage}　{len(group)} 个" for stage, group in told.groups
    ]
    rows = [line for line in lines[1:] if len(line) > 1]
    assert [(line[0], line[1], line[2]) for line in rows] == [
        (str(one.number), chinese(one.name), one.sector) for one in told.projects
    ]
    fills = [row.cells[0]._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) for row in table.rows]
    assert [fill for fill, line in zip(fills[1:], lines[1:], strict=True) if len(line) > 1] == [
        one.mark.colour.removeprefix("#") for one in told.projects
    ]


def test_head_stands_on_every_page_and_no_row_is_split(files):
    table = Document(io.BytesIO(files["densest"])).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_every_task_tells_units_and_the_words_of_the_plan(catalog, scopes, files):
    told = briefing.brief(catalog, scopes["densest"])
    document = Document(io.BytesIO(files["densest"]))
    assert headings(document, 3) == [chinese(f"{task.number}　{task.title}") for task in told.tasks]
    quoted = "".join(it.text for it in document.paragraphs if it.style.name == "Quote")
    for task, card in zip(told.tasks, document.tables[1:], strict=True):
        fields = [text for line in lines_of_table(card) for text in line]
        said = dict(zip(fields[::2], fields[1::2], strict=True))
        assert said["牵头单位"] == (chinese(task.lead_units) or "原文未列明")
        assert said["时限"] == (task.deadline or "原文未列明")
        assert re.findall(r"(\d+)\xa0", said["涉及项目"]) == [str(number) for number in task.projects]
        assert task.clause.splitlines()[0] in quoted


def test_what_is_not_wanted_is_left_out(catalog, scopes):
    told = Document(
        io.BytesIO(briefing.brief_file(catalog, [scopes["single"]], "docx", BriefOptions(clauses=False, tables=False)))
    )
    assert headings(told, 2) == ["一、任务与责任单位", "二、说明与来源"]
    assert not [it for it in told.paragraphs if it.style.name == "Quote"]


def test_faces_are_declared_for_chinese_and_digits(files):
    styles = part(files["all"], "word/styles.xml")
    faces = {frozenset(face.attrib.items()) for face in styles.iter(qn("w:rFonts"))}
    named = [dict(face) for face in faces]
    assert {face[qn("w:eastAsia")] for face in named} == {TEXT, HEAD, QUOTED}
    assert all(face[qn(f"w:{kind}")] in {HEAD, DIGITS} for face in named for kind in ("ascii", "hAnsi"))
    defaults = styles.find(qn("w:docDefaults"))
    assert next(defaults.iter(qn("w:rFonts"))).get(qn("w:eastAsia")) == TEXT
    assert next(defaults.iter(qn("w:lang"))).get(qn("w:eastAsia")) == "zh-CN"
    fonts = part(files["all"], "word/fontTable.xml")
    assert {font.get(qn("w:name")) for font in fonts} == {TEXT, HEAD, QUOTED, DIGITS}
    own = part(files["all"], "word/document.xml")
    assert not list(own.iter(qn("w:rFonts")))


def test_pages_are_a4_upright_with_number_and_total(files):
    document = Document(io.BytesIO(files["densest"]))
    (section,) = document.sections
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert all(2.4 <= margin.cm <= 2.9 for margin in (section.left_margin, section.top_margin, section.bottom_margin))
    fields = [it.get(qn("w:instr")).strip() for it in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert "项目简报" in section.header.paragraphs[0].text
    assert document.inline_shapes[0].width <= section.page_width - section.left_margin - section.right_margin


def test_map_is_described_and_numbered(catalog, scopes, files):
    shapes = [one._inline.docPr for one in Document(io.BytesIO(files["all"])).inline_shapes]
    assert [one.get("name") for one in shapes] == [f"图{number}" for number in range(1, len(scopes) + 1)]
    for shape, scope in zip(shapes, scopes.values(), strict=True):
        assert chinese(briefing.brief(catalog, scope).title) in shape.get("descr")


def test_contents_lead_to_every_chapter(catalog, scopes, files):
    body = part(files["all"], "word/document.xml")
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = list(body.iter(qn("w:hyperlink")))
    assert {link.get(qn("w:anchor")) for link in links} == marks
    titles = [chinese(briefing.brief(catalog, scope).title) for scope in scopes.values()]
    assert ["".join(link.itertext()) for link in links] == [
        f"{number}{title}{number}-1" for number, title in enumerate(titles, start=1)
    ]
    sections = Document(io.BytesIO(files["all"])).sections
    feet = [section.footer.paragraphs[0]._element.xpath("string()") for section in sections][1:]
    assert [re.sub(r"\s", "", foot) for foot in feet] == [f"第{number}-1页" for number in range(1, len(scopes) + 1)]
    assert all(section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1" for section in sections)


def test_printed_pages_hold_every_word_in_the_shipped_face(catalog, scopes, printed):
    words = office.words_of(printed["all"])
    assert not list(missing(catalog, scopes, words))
    for pdf in printed.values():
        assert {font.partition("-")[0] for font in office.fonts_of(pdf)} == {"NotoSansSC"}
    assert "第1页共" in office.words_of(printed["densest"])
    assert "2-1" in words
    assert office.words_of(printed["densest"]).count("序号项目领域位置计划阶段任务") > 1


def missing(catalog, scopes, words):
    """Headlines, projects and titles of tasks that the pages lack; cells break lines, so that names are in pieces."""
    for scope in scopes.values():
        told = briefing.brief(catalog, scope)
        yield from (title for title in told_of(told.title).split("：") if title not in words)
        yield from (one.title for one in told.tasks if told_of(one.title)[:20] not in words)
        yield from (one.name for one in told.projects if told_of(one.name)[:6] not in words)


@pytest.mark.parametrize(("name", "page"), [("densest", 0), ("densest", 1), ("all", 0), ("all", 1), ("all", -1)])
def test_pages_look_like_those_that_were_looked_at(printed, name, page):
    goldens.assert_looks_like(office.pages_of(printed[name])[page], f"{name}-docx-{page}")


def test_no_page_but_the_last_of_a_chapter_is_half_empty(printed):
    for page in office.pages_of(printed["densest"], dpi=40)[1:-1]:
        grey = page.convert("L").crop((0, int(page.height * 0.08), page.width, int(page.height * 0.91)))
        last = grey.point(lambda value: 255 * (value < 128)).getbbox()[3]
        assert last > 0.6 * grey.height


def test_same_scope_gives_the_same_bytes(catalog, scopes, files):
    assert briefing.brief_file(catalog, [scopes["densest"]], "docx") == files["densest"]


def test_nothing_of_another_document_is_left(files):
    names = ZipFile(io.BytesIO(files["densest"])).namelist()
    assert not [name for name in names if re.search("thumbnail|customXml|app.xml|numbering|Effects", name)]
    assert len(ZipFile(io.BytesIO(files["densest"])).read("word/styles.xml")) < 30_000
    properties = Document(io.BytesIO(files["densest"])).core_properties
    assert (properties.author, properties.comments) == ("规划图谱", "")
    assert properties.created.date() == DAY


def test_an_empty_scope_says_so(catalog, scopes):
    told = Document(io.BytesIO(briefing.brief_file(catalog, [scopes["none"]], "docx")))
    texts = [it.text for it in told.paragraphs]
    assert {"本范围内没有原文点名的项目。", "本范围内没有任务。"} <= set(texts)
    assert not told.tables


def test_hostile_words_stay_words(catalog, scopes, monkeypatch):
    told = briefing.brief(catalog, scopes["single"])
    told = replace(
        told,
        title=HOSTILE,
        lead=HOSTILE,
        groups=((HOSTILE, (replace(told.projects[0], name=HOSTILE, amounts=(HOSTILE,)),)),),
        tasks=(replace(told.tasks[0], title=HOSTILE, clause=HOSTILE, lead_units=HOSTILE),),
    )
    monkeypatch.setattr(word, "brief", lambda *_: told)
    content = briefing.brief_file(catalog, [scopes["single"]], "docx")
    document = Document(io.BytesIO(content))
    assert headings(document, 1)[0].startswith('=cmd|"/c calc"!A1 <w:p>&')
    assert any('=cmd|"/c calc"!A1 <w:p>&' in cell for line in lines_of_table(document.tables[0]) for cell in line)
    instructions = {it.get(qn("w:instr")) for it in part(content, "word/document.xml").iter(qn("w:fldSimple"))}
    assert instructions == {" SEQ 图 \\* ARABIC "}


def test_amounts_have_a_column_where_a_project_states_one(catalog, scopes):
    told = briefing.brief(catalog, scopes["single"])
    stated = replace(told, groups=(("计划建成", (replace(told.projects[0], amounts=("3.4亿元",)), told.projects[0])),))
    made = next(word_parts.project_table(stated, "二"))
    texts = ["".join(text.text for text in cell.iter(qn("w:t"))) for cell in made.iter(qn("w:tc"))]
    assert "规模、投资" in texts
    assert "3.4亿元" in texts
    assert "原文未列明" in texts


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("项目 39 个:推进建设 29,其余", "项目 39 个：推进建设 29，其余"),
        ("底图审图号:GS(2024)0650号", "底图审图号：GS(2024)0650号"),
        ("含 GeoNames(CC BY 4.0)数据;见清单", "含 GeoNames（CC BY 4.0）数据；见清单"),
        ("CGCS2000(EPSG:4490)", "CGCS2000(EPSG:4490)"),
        ("13号线二期(北延)", "13号线二期（北延）"),
        ("at 10:30, 1,000", "at 10:30, 1,000"),
    ],
)
def test_marks_of_chinese_print(written, said):
    assert chinese(written) == said


def test_what_xml_cannot_hold_is_dropped():
    assert legal("水\x00库\x0b\ufffe\ud800\x85\t\n𬮤") == "水库\t\n𬮤"

"""Briefings as PPTX: native titles and tables that tell every project once, read back and rendered by LibreOffice."""

import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from geo.print_canvas import LOWEST_DPI
from loaders import briefing
from loaders.briefing import BriefOptions, MapScope, brief, map_sheet
from loaders.briefs import slide_lists, slides
from loaders.briefs.slide_theme import FACE
from loaders.catalog import Catalog, Query, ensure_built
from tests import goldens, office

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
POINT = 12700
TOUCHING = 0.6  # points
HOSTILE = "水库\x00\x0b\x1b<a:t>&\"'\ud800\ufffe=HYPERLINK(1)\u2028二期"
CASES = ("chongqing", "qionghai", "densest", "single", "none", "pair")


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture(scope="module")
def scopes(catalog):
    counts = Counter(item.adcode for item in catalog.projects() if item.adcode and catalog.area(item.adcode))
    codes = [code for code, _ in counts.most_common()]
    asked = {
        "chongqing": Query(plans=("chongqing",)),
        "qionghai": Query(plans=("qionghai",)),
        "densest": Query(counties=(codes[0],)),
        "single": Query(counties=(min(code for code in codes if counts[code] == 1),)),
        "none": Query(plans=("chongqing",), sectors=("governance",)),
        "pair": Query(counties=(codes[1], codes[2])),
    }
    return {name: MapScope(query, drawn=DAY) for name, query in asked.items()}


@pytest.fixture(scope="module")
def made(catalog, scopes):
    """Each case as a presentation of its own."""
    return {name: briefing.brief_file(catalog, [scope], "pptx") for name, scope in scopes.items()}


@pytest.fixture(scope="module")
def whole_atlas(catalog, scopes):
    pages = briefing.atlas(catalog, scopes["chongqing"])
    return pages, briefing.brief_file(catalog, pages, "pptx", BriefOptions(dpi=LOWEST_DPI))


def read(content):
    return Presentation(io.BytesIO(content))


def tables(slide):
    return [shape for shape in slide.shapes if shape.has_table]


def rows(shape):
    return [[cell.text for cell in row.cells] for row in shape.table.rows]


def numbered(shapes):
    """Numbers and names in tables whose first column is 编号."""
    found = []
    for shape in shapes:
        head, *rest = rows(shape)
        if head[0] == "编号":
            found += [(int(row[0]), row[1]) for row in rest if row[0]]
    return found


def named(slide, name):
    (shape,) = [shape for shape in slide.shapes if shape.name == name]
    return shape


@pytest.mark.parametrize("case", CASES)
def test_map_slide_has_native_title_legend_tables_and_foot(catalog, scopes, made, case):
    told, sheet = brief(catalog, scopes[case]), map_sheet(catalog, scopes[case])
    first, *_ = read(made[case]).slides
    assert first.shapes.title.text_frame.text == told.title
    assert first.shapes.title.placeholder_format.type == PP_PLACEHOLDER.TITLE
    assert named(first, "副题").text_frame.text == told.subtitle
    assert named(first, "密级").text_frame.text == sheet.stamp
    picture = named(first, "地图")._element.nvPicPr.cNvPr.get("descr")
    assert told.title in picture
    assert sheet.notes[0][1] in picture
    entries = [entry.text for group in sheet.legend for entry in group.entries]
    legend = [shape for shape in tables(first) if shape.name == "图例"]
    assert [text for shape in legend for row in rows(shape) for text in row[1:] if text] == entries
    assert len(legend) == bool(entries)
    foot = named(first, "精度与来源").text_frame.text + named(first, "底图与审图号").text_frame.text
    for label, text in (*sheet.notes, *told.credits, ("", told.warning)):
        assert label in foot
        assert text in foot
    assert "{" not in foot


@pytest.mark.parametrize("case", CASES)
def test_every_project_stands_in_a_table_once_with_the_number_of_the_map(catalog, scopes, made, case):
    expected = [(one.number, one.name) for one in brief(catalog, scopes[case]).projects]
    listed = [(row.mark.number, row.name) for group in map_sheet(catalog, scopes[case]).groups for row in group.rows]
    assert expected == listed
    first, *others = read(made[case]).slides
    beside = numbered(tables(first))
    after = numbered([shape for slide in others for shape in tables(slide)])
    assert beside == expected or (not beside and after == expected)
    assert after in ([], expected)


def test_numbers_stand_on_the_colour_of_their_sector(catalog, scopes, made):
    colour_of = {one.number: one.mark.colour for one in brief(catalog, scopes["single"]).projects}
    (table,) = [shape for shape in tables(read(made["single"]).slides[0]) if shape.name == "项目表"]
    cells = [row.cells[0] for row in table.table.rows if row.cells[0].text.isdigit()]
    assert {int(cell.text): f"#{cell.fill.fore_color.rgb}" for cell in cells} == colour_of


def test_a_dense_map_has_a_summary_that_says_where_its_projects_are_listed(catalog, scopes, made):
    told = brief(catalog, scopes["chongqing"])
    first, *others = read(made["chongqing"]).slides
    stages = [row[1:] for row in rows(named(first, "按计划阶段"))[1:]]
    assert [(stage, count) for stage, _, count in stages] == [(name, f"{len(own)} 个") for name, own in told.groups]
    assert [numbers for _, numbers, _ in stages] == [f"{own[0].number}–{own[-1].number}" for _, own in told.groups]
    pages = [number for number, slide in enumerate(others, start=2) if numbered(tables(slide))]
    assert f"第 {pages[0]}–{pages[-1]} 页" in named(first, "清单位置").text_frame.text
    heads = {tuple(rows(tables(slide)[0])[0]) for slide in others if numbered(tables(slide))}
    assert len(heads) == 1


@pytest.mark.parametrize("case", ["chongqing", "qionghai", "pair"])
def test_tasks_have_their_clauses_in_the_notes(catalog, scopes, made, case):
    told = brief(catalog, scopes[case])
    own = [slide for slide in read(made[case]).slides if [shape for shape in slide.shapes if shape.name == "任务表"]]
    titles = [row[1].split("\n")[0] for slide in own for row in rows(named(slide, "任务表"))[1:]]
    assert titles == [task.title for task in told.tasks]
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in own)
    assert all(line in notes for task in told.tasks for line in task.clause.splitlines())


def test_options_leave_out_lists_and_tasks(catalog, scopes):
    bare = BriefOptions(clauses=False, tables=False)
    for case in ("densest", "chongqing"):
        (only,) = read(briefing.brief_file(catalog, [scopes[case]], "pptx", bare)).slides
        keyed = [number for number, _ in numbered(tables(only))]
        assert keyed == list(range(1, len(keyed) + 1))
        assert keyed or "项目台账" in named(only, "清单位置").text_frame.text


def test_a_scope_without_projects_says_so(made):
    first = read(made["none"]).slides[0]
    assert "没有" in named(first, "说明").text_frame.text
    assert not numbered(tables(first))


def test_contents_lead_to_every_map(catalog, whole_atlas):
    pages, content = whole_atlas
    deck = read(content)
    (contents,) = tables(deck.slides[0])
    told = [brief(catalog, scope) for scope in pages]
    lines = rows(contents)[1:]
    assert [row[:2] for row in lines] == [[one.whose, str(len(one.projects))] for one in told]
    for line, row, one in zip(lines, list(contents.table.rows)[1:], told, strict=True):
        link = row.cells[0].text_frame.paragraphs[0].runs[0]._r.rPr.find(qn("a:hlinkClick"))
        target = deck.slides[0].part.related_part(link.get(qn("r:id"))).slide
        assert target.shapes.title.text_frame.text == one.title
        assert deck.slides.index(target) + 1 == int(line[3])


def boxes(slide):
    return [
        (shape.name, *(length / POINT for length in (shape.left, shape.top, shape.width, shape.height)))
        for shape in slide.shapes
    ]


def test_nothing_overlaps_or_leaves_the_slide(made, whole_atlas):
    for content in (*made.values(), whole_atlas[1]):
        deck = read(content)
        assert (deck.slide_width, deck.slide_height) == (960 * POINT, 540 * POINT)
        for slide in deck.slides:
            found = boxes(slide)
            for name, left, top, width, height in found:
                assert left >= 0 <= top, name
                assert left + width <= 960, name
                assert top + height <= 540, name
            for (one, *a), (other, *b) in combinations(found, 2):
                across = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
                down = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
                assert min(across, down) <= TOUCHING, (slide.shapes.title.text_frame.text, one, other)


def test_read_in_order_and_no_placeholder_is_empty(made):
    for content in made.values():
        for number, slide in enumerate(read(content).slides, start=1):
            assert [shape.name for shape in slide.shapes][:2] == ["标题", "副题"]
            assert all(shape.text_frame.text.strip() for shape in slide.placeholders)
            assert slide.placeholders[12].text_frame.text == str(number)
            if slide.has_notes_slide:
                kinds = {it.placeholder_format.type for it in slide.notes_slide.placeholders}
                assert kinds == {PP_PLACEHOLDER.SLIDE_IMAGE, PP_PLACEHOLDER.BODY}
                assert slide.notes_slide.notes_text_frame.text
        first = [shape.name for shape in read(content).slides[0].shapes]
        assert first[2:4] == ["密级", "地图"]
        assert "图例" not in first or first[4] == "图例"
        assert first[-3:] == ["精度与来源", "底图与审图号", "页码"]


def test_chinese_has_a_face_and_a_language(made):
    with zipfile.ZipFile(io.BytesIO(made["chongqing"])) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    themes = [text for name, text in parts.items() if "/theme/" in name]
    assert len(themes) == 2
    for text in themes:
        assert text.count(f'<a:ea typeface="{FACE}"/>') == text.count(f'<a:latin typeface="{FACE}"/>') == 2
    deck = read(made["chongqing"])
    for slide in deck.slides:
        trees = [slide._element, *([slide.notes_slide._element] if slide.has_notes_slide else [])]
        for run in [run for tree in trees for run in tree.iter(qn("a:r"))]:
            look = run.find(qn("a:rPr"))
            assert look.get("lang") == "zh-CN"
            is_title = run.getparent().getparent().getparent() is slide.shapes.title._element
            assert is_title or look.find(qn("a:ea")) is not None
    assert "ea typeface" in parts["ppt/slideMasters/slideMaster1.xml"]


def test_same_bytes_and_no_word_of_who_made_it(catalog, scopes, made):
    assert briefing.brief_file(catalog, [scopes["single"]], "pptx") == made["single"]
    said = read(made["single"]).core_properties
    assert said.title == brief(catalog, scopes["single"]).title
    assert (said.author, said.last_modified_by, said.language) == ("", "", "zh-CN")
    assert said.created is said.modified is None
    with zipfile.ZipFile(io.BytesIO(made["single"])) as archive:
        names = archive.namelist()
        assert not [name for name in names if re.search("thumbnail|printer|app.xml", name)]
        assert len(names) == len(set(names))
        assert sum("slideLayout" in name and name.endswith(".xml") for name in names) == 1


def hostile(told):
    """The briefing with control characters, markup and a formula in everything a plan writes, and one endless name."""

    def changed(one):
        return replace(one, name=HOSTILE + one.name * (90 if one.number == 1 else 1), place=HOSTILE)

    projects = tuple((stage, tuple(map(changed, own))) for stage, own in told.groups)
    units = "、".join(["某某局"] * 300)
    tasks = tuple(replace(one, title=HOSTILE, clause=HOSTILE + one.clause, lead_units=units) for one in told.tasks)
    return replace(told, groups=projects, tasks=tasks, whose=HOSTILE, lead=HOSTILE)


@pytest.fixture(scope="module")
def hostile_deck(catalog, scopes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slides, "brief", lambda *asked: hostile(brief(*asked)))
        patch.setattr(slide_lists, "MOST_PROJECTS", 30)
        long = replace(scopes["qionghai"], title=HOSTILE + "很长的标题" * 60)
        return briefing.brief_file(catalog, [scopes["single"], long], "pptx")


def test_only_who_asks_for_slides_loads_what_writes_them():
    code = "import sys, loaders.briefing; print([name for name in sys.modules if name.split('.')[0] == 'pptx'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_hostile_text_breaks_nothing(hostile_deck):
    deck = read(hostile_deck)
    shown = "水库 <a:t>&\"'=HYPERLINK(1) 二期"
    assert shown in deck.slides[0].notes_slide.notes_text_frame.text
    assert shown in deck.slides[1].shapes.title.text_frame.text
    assert not [rel for slide in deck.slides for rel in slide.part.rels.values() if rel.is_external]
    with zipfile.ZipFile(io.BytesIO(hostile_deck)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
    assert not [part for part in parts if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", part)]
    for slide in deck.slides:
        for name, left, top, width, height in boxes(slide):
            assert left + width <= 960, name
            assert top + height <= 540, name
    assert "项目台账" in "".join(named(slide, "副题").text_frame.text for slide in deck.slides)


def words_on_pages(pdf):
    """Centre and text of every word of each page, in points."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    word = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">')
    for page in told.split("<page ")[1:]:
        corners = [tuple(map(float, found)) for found in word.findall(page)]
        yield [((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in corners]


@pytest.mark.parametrize("several", ["atlas", "others"])
def test_rendered_as_it_was_laid_out(catalog, scopes, whole_atlas, hostile_deck, tmp_path, several):
    pages = whole_atlas[0]
    if several == "others":
        pages = [scopes[name] for name in ("qionghai", "densest", "single", "none", "pair")]
    content = (
        whole_atlas[1]
        if several == "atlas"
        else briefing.brief_file(catalog, pages, "pptx", BriefOptions(dpi=LOWEST_DPI))
    )
    file = tmp_path / "brief.pptx"
    file.write_bytes(content)
    deck, pdf = read(content), office.to_pdf(file)
    assert office.fonts_of(pdf) <= {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    text = office.words_of(pdf)
    found = list(words_on_pages(pdf))
    assert len(found) == len(deck.slides)
    for scope in pages:
        told = brief(catalog, scope)
        assert "".join(told.title.split()) in text
        assert not [one.name for one in told.projects if "".join(one.name.split()) not in text]
    looks = office.pages_of(pdf)
    for name in (name for name in CASES if scopes[name] in pages):
        place = [slide.shapes.title.text_frame.text for slide in deck.slides].index(brief(catalog, scopes[name]).title)
        goldens.assert_looks_like(looks[place], f"{name}-pptx")
    for slide, words in zip(deck.slides, found, strict=True):
        own = boxes(slide)
        for x, y in words:
            inside = [name for name, a, b, c, d in own if a - 2 <= x <= a + c + 2 and b - 2 <= y <= b + d + 2]
            assert inside, (slide.shapes.title.text_frame.text, x, y)


def test_hostile_slides_are_rendered_as_they_were_laid_out(hostile_deck, tmp_path):
    file = tmp_path / "hostile.pptx"
    file.write_bytes(hostile_deck)
    found = list(words_on_pages(office.to_pdf(file)))
    for slide, words in zip(read(hostile_deck).slides, found, strict=True):
        own = boxes(slide)
        assert all(any(b - 2 <= y <= b + d + 2 for _, _, b, _, d in own) for _, y in words)

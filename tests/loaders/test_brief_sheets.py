"""Sheets of real plans: every project numbered once and found on the page, the foot true, every format a picture."""

import io
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from geo import cartography
from geo.print_records import PAPERS
from loaders import briefing
from loaders.briefs.sheets import map_sheet
from loaders.briefs.subject import MapScope
from loaders.catalog import Catalog, Query, ensure_built
from loaders.errors import LoaderError
from loaders.sources import map_credit
from tests import goldens

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
OTHER_RENDERER = 8.0  # poppler draws letters bolder, and its page is a pixel larger
BOTH = ("chongqing", "qionghai")


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture(scope="module")
def counties(catalog):
    """Adcodes of the county with most projects and of one with a single project."""
    counts = Counter(item.adcode for item in catalog.projects() if item.adcode)
    single = min(code for code, count in counts.items() if count == 1 and catalog.area(code))
    return {"densest": counts.most_common(1)[0][0], "single": single}


@pytest.fixture
def scope_of(counties):
    def make(name, paper="slide", **changes):
        code = counties.get(name)
        query = Query(counties=(code,)) if code else Query(plans=(name,))
        return MapScope(query=query, paper=paper, drawn=DAY, **changes)

    return make


def listed(sheet):
    return [row for group in sheet.groups for row in group.rows]


def on_map(sheet):
    marks = [it.mark.number for it in (*sheet.symbols, *sheet.routes)]
    return marks + [mark.number for block in sheet.blocks for mark in block.marks]


@pytest.mark.parametrize("name", [*BOTH, "densest", "single"])
def test_every_project_has_one_number_and_stands_on_the_map_or_says_why_not(catalog, scope_of, name):
    scope = scope_of(name)
    sheet = map_sheet(catalog, scope)
    rows = listed(sheet)
    assert [row.mark.number for row in rows] == list(range(1, len(catalog.projects(scope.query)) + 1))
    assert len(set(on_map(sheet))) == len(on_map(sheet))
    missing = {row.mark.number for row in rows} - set(on_map(sheet))
    assert all("未定位" in row.place for row in rows if row.mark.number in missing)


@pytest.mark.parametrize(
    ("name", "paper"),
    [*((name, paper) for name in BOTH for paper in PAPERS), ("densest", "slide"), ("single", "a4-portrait")],
)
def test_no_label_overlaps_and_none_is_lost(catalog, scope_of, name, paper):
    composed = cartography.compose(map_sheet(catalog, scope_of(name, paper)))
    assert (composed.overlap_area, composed.unplaced, composed.unlisted) == (0, (), 0)
    assert {"legend", "locator", "compass"} <= set(composed.pieces)


def test_the_foot_says_what_the_rules_ask(catalog, scope_of):
    sheet = map_sheet(catalog, scope_of("chongqing"))
    stated, notes = dict(sheet.credits), dict(sheet.notes)
    assert map_credit().approval_number in stated["底图"]
    assert map_credit().source in stated["底图"]
    assert stated["坐标系"].startswith("CGCS2000")
    assert stated["制图日期"] == "2026-11-22"
    assert "原文未载标题、文号、日期" in notes["资料来源"]
    assert (sheet.stamp, sheet.warning) == ("内部工作用图", "内部工作用图 · 公开使用须依法送审")
    other = map_sheet(catalog, scope_of("qionghai", internal=False))
    assert "海府〔2021〕244号" in dict(other.notes)["资料来源"]
    assert (other.stamp, other.warning) == ("", "公开使用须依法送审")


def test_the_approval_number_is_typed_nowhere_in_code():
    number = map_credit().approval_number
    files = [path for folder in ("geo", "loaders", "pages") for path in (ROOT / folder).rglob("*.py")]
    assert not [path for path in files if number in path.read_text(encoding="utf-8")]


def test_the_precision_note_adds_up(catalog, scope_of):
    note = dict(map_sheet(catalog, scope_of("chongqing")).notes)["精度说明"]
    counts = catalog.composition(Query(plans=("chongqing",)))
    assert f"({counts.township} 个" in note
    assert f"示意线路({counts.route} 个)" in note
    assert f"({counts.county} 个)" in note
    assert f"未定位 {counts.unresolved} 个" in note


def test_the_legend_shows_only_what_is_shown(catalog, scope_of):
    sheet = map_sheet(catalog, scope_of("single"))
    entries = [entry for group in sheet.legend for entry in group.entries]
    assert len([entry for entry in entries if entry.sample == "sector"]) == 1
    assert len([entry for entry in entries if entry.sample == "stage"]) == 1


def test_filters_stand_in_words_and_the_extent_is_counted(catalog):
    query = Query(plans=("chongqing",), sectors=("water", "energy"), bounds=(108.3, 28.1, 109.4, 29.9))
    sheet = map_sheet(catalog, MapScope(query=query, drawn=DAY))
    everything = catalog.projects(Query(plans=("chongqing",), sectors=("water", "energy")))
    assert "水利、能源" in sheet.title
    assert "领域为水利、能源" in sheet.subtitle
    assert f"图内 {len(listed(sheet))} + 图外 {len(everything) - len(listed(sheet))} = 筛选 {len(everything)}" in (
        sheet.subtitle
    )
    assert cartography.compose(sheet).unplaced == ()


@pytest.mark.parametrize("paper", PAPERS)
def test_more_projects_than_a_list_holds_or_a_wide_map_shows_are_counted(catalog, paper):
    sheet = map_sheet(catalog, MapScope(paper=paper, drawn=DAY))
    rows = listed(sheet)
    assert sum(block.count for block in sheet.blocks) + int(rows[-1].place.split()[0]) == len(catalog.projects())
    assert "按省份计数" in sheet.subtitle
    composed = cartography.compose(sheet)
    assert (composed.overlap_area, composed.unplaced) == (0, ())
    assert "south_sea" in composed.pieces


def test_more_projects_of_one_county_than_a_list_holds_are_counted_by_township(catalog, counties):
    short = replace(PAPERS["slide"], rows=4)
    query = Query(counties=(counties["densest"],))
    sheet = map_sheet(catalog, MapScope(query=query, paper=short, drawn=DAY))
    found = catalog.projects(query)
    rows = {row.name: int(row.place.split()[0]) for row in listed(sheet)}
    assert sum(rows.values()) == len(found)
    towns = Counter(item.township for item in found if item.precision == "township")
    assert {name: rows[name] for name in towns} == dict(towns)
    assert {block.name: block.count for block in sheet.blocks}.items() >= towns.items()
    assert "按乡镇计数" in sheet.subtitle
    composed = cartography.compose(sheet)
    assert (composed.overlap_area, composed.unplaced, composed.unlisted) == (0, (), 0)


@pytest.mark.parametrize("query", [Query(plans=("missing",)), Query(counties=("999999",))])
def test_what_does_not_exist_is_said(catalog, query):
    with pytest.raises(LoaderError):
        map_sheet(catalog, MapScope(query=query))


def test_unknown_paper_is_said(catalog):
    with pytest.raises(LoaderError, match="a4-portrait"):
        map_sheet(catalog, MapScope(paper="b5"))


def picture(content):
    return Image.open(io.BytesIO(content)).convert("RGB")


@pytest.mark.parametrize(
    ("name", "paper"),
    [("chongqing", "slide"), ("qionghai", "a4"), ("densest", "a4-portrait"), ("single", "slide")],
)
def test_looks_like_the_picture_that_was_looked_at(catalog, scope_of, name, paper):
    made = picture(briefing.picture(catalog, scope_of(name, paper), "png", dpi=96))
    goldens.assert_looks_like(made, f"{name}-{paper}")


@pytest.mark.parametrize("name", ["chongqing", "densest", "single"])
def test_pdf_holds_its_fonts_and_words_and_looks_like_the_png(catalog, scope_of, name, tmp_path):
    scope = scope_of(name, "a4")
    file = tmp_path / "map.pdf"
    file.write_bytes(briefing.picture(catalog, scope, "pdf"))
    fonts = run("pdffonts", file).splitlines()[2:]
    assert fonts
    assert all("NotoSansSC" in line and line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    text = "".join(run("pdftotext", "-raw", file, "-").split())
    sheet = map_sheet(catalog, scope)
    for words in (sheet.title, sheet.warning, map_credit().approval_number):
        assert "".join(words.split()) in text
    found = [row.name for row in listed(sheet) if "".join(row.name.split()) in text]
    assert len(found) >= 0.9 * len(listed(sheet))
    run("pdftoppm", "-r", "96", "-png", "-singlefile", file, tmp_path / "page")
    png = picture(briefing.picture(catalog, scope, "png", dpi=96))
    assert goldens.difference(picture((tmp_path / "page.png").read_bytes()), png) < OTHER_RENDERER


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def test_nothing_but_a_picture_loads_matplotlib():
    code = "import sys, loaders.briefing, loaders.catalog, loaders.cli; print('matplotlib' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"

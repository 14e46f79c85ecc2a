"""The map as one HTML file: whole, sealed, the same bytes, with the numbers of the printed map."""

import json
import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from geo.print_records import PAPERS
from loaders import dataset
from loaders.briefing import BriefOptions, MapScope, atlas, brief, brief_file, map_sheet
from loaders.briefs.offline.ground import encoded
from loaders.briefs.offline.page import safe_json
from loaders.catalog import Catalog, Query, ensure_built
from loaders.sources import map_credit

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
LARGEST = 3_000_000  # bytes of the two sample plans together
BOTH = ("chongqing", "qionghai")


class Parts(HTMLParser):
    """Elements of a file in order, and the text of scripts, styles and the title."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.comments = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append((self.tags[-1][0] if self.tags else "", data))

    def handle_comment(self, data):
        self.comments.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    def text_of(self, tag):
        return [text for name, text in self.texts if name == tag and text.strip()]


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    directory = tmp_path_factory.mktemp("hostile") / "build"
    dataset.build(directory, plans_directory=ROOT / "tests" / "fixtures" / "hostile")
    return Catalog.open(directory)


def scope(*plans, **changes):
    return MapScope(Query(plans=plans), drawn=DAY, **changes)


def written(catalog, *scopes, options=None):
    return brief_file(catalog, scopes, "html", options).decode()


def data_of(text):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])


def decoded(text):
    """Points of an encoded line, as the browser reads them."""
    numbers, value, shift = [], 0, 0
    for character in text:
        byte = ord(character) - 63
        value |= (byte & 31) << shift
        shift += 5
        if byte < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    lon = lat = 0
    points = []
    for step_lon, step_lat in zip(numbers[::2], numbers[1::2], strict=True):
        lon, lat = lon + step_lon, lat + step_lat
        points.append((lon / 1e4, lat / 1e4))
    return points


def test_the_file_is_whole_and_asks_for_nothing(catalog):
    text = written(catalog, scope("chongqing"))
    parts = Parts(text)
    assert text.startswith("<!doctype html>")
    assert parts.of("html") == [{"lang": "zh-CN"}]
    assert [attributes.get("type") for attributes in parts.of("script")] == ["application/json", None]
    assert not any("src" in attributes for _, attributes in parts.tags)
    assert parts.of("link") == [{"rel": "icon", "href": "data:,"}]
    assert "url(" not in parts.text_of("style")[0]
    assert "sourceMappingURL" not in text
    assert any("BSD 2-Clause License" in comment for comment in parts.comments)


def test_scripts_write_text_and_no_markup():
    for path in (ROOT / "loaders" / "briefs" / "offline").glob("*.js"):
        assert not re.search("innerHTML|outerHTML|insertAdjacentHTML|document.write|eval|Function", path.read_text()), (
            path
        )


def test_the_policy_allows_the_scripts_of_the_file_and_nothing_else(catalog):
    text = written(catalog, scope("qionghai"))
    parts = Parts(text)
    policy = next(it["content"] for it in parts.of("meta") if it.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    script = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(script) == 1
    assert rules["script-src"] == f"'sha256-{b64encode(sha256(script[0].encode()).digest()).decode()}'"
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert text.index("Content-Security-Policy") < text.index("<style>")


@pytest.mark.parametrize("name", BOTH)
def test_every_project_stands_once_with_the_number_of_the_map(catalog, name):
    data = data_of(written(catalog, scope(name)))
    (page,) = data["pages"]
    told = brief(catalog, scope(name))
    assert sorted(page["projects"]) == list(range(len(data["projects"]))) == list(range(len(told.projects)))
    shown = [data["projects"][number] for number in page["projects"]]
    rows = [row for group in map_sheet(catalog, scope(name)).groups for row in group.rows]
    assert [(one["name"], one["fill"], one["outline"]) for one in shown] == [
        (row.name, row.mark.fill, row.mark.outline) for row in rows
    ]
    assert (page["title"], page["subtitle"]) == (told.title, told.subtitle)


@pytest.mark.parametrize("name", BOTH)
def test_symbols_lines_and_squares_are_those_of_the_printed_map(catalog, name):
    data = data_of(written(catalog, scope(name)))
    (page,) = data["pages"]
    sheet = map_sheet(catalog, scope(name))
    shown = {number: data["projects"][index] for number, index in enumerate(page["projects"], start=1)}
    assert {number for number, one in shown.items() if "at" in one} == {it.mark.number for it in sheet.symbols}
    assert {number for number, one in shown.items() if "line" in one} == {it.mark.number for it in sheet.routes}
    for it in sheet.symbols:
        assert shown[it.mark.number]["at"] == pytest.approx([it.lon, it.lat], abs=1e-5)
    for it in sheet.routes:
        assert decoded(shown[it.mark.number]["line"])[0] == pytest.approx(it.points[0], abs=1e-4)
    for block in sheet.blocks:
        assert [number for number, one in shown.items() if one.get("area") == block.code] == [
            mark.number for mark in block.marks
        ]
    tasks = {area["code"]: len(area["tasks"]) for area in page["areas"]}
    assert tasks == {block.code: block.tasks for block in sheet.blocks}


def test_names_are_marked_where_the_clause_has_them(catalog):
    data = data_of(written(catalog, scope("chongqing")))
    marked = 0
    for one in data["projects"]:
        for task, spans in one["tasks"]:
            clause = data["tasks"][task]["clause"].encode("utf-16-le")
            found = [clause[2 * start : 2 * end].decode("utf-16-le") for start, end in spans]
            marked += bool(found)
            assert all(set(piece) & set(one["name"]) for piece in found)
    assert marked >= len(data["projects"])


def test_names_of_plans_cannot_leave_the_block_of_data(hostile):
    evil = '</script><img src=x onerror="window.hacked=1"><!--\u2028\x00&amp;'
    text = written(hostile, MapScope(Query(), drawn=DAY, title=evil))
    parts = Parts(text)
    assert [tag for tag, _ in parts.tags if tag in {"img", "iframe", "object", "a", "form"}] == []
    assert len(parts.of("script")) == 2
    assert len(parts.comments) == 1
    block = text[text.index('id="data">') + 10 : text.index("</script>", text.index('id="data">'))]
    assert not set(block) & set("<>&\u2028\u2029\x00")
    page = data_of(text)["pages"][0]
    assert page["title"] == evil
    assert any("<" in task["clause"] for task in data_of(text)["tasks"])


def test_safe_json_reads_back_as_it_was():
    value = {"a": '</script><!-- & "\u2028\u2029\\', "𠮷": ["\x00\x1f"]}
    assert json.loads(safe_json(value)) == value
    assert not set(safe_json(value)) & set("<>&\u2028\u2029")


def test_the_same_scope_gives_the_same_bytes(catalog):
    assert brief_file(catalog, [scope("qionghai")], "html") == brief_file(catalog, [scope("qionghai")], "html")


def test_the_two_plans_fit_a_mail(catalog):
    assert len(written(catalog, scope()).encode()) < LARGEST


def test_an_atlas_has_a_page_for_every_scope_and_every_project_once(catalog):
    scopes = atlas(catalog, scope("chongqing"))
    said = []
    text = brief_file(catalog, scopes, "html", progress=lambda label, share: said.append((label, share))).decode()
    data = data_of(text)
    assert len(data["pages"]) == len(scopes) == 8
    assert len(data["projects"]) == len(catalog.projects(Query(plans=("chongqing",))))
    assert [page["title"] for page in data["pages"]] == [brief(catalog, one).title for one in scopes]
    assert [share for _, share in said] == sorted(share for _, share in said)
    assert said[-1][1] == 1


def test_counts_of_divisions_add_up_as_the_printed_map_counts_them(catalog):
    data = data_of(written(catalog, scope()))
    (page,) = data["pages"]
    assert page["spread"]
    assert len(page["projects"]) > data["words"]["mostSpread"]
    divisions = (data["projects"][number].get("division", "") for number in page["projects"])
    counts = Counter(f"{code[:2]}0000" for code in divisions if code)
    sheet = map_sheet(catalog, scope())
    assert counts == {block.code: block.count for block in sheet.blocks}
    assert {code: page["divisions"][code][0] for code in counts} == {block.code: block.name for block in sheet.blocks}


def test_a_scope_without_projects_says_so_over_its_base_map(catalog):
    empty = replace(scope("chongqing"), query=Query(plans=("chongqing",), text="zzzz"))
    data = data_of(written(catalog, empty))
    assert data["pages"][0]["projects"] == []
    assert "没有具名项目" in data["pages"][0]["nothing"]
    assert data["ground"]["counties"]


def test_what_the_law_asks_is_in_the_file(catalog):
    internal, public = (data_of(written(catalog, scope("qionghai", internal=one)))["pages"][0] for one in (True, False))
    assert (internal["stamp"], public["stamp"]) == ("内部工作用图", "")
    assert map_credit().approval_number in dict(internal["notes"])["底图"]
    assert dict(internal["notes"])["坐标系"].startswith("CGCS2000")
    assert "公开使用须依法送审" in public["warning"]


@pytest.mark.parametrize("plans", [("chongqing",), ("qionghai",), ()])
def test_boundary_lines_are_whole_in_every_file(catalog, plans):
    ground = data_of(written(catalog, scope(*plans)))["ground"]
    lines = catalog.base_map(plans).boundary_lines
    corners = sum(len(part) for row in json.loads(lines)["features"] for part in row["geometry"]["coordinates"])
    assert sum(len(decoded(line)) for line in ground["boundaryLines"]) == corners
    south = min(lat for line in ground["boundaryLines"] for _, lat in decoded(line))
    assert south < 5


def test_clauses_can_be_left_out(catalog):
    data = data_of(written(catalog, scope("qionghai"), options=BriefOptions(clauses=False)))
    assert not any("clause" in task for task in data["tasks"])
    assert not any(spans for one in data["projects"] for _, spans in one["tasks"])


def test_tasks_beside_projects_can_be_left_out(catalog):
    data = data_of(written(catalog, scope("qionghai", tasks=False)))
    assert not any(area["tasks"] for area in data["pages"][0]["areas"])


def test_lines_survive_their_small_writing():
    points = [(109.1234, -19.5), (109.1234, 18.2), (73.0, 53.9999), (-0.0001, 0.0)]
    assert decoded(encoded(points)) == points
    assert not set(encoded(points)) & set('<>&"')


def test_paper_has_no_say(catalog):
    texts = {written(catalog, scope("qionghai", paper=paper)) for paper in PAPERS}
    assert len(texts) == 1

"""The data-quality page without a browser: counts, rows, order, filters, details and the empty case."""

from dataclasses import replace

import pytest

from geo.models import Candidate, Rule
from loaders import freshness, storage
from loaders.catalog import BUILD_DIRECTORY, Query, terms
from loaders.storage import CheckCounts

PAGE = "pages/quality.py"
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}"


def names_in_order(app):
    return [piece.split("</a>")[0].split(">")[-1] for piece in app.body.split('class="title"')[1:]]


@pytest.fixture
def with_changes(tmp_path, app_of_build, catalog):
    """An app on the sample build with some tables changed."""

    def make(change, checked=None):
        manifest = storage.read_manifest(BUILD_DIRECTORY)
        records = change(storage.read_tables(BUILD_DIRECTORY, manifest))
        directory = tmp_path / "build"
        directory.mkdir()
        inputs = freshness.inputs_digest()
        storage.write(directory, records, inputs=inputs, versions={}, scopes=manifest.scopes, checked=checked)
        return app_of_build(directory)

    return make


def test_page_is_in_the_navigation(app):
    app.open(plan="all")
    assert "数据质量" in [link.proto.label for link in app.test.get("page_link")]


def test_every_row_is_listed_and_counted(app, catalog):
    app.open(PAGE, plan="all")
    rows = catalog.quality()
    assert not app.test.exception
    assert app.body.count('class="task-row') == len(rows)
    assert all(row.name in app.text and row.why in app.text for row in rows)
    assert f"<b>{len(rows)}</b><small> / {catalog.quality_facets().mentions}" in app.page_html
    for code, term in terms()["problem"].items():
        number = sum(code in row.problems for row in rows)
        assert f'problem-{code}"><span>{term.zh}</span><b>{number}</b>' in app.page_html
    assert "0 处错误 · 0 处提醒" in app.page_html
    head = next(item.proto.body for item in app.test.get("html") if 'class="kpi"' in item.proto.body)
    assert "%" not in head


def test_filters_of_plan_problem_and_county(app, catalog):
    app.open(PAGE, plan="qionghai", problem="inferred", county="469002")
    query = Query(plans=("qionghai",), problems=("inferred",), counties=("469002",))
    assert app.body.count('class="task-row') == len(catalog.quality(query)) > 0
    assert app.pills("problem").value == ["inferred"]


def test_a_click_on_a_problem_narrows_the_list_and_the_address(app, catalog):
    app.open(PAGE, plan="all")
    app.pills("problem").set_value(["unresolved"]).run()
    assert app.query["problem"] == ["unresolved"]
    assert app.body.count('class="task-row') == len(catalog.quality(Query(problems=("unresolved",))))


@pytest.mark.parametrize(("sort", "first"), [("confidence", min), ("-confidence", max)])
def test_columns_sort_both_ways(app, catalog, sort, first):
    app.open(PAGE, plan="all", sort=sort)
    wanted = first(row.confidence for row in catalog.quality())
    by_name = {row.name: row.confidence for row in catalog.quality()}
    assert by_name[names_in_order(app)[0]] == wanted
    assert f'aria-sort="{"descending" if sort.startswith("-") else "ascending"}"' in app.body


@pytest.mark.parametrize("sort", ["name", "problem", "reason", "county", "precision", "candidates", "task", "-task"])
def test_every_column_sorts(app, catalog, sort):
    app.open(PAGE, plan="all", sort=sort)
    assert not app.test.exception
    assert sorted(names_in_order(app)) == sorted(row.name for row in catalog.quality())


def test_an_open_row_shows_its_words_and_leads_to_its_task(app, catalog):
    row = next(row for row in catalog.quality() if "unresolved" in row.problems)
    app.open(PAGE, plan="all", mention=row.mention_id)
    assert row.quote in app.text
    assert row.reason in app.text
    assert f'data-open="{row.mention_id}"' in app.body
    assert f"task={row.task_id.replace('#', '%23')}" in app.body
    assert "没有其他同名或相近的候选地点" in app.text


def test_tied_and_rejected_candidates_are_shown_as_text(with_changes, catalog):
    row = next(row for row in catalog.quality() if "unresolved" in row.problems)
    tied = (Candidate(HOSTILE, "441900", "township", "township", "同名"),)
    rejected = (Candidate("另一处", "340304", "exact", "site", "坐标不在界内"),)

    def change(records):
        links = [
            replace(link, rule=Rule.TIE, tied=tied, rejected=rejected) if link.mention_id == row.mention_id else link
            for link in records["links"]
        ]
        return {**records, "links": links}

    app = with_changes(change, CheckCounts(3, 1)).open(PAGE, plan="all", problem="tied", mention=row.mention_id)
    assert app.body.count('class="task-row') == 1
    assert f"{HOSTILE}（广东省东莞市 · 乡镇级）：同名" in app.text
    assert "另一处（安徽省禹会区 · 精确位置）：坐标不在界内" in app.text
    assert "<img" not in app.body
    assert "3 处错误 · 1 处提醒" in app.page_html


def test_nothing_found_and_nothing_wrong_say_what_to_do(app, with_changes):
    app.open(PAGE, plan="all", q="没有这样的地方")
    assert "没有符合条件的提及" in app.text
    assert "清除筛选" in app.text

    def change(records):
        places = [replace(place, place_confidence="high") for place in records["places"]]
        sure = {link.mention_id for link in records["links"] if link.place_id}
        mentions = [replace(one, confidence=1.0) for one in records["mentions"] if one.mention_id in sure]
        links = [link for link in records["links"] if link.place_id]
        return {**records, "places": places, "mentions": mentions, "links": links}

    clean = with_changes(change).open(PAGE, plan="all")
    assert "没有需要核对的提及" in clean.text
    assert "未检查" in clean.page_html
    assert [button.proto.disabled for button in clean.test.get("download_button")] == [True, True]


def test_list_has_pages(app, catalog, monkeypatch):
    from pages.components import quality_table

    monkeypatch.setattr(quality_table, "PAGE_SIZE", 10)
    rows = catalog.quality()
    app.open(PAGE, plan="all", page="2")
    assert names_in_order(app) == [row.name for row in rows[10:20]]
    assert f"11–{min(20, len(rows))} / {len(rows)}" in app.text


def test_files_hold_what_is_listed(app):
    app.open(PAGE, plan="all")
    assert [button.proto.label for button in app.test.get("download_button")] == ["导出 XLSX", "导出 CSV"]
    assert not any(button.proto.disabled for button in app.test.get("download_button"))

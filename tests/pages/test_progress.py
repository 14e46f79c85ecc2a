"""推进情况 without a browser: plan and reality apart, records added, changed, in conflict, removed and brought back."""

import io
from dataclasses import asdict
from datetime import date

import openpyxl
import pytest

from loaders import briefing
from loaders.catalog import Query
from loaders.store import (
    Change,
    Desk,
    ProgressEntry,
    Role,
    Store,
    User,
    Work,
    add_progress,
    edit_progress,
    progress_records,
)
from loaders.stored import progress
from pages.components import access

PAGE = "pages/progress.py"
HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}$x$ [a](javascript:alert(1))"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    opened = Store.open()
    yield opened
    opened.close()


@pytest.fixture
def feature(catalog):
    """A project of the sample plan with a record of the product, and its mention."""
    return next(item for item in catalog.projects() if item.name == "濯水景区")


@pytest.fixture
def bare(catalog):
    """A project nobody has recorded anything of."""
    return next(item for item in catalog.projects() if item.plan_id == "qionghai" and item.adcode)


def of(store, feature):
    return [record for record in progress_records(store) if record.project == feature.name]


def fill(app, **values):
    """Put values into the fields of the form by the middle part of their keys, and save."""
    for kind in ("selectbox", "text_area", "text_input", "checkbox"):
        for field in app.test.get(kind):
            name = (field.key or "").split("_")[1] if (field.key or "").startswith("progress_") else ""
            if name in values:
                field.set_value(values[name])
    press(app, "保存")


def press(app, label):
    next(button for button in app.test.button if button.label == label).click().run()
    assert not app.test.exception


def entry(feature, **changes):
    values = {"project": feature.name, "adcode": feature.adcode, "status": "start", "day": "2024-03"}
    return ProgressEntry(**values | changes)


def test_an_empty_store_gets_the_facts_of_the_product_once(app, store):
    app.open(PAGE, plan="chongqing")
    assert len(progress_records(store)) == 14
    assert "<span>有记录</span><b>14</b>" in app.body
    app.test.run()
    assert len(progress_records(store)) == 14


def test_planned_and_actual_stand_apart_and_unknown_stays_unknown(app, store, catalog):
    app.open(PAGE, plan="chongqing", light="grey", q="妙泉湖")
    assert app.body.count('class="task-row') == 1
    assert "规划说法" in app.text
    assert "实际进展" in app.text
    assert "灰 · 未知没有记录" in app.text
    assert 'class="light light-red"' not in app.body


def test_lights_filter_and_the_late_come_first(app, store, catalog):
    late = next(item for item in catalog.projects() if item.plan_id == "chongqing" and item.stage == "completed")
    add_progress(store, entry(late, status="suspended", adcode=late.adcode or ""), who="甲")
    app.open(PAGE, plan="chongqing")
    assert late.name in app.body.split('class="title"')[1]
    app.test.query_params["light"] = "red"
    app.test.run()
    assert app.body.count('class="task-row') == 1
    assert 'aria-pressed="true"' in app.body


def test_a_record_is_added(app, store, bare):
    app.open(PAGE, plan="all", mention=bare.mention_id, record="new")
    fill(app, status="under_construction", year=2024, month=6, date=0, note="主体完工", source="https://a.gov.cn/1")
    (record,) = of(store, bare)
    assert (record.status, record.day, record.note, record.who) == (
        "under_construction",
        "2024-06",
        "主体完工",
        "本机用户",
    )
    assert "record" not in app.query
    assert 'href="https://a.gov.cn/1" target="_blank" rel="noopener' in app.body
    assert "来源待核" in app.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "还没有选状态"),
        ({"status": "start", "year": 2024, "month": 2, "date": 30}, "没有这一天"),
        ({"status": "start", "year": 2024, "month": 0, "date": 3}, "却没有月份"),
        ({"status": "start", "official": True}, "没有写来源"),
        ({"status": "start", "source": "http://"}, "网址不完整"),
    ],
)
def test_what_cannot_be_true_is_said_and_not_written(app, store, bare, values, said):
    app.open(PAGE, plan="all", mention=bare.mention_id, record="new")
    fill(app, **values)
    assert said in app.text
    assert of(store, bare) == []


def test_a_day_that_has_not_come_is_said_and_not_written(app, store, bare, monkeypatch):
    class Earlier(date):
        @classmethod
        def today(cls):
            return cls(2024, 5, 31)

    monkeypatch.setattr(progress, "date", Earlier)
    app.open(PAGE, plan="all", mention=bare.mention_id, record="new")
    fill(app, status="start", year=2024, month=6, date=1)
    assert "日期在今天之后" in app.text
    assert of(store, bare) == []


def test_a_record_is_changed_and_its_history_told(app, store, bare):
    record = add_progress(store, entry(bare), who="甲")
    app.open(PAGE, plan="all", mention=bare.mention_id, record=record.record_id)
    fill(app, status="completed", why="区里来函")
    assert of(store, bare)[0].status == "completed"
    assert "状态:已开工 → 已建成" in app.text
    assert "原因:区里来函" in app.text


def test_someone_elses_change_is_not_written_over(app, store, bare):
    record = add_progress(store, entry(bare), who="甲")
    app.open(PAGE, plan="all", mention=bare.mention_id, record=record.record_id)
    edit_progress(store, record, entry(bare, note="乙写的"), who="乙")
    fill(app, note="我写的")
    assert of(store, bare)[0].note == "乙写的"
    assert "刚被别人改过" in app.text
    assert "乙写的" in app.text
    press(app, "保存")
    assert of(store, bare)[0].note == "我写的"


def test_a_record_is_removed_and_brought_back(app, store, bare):
    record = add_progress(store, entry(bare), who="甲")
    app.open(PAGE, plan="all", mention=bare.mention_id, record=record.record_id)
    press(app, "删除记录")
    assert of(store, bare) == []
    assert "还没有记录" in app.text
    press(app, "撤销删除")
    assert [one.status for one in of(store, bare)] == ["start"]


def test_a_reader_sees_records_but_no_form(app, store, feature, monkeypatch):
    Desk(store, User("甲", Role.EDITOR)).do(add_progress, entry(feature))
    monkeypatch.setattr(access, "desk", lambda: Desk(store, User("乙", Role.READER)))
    app.open(PAGE, plan="all", mention=feature.mention_id, record="new")
    assert "已开工" in app.text
    assert "添加记录" not in app.text
    assert not [button for button in app.test.button if button.label == "保存"]
    assert len(progress_records(store)) == 1


@pytest.mark.parametrize("tab", ["list", "time", "units"])
def test_hostile_words_are_shown_as_they_are(app, store, bare, tab):
    add_progress(store, entry(bare, note=HOSTILE, source="javascript:alert(1)"), who="<b>甲</b>")
    address = 'https://a.cn/"><script>alert(1)</script>'  # refused today, but a store may hold it
    store.write([Change("progress", "old", asdict(entry(bare, source=address, day="2024-04")))], who="甲")
    app.open(PAGE, plan="all", tab=tab, mention=bare.mention_id)
    assert not app.test.exception
    assert "<img src=x" not in app.body
    assert "<script>" not in app.body
    assert "<b>甲</b>" not in app.body
    assert 'href="javascript' not in app.body
    assert "{{7*7}}" not in app.body
    assert HOSTILE in app.text


def test_panel_of_the_map_says_both_apart(app, store, feature):
    app.open(plan="chongqing", task=feature.task_id, place=feature.mention_id)
    assert "计划阶段" in app.text
    assert "实际进展已获认定2022-12-30" in app.text


def test_files_keep_plan_and_reality_in_columns_of_their_own(store, catalog, feature):
    add_progress(store, entry(feature, note="=1+1"), who="甲")
    rows = Work(catalog, progress_records(store), date(2024, 10, 1)).projects(Query(plans=("chongqing",)))
    book = openpyxl.load_workbook(io.BytesIO(briefing.progress_xlsx(catalog, rows)))
    head, *cells = book.active.iter_rows(values_only=True)
    assert head.index("规划说法(计划阶段)") != head.index("实际进展(来自推进记录)")
    found = {line[head.index("项目")]: line for line in cells}[feature.name]
    assert found[head.index("实际进展(来自推进记录)")] == "已开工"
    assert found[head.index("来源状态")] == "来源待核"
    assert not str(found[head.index("说明")]).startswith("=")
    others = [line for line in cells if line[head.index("项目")] != feature.name]
    assert all(line[head.index("实际进展(来自推进记录)")] is None for line in others)

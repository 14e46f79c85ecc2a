"""导入与更正: files are looked at before they are kept, and everything that is kept can be mended or taken back."""

import ast
import re
import shutil

import pytest

from loaders.catalog import BUILD_DIRECTORY, SettingError
from loaders.store import (
    ConflictError,
    NotAllowedError,
    Note,
    Role,
    Store,
    StoreBusyError,
    StoreError,
    User,
    active_plans,
    corrections,
    edit_metadata,
    plan_versions,
    removed_plans,
)
from loaders.stored.corrections import KIND
from pages.components import access, import_words
from tests.pages.conftest import ROOT

PAGE = "pages/plans.py"
TITLE = "重庆市水利工作要点(2025年)"
PLAN = f"{TITLE}\n\n渝水〔2025〕3号\n\n一、加强管理。\n二、黔江区开工建设清水水库,开展石岭水库、平凯水库前期工作。\n"
LATER = PLAN.replace("3号", "9号") + "三、黔江区新建茶园水库。\n"
HOSTILE = "<img src=x onerror=alert(1)>$1$**b**.txt"


@pytest.fixture
def library(monkeypatch, tmp_path):
    """A store of the test's own."""
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    with Store.open() as store:
        yield store


@pytest.fixture
def page(catalog, library, app_of_build, tmp_path):
    """The page on a build of the test's own."""
    shutil.copytree(BUILD_DIRECTORY, tmp_path / "build")
    return app_of_build(tmp_path / "build").open(PAGE)


def drop(page, *files):
    given = [
        (name, text.encode("gb18030") if isinstance(text, str) else text, "application/octet-stream")
        for name, text in files
    ]
    page.test.file_uploader[0].set_value(given).run()
    assert not page.test.exception
    return page


def click(page, ending):
    button = next(button for button in page.test.button if button.key.endswith(ending))
    button.click().run()
    assert not page.test.exception
    return page


def shown(page):
    return page.text + page.page_html


def test_a_file_is_looked_at_corrected_and_kept(page, library):
    drop(page, ("水利.txt", PLAN))
    assert "<b>2</b> 项任务" in page.page_html
    assert "加强管理 · 没有写具体项目和地点" in page.text
    assert "按文件的中文编码" in page.page_html
    assert active_plans(library) == ()
    fields = {field.key.partition("_")[2]: field for field in page.test.text_input}
    assert (fields["title"].value, fields["document_number"].value) == (TITLE, "渝水〔2025〕3号")
    assert page.test.selectbox[0].value == "500000"
    fields["label"].set_value("水利2025").run()
    click(page, "_save")
    (plan,) = active_plans(library)
    assert (plan.label, plan.title, plan.jurisdiction, plan.kind) == ("水利2025", TITLE, "500000", "txt")
    assert plan.added_by == "本机用户"
    assert "已保存到规划库:《水利2025》" in page.text
    assert f'data-open="{plan.plan_id}"' in page.body
    page.switch("pages/task_map.py")
    assert "水利2025" in page.test.selectbox(key="filter_plan").options


def test_the_same_text_is_not_kept_twice_and_a_later_one_may_be_a_version(page, library):
    click(drop(page, ("水利.txt", PLAN)), "_save")
    drop(page, ("again.txt", PLAN))
    assert f"已有相同内容:《{TITLE}》第 1 版,不重复导入。" in page.page_html
    assert not [button for button in page.test.button if button.key.endswith("_save")]
    click(page, "_drop")
    drop(page, ("later.txt", LATER))
    assert f"可能是《{TITLE}》的新版本(标题相同)" in page.page_html
    click(page, "_save")
    (plan,) = active_plans(library)
    assert plan.version == 2
    drop(page, ("other.txt", LATER + "四、巫溪县新建月亮湖水库。\n"))
    page.test.radio[0].set_value("").run()
    click(page, "_save")
    assert [one.version for one in active_plans(library)] == [2, 1]


def test_a_plan_is_edited_restored_removed_and_brought_back(page, library):
    click(drop(page, ("水利.txt", PLAN)), "_save")
    click(drop(page, ("later.txt", LATER)), "_save")
    (plan,) = active_plans(library)
    page.test.query_params["mention"] = plan.plan_id
    page.test.run()
    next(field for field in page.test.text_input if field.key.endswith("_date")).set_value("2025-02-30").run()
    click(page, f"_{plan.revision}_save")
    assert "日期写法不对" in page.text
    next(field for field in page.test.text_input if field.key.endswith("_date")).set_value("2025-02-28").run()
    click(page, f"_{plan.revision}_save")
    assert active_plans(library)[0].date == "2025-02-28"
    click(page, "_restore_1")
    assert active_plans(library)[0].version == 1
    assert len(plan_versions(library, plan.plan_id)) == 2
    click(page, "_remove")
    assert active_plans(library) == ()
    assert "mention" not in page.query
    click(page, f"undo_{plan.plan_id}")
    assert active_plans(library)[0].version == 1
    assert removed_plans(library) == ()


def test_who_comes_second_is_told_and_overwrites_nothing(page, library):
    click(drop(page, ("水利.txt", PLAN)), "_save")
    (plan,) = active_plans(library)
    page.test.query_params["mention"] = plan.plan_id
    page.test.run()
    edit_metadata(library, plan.plan_id, plan.metadata.__class__(title="别人改的"), who="li")
    button = next(button for button in page.test.button if button.key.endswith(f"_{plan.revision}_remove"))
    button.click().run()
    assert "其他人刚刚改过这份规划" in page.text
    assert active_plans(library)[0].title == "别人改的"


def test_files_that_cannot_be_read_are_one_sentence_each_and_lose_no_other(page):
    drop(page, (HOSTILE, b"PK\x03\x04 broken"), ("x.png", b"\x89PNG\r\n\x1a\n\0\0"), ("a.txt", PLAN), ("b.txt", LATER))
    assert "文件已损坏" in page.text
    assert "先做文字识别" in page.text
    assert "<img" not in page.body
    assert "未保存的草稿 2 份" in page.page_html
    click(page, "save_all")
    assert "未保存的草稿" not in page.page_html


def row(page, name):
    """Number of the mention that is read under this name."""
    return re.search(rf'data-go="record=(\d+)">{name}</a>', page.body)[1]


def click_row(page, name):
    page.test.query_params["record"] = row(page, name)
    page.test.run()
    return page


def test_mentions_are_reviewed_before_they_are_saved(page, library):
    drop(page, ("水利.txt", PLAN))
    assert "共 5 处提及" in page.text
    following = row(page, "石岭水库")
    click_row(page, "清水水库")
    assert "<mark" in page.page_html
    next(field for field in page.test.text_input if "review_" in field.key).set_value("濯水水库")
    click(page, "_verify")
    assert "濯水水库" in page.text
    assert page.query["record"] == [following]
    click(page, "_reject")
    click(page, "review_verify_all")
    assert [re.search(rf"{words} <b>(\d)", page.body)[1] for words in ("未核实", "已核实", "不是项目")] == [
        "0",
        "4",
        "1",
    ]
    click(page, "review_undo")
    assert re.search(r"未核实 <b>(\d)", page.body)[1] == "3"
    click(page, "_save")
    assert "2 处核对结果一并保存" in page.text
    assert {one.anchor.name: one.state.status for one in corrections(library).items} == {
        "清水水库": "verified",
        "石岭水库": "edited",
    }
    page.test.query_params["plan"] = active_plans(library)[0].plan_id
    page.switch("pages/projects.py")
    assert "濯水水库" in page.text
    assert "石岭水库" not in page.text


def test_a_draft_waits_for_its_owner_in_another_window_and_can_be_dropped(page, library, monkeypatch):
    drop(page, ("水利.txt", PLAN))
    click(page, "review_verify_all")
    draft_id = page.query["draft"][0]
    other = type(page)().open(PAGE)
    assert "未保存的草稿 1 份" in other.page_html
    assert "已核对 5 处" in other.page_html
    click(other, "_look")
    assert re.search(r"已核实 <b>(\d)", other.body)[1] == "5"
    next(field for field in other.test.text_input if field.key.endswith("_label")).set_value("水利").run()
    assert "<h3>水利</h3>" in type(page)().open(PAGE).page_html
    monkeypatch.setattr(access, "present", lambda: User("zhao@other.cn", Role.EDITOR))
    stranger = type(page)().open(PAGE, draft=draft_id)
    assert "这份草稿已不在" in stranger.page_html
    assert "<h3>水利</h3>" not in stranger.page_html
    monkeypatch.undo()
    click(other, "_drop")
    assert "已放弃草稿" in other.page_html
    click(other, "bring_back")
    assert other.query["draft"] == [draft_id]


def test_rows_are_narrowed_and_sorted_by_the_address(page):
    drop(page, ("水利.txt", PLAN))
    for show, names in {"named": 3, "verified": 0, "unplaced": 0, "unverified": 5}.items():
        page.test.query_params["show"] = show
        page.test.run()
        assert page.body.count('class="task-row is-') == names, show
    del page.test.query_params["show"]
    page.test.query_params["sort"] = "-name"
    page.test.run()
    names = re.findall(r'data-go="record=\d+">([^<]+)</a>', page.body)
    assert len(names) == 5
    assert names == sorted(names, reverse=True)


def test_another_jurisdiction_reads_the_text_once_more_and_keeps_decisions(page):
    drop(page, ("水利.txt", PLAN))
    click(page, "review_verify_all")
    page.test.selectbox[0].set_value("500114").run()
    assert not page.test.exception
    assert re.search(r"已核实 <b>(\d)", page.body)[1] == "5"


def test_reviews_of_what_is_not_found_any_more_are_counted_at_saving(page, library):
    drop(page, ("水利.txt", PLAN.replace("前期工作。", "前期工作,整治濯水镇。")))
    click(page, "review_verify_all")
    page.test.selectbox[0].set_value("460000").run()
    assert re.search(r"已核实 <b>(\d)", page.body)[1] == "5"  # the town is of no county there
    click(page, "_save")
    assert ";5 处核对结果一并保存;1 处核对所对应的内容已不在,未保存" in page.text
    assert len(library.current(KIND)) == 5


def test_readers_see_the_library_and_no_forms(page, monkeypatch):
    monkeypatch.setattr(access, "present", lambda: User("zhao@other.cn", Role.READER))
    page.test.run()
    assert not page.test.exception
    assert not page.test.file_uploader
    assert "您的账号只能查看规划库" in page.page_html
    assert "重庆市革命老区工作要点" in page.text


def test_page_is_in_the_navigation(app):
    assert "导入与更正" in [link.proto.label for link in app.open().test.get("page_link")]


def test_the_first_plan_of_all_is_imported_here(library, app_of_build, tmp_path, monkeypatch):
    from loaders import dataset
    from pages.components import catalog as handle_module

    (tmp_path / "plans").mkdir()
    dataset.build(tmp_path / "build", plans_directory=tmp_path / "plans")
    monkeypatch.setattr(handle_module, "ensure_built", lambda *_, **__: "any")
    page = app_of_build(tmp_path / "build").open(PAGE)
    assert not page.test.exception
    assert page.test.file_uploader
    assert "规划库还是空的" in page.text


def test_a_build_that_another_session_made_shows_at_the_next_run(page, tmp_path):
    from loaders import dataset

    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "one.txt").write_text(PLAN, encoding="utf-8")
    dataset.build(tmp_path / "build", plans_directory=tmp_path / "plans")
    page.test.run()
    assert TITLE in page.text


def stated_codes():
    """Codes of the errors of the readers and the store, and of the notes, as their sources state them."""
    errors, notes = set(), set()
    for path in [*(ROOT / "loaders" / "intake").glob("*.py"), *(ROOT / "loaders" / "stored").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name, first = ast.unparse(node.func), node.args[1 if ast.unparse(node.func) == "noted" else 0]
                if isinstance(first, ast.Constant) and name in {"IntakeError", "PlanError"}:
                    errors.add(first.value)
                if isinstance(first, ast.Constant) and name in {"Note", "noted"}:
                    notes.add(first.value)
    from loaders.intake.kinds import OTHERS
    from loaders.intake.word import SENTENCES

    return errors | {code for _, code, _ in OTHERS}, notes | set(SENTENCES)


def test_every_error_and_every_note_has_a_sentence():
    errors, notes = stated_codes()
    assert errors - {"who"} == set(import_words.ERRORS)
    assert notes == set(import_words.NOTES)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConflictError("x"), import_words.CONFLICT),
        (StoreBusyError("x"), import_words.BUSY),
        (NotAllowedError("x"), import_words.NOT_ALLOWED),
        (StoreError("the disk is full"), import_words.GENERAL),
        (SettingError("x"), import_words.GENERAL),
    ],
)
def test_other_errors_have_a_sentence_too(error, words):
    assert import_words.problem(error) == words


def test_an_unknown_note_is_not_shown_raw():
    assert import_words.notes([Note("new", "Something was dropped.", 2)]) == [import_words.OTHER_NOTE]

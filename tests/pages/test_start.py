from loaders import dataset
from loaders.catalog import BuildBrokenError, LoaderError, ensure_built
from pages.components import catalog as handle_module


def test_first_start_builds_and_shows_the_map(tmp_path, app_of_build):
    directory = tmp_path / "build"
    app = app_of_build(directory).open()
    assert not app.test.exception
    assert (directory / "manifest.json").exists()
    assert "从这里开始" in app.text


def test_damaged_build_is_made_anew_at_the_next_start(tmp_path, app_of_build):
    directory = tmp_path / "build"
    dataset.build(directory)
    table = directory / "tasks/00000.parquet"
    table.write_bytes(table.read_bytes()[:-40])
    app = app_of_build(directory).open()
    assert not app.test.exception
    assert "从这里开始" in app.text


def test_build_damaged_while_in_use_gives_one_sentence_and_a_button_that_repairs_it(app, monkeypatch):
    def broken(*args, force=False, **options):
        if not force:
            raise BuildBrokenError("tasks.parquet: checksum differs")
        return ensure_built(*args, **options)

    monkeypatch.setattr(handle_module, "ensure_built", broken)
    app.open()
    assert not app.test.exception
    assert "数据文件已损坏或不完整,需要重新生成。" in app.page_html
    app.test.button(key="rebuild").click().run()
    assert not app.test.exception
    assert "从这里开始" in app.text


def test_build_that_fails_says_why(app, monkeypatch):
    def fail(*args, **options):
        raise LoaderError("plan.txt: <b>not</b> UTF-8; save it as UTF-8")

    monkeypatch.setattr(handle_module, "ensure_built", fail)
    app.open()
    assert not app.test.exception
    assert "数据没有生成成功" in app.page_html
    assert "&lt;b&gt;not&lt;/b&gt;" in app.page_html


def test_new_session_sees_a_plan_that_was_added(tmp_path, app_of_build, monkeypatch):
    directory = tmp_path / "build"
    asked = []

    def ensure(*args, **options):
        asked.append(options["directory"])
        return ensure_built(*args, **options)

    monkeypatch.setattr(handle_module, "ensure_built", ensure)
    app_of_build(directory).open().pills("sector").set_value(["water"]).run()
    assert asked == [directory]
    app_of_build(directory).open()
    assert asked == [directory, directory]


def test_a_plan_that_cannot_be_read_is_named_and_loses_no_other(tmp_path, app_of_build, monkeypatch):
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "good.txt").write_text("1.水利。加快黔江区茶园水库建设。\n", encoding="utf-8")
    (plans / "bad&name.txt").write_bytes("1.修建水库。".encode("gb18030"))
    directory = tmp_path / "build"
    dataset.build(directory, plans_directory=plans)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *args, **options: "any")
    app = app_of_build(directory).open()
    assert not app.test.exception
    assert "bad&amp;name.txt 未能读入" in app.page_html
    assert "<b>1</b><small> / 1</small>" in app.page_html


def test_without_any_plan_the_page_says_where_to_put_one_and_looks_again(tmp_path, app_of_build, monkeypatch):
    plans, directory = tmp_path / "plans", tmp_path / "build"
    plans.mkdir()
    dataset.build(directory, plans_directory=plans)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *args, **options: directory.name)
    app = app_of_build(directory).open()
    assert not app.test.exception
    assert "还没有规划" in app.page_html
    (plans / "one.txt").write_text("1.水利。加快黔江区茶园水库建设。\n", encoding="utf-8")
    dataset.build(directory, plans_directory=plans)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *args, **options: "another")
    app.test.button(key="look_again").click().run()
    assert not app.test.exception
    assert "从这里开始" in app.text


def test_a_plan_without_a_place_says_so_on_every_page(tmp_path, app_of_build, monkeypatch):
    plans, directory = tmp_path / "plans", tmp_path / "build"
    plans.mkdir()
    (plans / "plain.txt").write_text("1.加强理论学习。坚持集中学习,提高政治能力。\n", encoding="utf-8")
    dataset.build(directory, plans_directory=plans)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *args, **options: "any")
    app = app_of_build(directory).open()
    assert "地图上没有符号" in app.text
    for page, words in {
        "county": "没有落到区县的项目",
        "projects": "规划没有写具体项目",
        "quality": "没有需要核对的提及",
        "compare": "至少要有两份规划",
    }.items():
        app.switch(f"pages/{page}.py")
        assert not app.test.exception
        assert words in app.text

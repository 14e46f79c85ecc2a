"""The comparison page without a browser: choice of plans, rows, filters, order, links and the empty cases."""

import pytest

from loaders import dataset
from loaders.catalog import Catalog, ComparisonQuery, terms

PAGE = "pages/compare.py"
HOSTILE = "<img src=x onerror=alert(1)>"
EARLIER = f"""重庆市水利工作要点（2024年）

一、黔江区研究论证清水水库，{HOSTILE}开展石岭水库前期工作。
二、酉阳县建成桃源水厂，加快建设龙潭水库。
三、秀山县开工建设平凯水库工程。
"""
LATER = """重庆市水利工作要点（2025年）

一、黔江区开工建设清水水库，开展石岭水库前期工作。
二、酉阳县开工建设桃源水厂，加快建设龙潭水库。
三、彭水县新建乌江水厂。秀山县推进平凯水库一期、平凯水库二期建设。
"""
OTHER = "琼海市水利工作要点\n\n一、琼海市新建红岭水厂。\n"
TEXTS = {"y2024": EARLIER, "y2025": LATER, "a": OTHER}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build directories by the plans they hold, made when first asked for."""

    def make(*names):
        root = tmp_path_factory.mktemp("compare")
        (root / "plans").mkdir()
        for name in names:
            (root / "plans" / f"{name}.txt").write_text(TEXTS[name], encoding="utf-8")
        dataset.build(root / "build", plans_directory=root / "plans")
        return root / "build"

    kept = {}
    return lambda *names: kept.get(names) or kept.setdefault(names, make(*names))


@pytest.fixture
def versions(built):
    return Catalog.open(built(*TEXTS)).compare("y2024", "y2025")


@pytest.fixture
def open_page(built, app_of_build, monkeypatch):
    """The page on a build of the plans, at an address."""

    def make(*names, **query):
        from pages.components import catalog

        directory = built(*(names or TEXTS))
        monkeypatch.setattr(catalog, "ensure_built", lambda *_, **__: Catalog.open(directory).build_id)
        return app_of_build(directory).open(PAGE, **query)

    return make


def names_in_order(app):
    return [piece.split("</a>")[0].split(">")[-1] for piece in app.body.split('class="title"')[1:]]


def test_opens_on_the_two_versions_and_says_so_in_the_address(open_page, versions):
    app = open_page()
    assert not app.test.exception
    assert (app.query["a"], app.query["b"]) == (["y2024"], ["y2025"])
    assert names_in_order(app) == [row.name for row in versions.rows]
    for code, term in terms()["change"].items():
        number = len(versions.select(ComparisonQuery(changes=(code,))))
        assert f'change-{code}"><span>{term.zh}</span><b>{number}</b>' in app.page_html


def test_page_is_in_the_navigation(app):
    app.open(plan="all")
    assert "规划对比" in [link.proto.label for link in app.test.get("page_link")]


def test_both_stages_stand_side_by_side_with_links_to_both_tasks(open_page, versions):
    app = open_page(a="y2024", b="y2025", q="清水")
    row = next(row for row in versions.rows if row.name == "清水水库")
    assert "研究论证" in app.text
    assert "计划开工" in app.text
    for feature in (*row.earlier, *row.later):
        assert f'data-open="{feature.mention_id}"' in app.body
        assert f"plan={feature.plan_id}&amp;task={feature.task_id.replace('#', '%23')}" in app.body


def test_doubtful_rows_name_every_candidate(open_page):
    app = open_page(change="doubtful")
    assert app.body.count('class="task-row') == 1
    assert all(name in app.text for name in ("平凯水库工程", "平凯水库一期", "平凯水库二期"))
    assert "不能确定是哪一个" in app.text


def test_swap_turns_the_comparison_round(open_page):
    app = open_page(a="y2024", b="y2025", county="500114")
    app.test.button(key="swap_plans").click().run()
    assert (app.query["a"], app.query["b"]) == (["y2025"], ["y2024"])
    assert "county" not in app.query
    assert app.test.selectbox(key="filter_a").value == "y2025"
    assert 'change-backward"><span>阶段后移</span><b>1</b>' in app.page_html


def test_choosing_the_plan_of_the_other_side_swaps(open_page):
    app = open_page(a="y2024", b="y2025")
    app.test.selectbox(key="filter_a").set_value("y2025").run()
    assert (app.query["a"], app.query["b"]) == (["y2025"], ["y2024"])
    app.test.selectbox(key="filter_b").set_value("a").run()
    assert (app.query["a"], app.query["b"]) == (["y2025"], ["a"])


@pytest.mark.parametrize(
    ("asked", "pair"),
    [
        ({"a": "gone", "b": "gone"}, ("y2024", "y2025")),
        ({"a": "a"}, ("a", "y2025")),
        ({"b": "y2025"}, ("y2024", "y2025")),
        ({"a": "y2025", "b": "y2025"}, ("y2025", "y2024")),
        ({"a": "gone", "b": "a"}, ("y2025", "a")),
    ],
)
def test_wrong_plans_in_the_address_are_replaced(open_page, asked, pair):
    app = open_page(**asked)
    assert (app.query["a"][0], app.query["b"][0]) == pair


def test_filters_narrow_rows_figures_and_counties(open_page, versions):
    app = open_page(a="y2024", b="y2025", county="500242", sector="water")
    wanted = versions.select(ComparisonQuery(counties=("500242",), sectors=("water",)))
    assert names_in_order(app) == [row.name for row in wanted]
    app.pills("change").set_value(["backward"]).run()
    assert app.query["change"] == ["backward"]
    assert names_in_order(app) == ["桃源水厂"]
    assert "<span>前一份项目</span><b>1</b>" in app.page_html
    app.test.button(key="clear_filters").click().run()
    assert len(names_in_order(app)) == len(versions.rows)
    assert (app.query["a"], app.query["b"]) == (["y2024"], ["y2025"])


@pytest.mark.parametrize("sort", ["change", "name", "county", "earlier", "later"])
def test_every_column_sorts_both_ways(open_page, sort):
    app = open_page(sort=sort)
    there = names_in_order(app)
    assert 'aria-sort="ascending"' in app.body
    back = open_page(sort=f"-{sort}")
    assert 'aria-sort="descending"' in back.body
    assert sorted(there) == sorted(names_in_order(back))
    assert there != names_in_order(back)


def test_an_open_row_shows_the_words_of_both_plans_as_text(open_page, versions):
    row = next(row for row in versions.rows if row.name == "石岭水库")
    app = open_page(a="y2024", b="y2025", mention=row.row_id)
    assert f"{HOSTILE}开展" in app.text
    assert "<img" not in app.body
    assert app.body.count("<mark") == 2
    new = next(row for row in versions.rows if row.change == "new")
    assert "不等于项目已取消" in open_page(a="y2024", b="y2025", mention=new.row_id).text


def test_list_has_pages(open_page, versions, monkeypatch):
    from pages.components import compare_table

    monkeypatch.setattr(compare_table, "PAGE_SIZE", 3)
    app = open_page(page="2")
    assert names_in_order(app) == [row.name for row in versions.rows[3:6]]


def test_files_can_be_taken_along(open_page):
    buttons = open_page().test.get("download_button")
    assert [(button.proto.label, button.proto.disabled) for button in buttons] == [
        ("导出 XLSX", False),
        ("导出 CSV", False),
    ]


def test_one_plan_only_says_what_to_do(open_page):
    app = open_page("a")
    assert not app.test.exception
    assert "至少要有两份规划才能对比" in app.text
    assert app.test.get("download_button") == []


def test_no_project_in_common_says_why(open_page):
    app = open_page(a="y2024", b="a")
    assert "两份规划没有相同的项目" in app.text
    assert "红岭水厂" in app.text


def test_nothing_found_says_what_to_do(open_page):
    app = open_page(q="没有这样的项目")
    assert "没有符合条件的项目" in app.text
    assert all(button.proto.disabled for button in app.test.get("download_button"))


def test_sample_plans_compare_without_an_error(app):
    app.open(PAGE)
    assert not app.test.exception
    assert "两份规划没有相同的项目" in app.text

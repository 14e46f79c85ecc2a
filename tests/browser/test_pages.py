"""Both pages in the browser: filters, selection, links, the way between list and map, untrusted text."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from loaders.catalog import Query

PLAN = "chongqing"
HOSTILE_PIECES = [
    (1, '推进水利建设<img src=x onerror="window.hacked=1">。加快酉阳县`桃花源${1}`水库、秀山县{{7*7}}水库建设'),
    (1, "推进黔江区\"城北'水库\\前期工作"),
    (2, "推进产业建设{{config.__class__}}。建成涪陵区<b>新妙</b>工业园,开工建设彭水县${alert(1)}风电场"),
    (3, "创建国家森林城市{{ '' }}{%raw%}。支持石柱县、城口县创建示范县\\n&lt;b&gt;。"),
]
STREAMLIT_ENGLISH = ["Choose an option", "Choose options", "No results", "Running", "Deploy", "Press Enter"]


def link(server, page="", **query):
    return f"{server.url}/{page}?{urlencode(query, doseq=True)}"


def picture(visitor, name):
    """A screenshot once the page, and the map if it has one, shows the data of the last run."""
    visitor.settle()
    if visitor.page.locator("iframe[title*='st_folium']").count():
        assert visitor.map.stamp
    visitor.picture(name)


def query_of(page):
    return parse_qs(urlsplit(page.url).query)


def figure(page, label):
    """A key figure as the reader sees it."""
    return page.locator(".figure", has_text=label).locator("b")


def sector(page, name):
    return page.locator(".st-key-filter_sector").get_by_role("button", name=name)


def placed(catalog, query):
    points, routes, _ = catalog.layers(query)
    return len(points.features), len(routes.features)


def test_sector_filter_moves_counts_marks_and_address_together(visitor, server, catalog):
    page = visitor.open(link(server, plan=PLAN))
    stamp = visitor.map.stamp
    sector(page, "水利").click()
    visitor.map.changes(stamp)
    query = Query(plans=(PLAN,), sectors=("water",))
    facets = catalog.facets(query)
    expect(figure(page, "任务")).to_have_text(str(facets.tasks))
    expect(figure(page, "项目")).to_have_text(str(facets.projects))
    assert (visitor.map.projects_at_points(), visitor.map.routes()) == placed(catalog, query)
    assert query_of(page) == {"plan": [PLAN], "sector": ["water"]}


def test_county_filter_moves_counts_and_marks_and_keeps_the_zoom(visitor, server, catalog):
    county = max(catalog.facets(Query(plans=(PLAN,))).counties, key=lambda facet: facet.projects)
    page = visitor.open(link(server, plan=PLAN))
    visitor.map.zoom_in()
    view, stamp = visitor.map.view(), visitor.map.stamp
    page.get_by_role("combobox", name="区县").click()
    page.get_by_role("option").filter(has_text=f"· {county.projects}").first.click()
    visitor.map.changes(stamp)
    query = Query(plans=(PLAN,), counties=(county.code,))
    expect(figure(page, "项目")).to_have_text(str(catalog.facets(query).projects))
    expect(figure(page, "区县")).to_have_text("1")
    assert (visitor.map.projects_at_points(), visitor.map.routes()) == placed(catalog, query)
    assert visitor.map.view() == view


def test_quick_clicks_lose_nothing(visitor, server):
    page = visitor.open(link(server, plan=PLAN))
    visitor.settle()
    for name in ("交通", "水利", "能源", "文旅"):
        sector(page, name).click(no_wait_after=True)
    expect(page.locator(".st-key-filter_sector [aria-pressed=true]")).to_have_count(4)
    expect(page).to_have_url(re.compile("sector=tourism"))
    assert query_of(page)["sector"] == ["transport", "water", "energy", "tourism"]


def test_back_button_takes_a_filter_back(visitor, server):
    page = visitor.open(link(server, plan=PLAN))
    visitor.settle()
    sector(page, "水利").click()
    expect(page).to_have_url(re.compile("sector=water"))
    visitor.settle()
    page.go_back()
    expect(page.locator(".st-key-filter_sector [aria-pressed=true]")).to_have_count(0)
    expect(page.locator(".st-key-filter_precision [aria-pressed=true]")).to_have_count(5)


def test_filters_work_from_the_keyboard(visitor, server):
    page = visitor.open(link(server, plan=PLAN))
    visitor.settle()
    sector(page, "交通").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sector=water"))


def test_symbol_of_an_area_lists_its_projects_and_tasks(visitor, server, catalog):
    areas = catalog.layers(Query(plans=(PLAN,)))[2].features
    mark = max(areas, key=lambda mark: len(mark.projects))
    page = visitor.open(link(server, plan=PLAN, county=mark.code))
    visitor.map.area(mark.code).click()
    panel = page.locator(".st-key-panel")
    expect(panel.get_by_role("heading", name=mark.name)).to_be_visible()
    for project in mark.projects:
        expect(panel).to_contain_text(project.name)
    panel.locator("a.row", has_text=mark.projects[0].name).click()
    expect(panel.get_by_role("heading", name=mark.projects[0].name)).to_be_visible()
    expect(panel.locator("mark").first).to_be_visible()


def test_panel_leads_through_the_projects_of_a_task_and_closes(visitor, server, catalog):
    task = catalog.task(f"{PLAN}#13")
    project = next(item for item in catalog.features_of(task.task_id) if item.precision == "township")
    page = visitor.open(link(server, plan=PLAN, task=task.task_id))
    panel = page.locator(".st-key-panel")
    expect(panel.locator(".clause")).to_have_text(catalog.clause(task.task_id))
    panel.locator("a.row", has_text=project.name).first.click()
    expect(panel.get_by_role("heading", name=project.name)).to_be_visible()
    expect(visitor.map.frame.locator(".item-mark.chosen")).to_have_count(1)
    panel.locator(".close").click()
    expect(panel.get_by_role("heading", name="从这里开始")).to_be_visible()
    assert query_of(page) == {"plan": [PLAN]}


def test_list_opens_a_clause_and_leads_to_its_places_on_the_map(visitor, server, catalog):
    task = max(catalog.tasks(Query(plans=("qionghai",))), key=lambda item: len(catalog.features_of(item.task_id)))
    page = visitor.open(link(server, "tasks", plan="qionghai"))
    page.locator(".task-row", has_text=task.title).click()
    details = page.locator(".details")
    expect(details.locator(".clause")).to_have_text(catalog.clause(task.task_id))
    for unit in task.lead_units + task.responsible_units:
        expect(details.get_by_text(unit, exact=True).first).to_be_visible()
    picture(visitor, "page_tasks")
    details.get_by_role("button", name="在任务地图中打开").click()
    expect(page.locator(".st-key-panel h3")).to_contain_text(task.title)
    assert query_of(page) == {"plan": ["qionghai"], "task": [task.task_id]}
    points = [item for item in catalog.features_of(task.task_id) if item.geometry and item.precision != "route"]
    chosen = visitor.map.frame.locator(".item-mark.chosen")
    expect(chosen.first).to_be_attached()
    names = " ".join(chosen.evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))"))
    assert all(point.name in names for point in points)
    picture(visitor, "page_map_task")


def test_filters_go_along_to_the_other_page(visitor, server):
    page = visitor.open(link(server, plan=PLAN, sector=["water", "energy"]))
    visitor.settle()
    page.get_by_role("link", name="任务清单").click()
    expect(page).to_have_url(re.compile("/tasks"))
    expect(page.locator(".st-key-filter_sector [aria-pressed=true]")).to_have_count(2)
    expect(page.locator(".st-key-filter_precision [aria-pressed=true]")).to_have_count(5)
    assert query_of(page) == {"plan": [PLAN], "sector": ["water", "energy"]}


@pytest.mark.parametrize("path", ["", "task_map"])
def test_link_to_the_map_as_first_request_restores_the_view(visitor, fresh_server, catalog, path):
    task = catalog.task(f"{PLAN}#13")
    project = next(item for item in catalog.features_of(task.task_id) if item.precision == "township")
    asked = {"plan": [PLAN], "sector": ["water", "energy"], "task": [task.task_id], "place": [project.place_id]}
    page = visitor.open(link(fresh_server, path, **asked))
    expect(page.locator(".st-key-panel").get_by_role("heading", name=project.name)).to_be_visible()
    expect(page.locator(".st-key-filter_sector [aria-pressed=true]")).to_have_count(2)
    expect(page.get_by_role("link", name="任务清单")).to_have_count(1)
    expect(visitor.map.frame.locator(".item-mark.chosen")).to_have_count(1)
    assert query_of(page) == asked


def test_link_to_the_list_as_first_request_restores_the_view(visitor, fresh_server, catalog):
    task = catalog.task("qionghai#28")
    page = visitor.open(link(fresh_server, "tasks", plan="qionghai", task=task.task_id))
    expect(page.locator(".details .clause")).to_have_text(catalog.clause(task.task_id))
    expect(page.get_by_role("link", name="任务地图")).to_have_count(1)


def test_copied_link_is_the_address(visitor, server):
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open(link(server, plan=PLAN, task=f"{PLAN}#12"))
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("path", ["", "tasks"])
def test_page_fits_the_window(visitor, server, path, width, height):
    visitor.page.set_viewport_size({"width": width, "height": height})
    page = visitor.open(link(server, path, plan=PLAN, task=f"{PLAN}#12"))
    expect(page.locator(".clause")).to_be_visible()
    visitor.settle()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("node => [node.scrollHeight - node.clientHeight, node.scrollWidth - node.clientWidth]") == [
        0,
        0,
    ]
    picture(visitor, f"page_{path or 'map'}_{width}")


@pytest.mark.parametrize("path", ["", "tasks"])
def test_no_english_of_streamlit_shows(visitor, server, path):
    page = visitor.open(link(server, path, q="没有这样的地方"))
    expect(page.get_by_text("没有符合条件的任务")).to_be_visible()
    page.get_by_role("button", name="外观").click()
    expect(page.get_by_role("menu")).to_be_visible()
    shown = page.locator("body").inner_text()
    shown += " ".join(page.locator("input").evaluate_all("nodes => nodes.map(node => node.placeholder)"))
    assert not [words for words in STREAMLIT_ENGLISH if words in shown]
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.keyboard.press("Escape")
    picture(visitor, f"page_empty_{path or 'map'}")
    page.get_by_role("button", name="清除全部筛选").click()
    expect(page.get_by_text("没有符合条件的任务")).to_have_count(0)
    assert "q" not in query_of(page)


def test_clean_view_has_title_and_map_only(visitor, server, catalog):
    page = visitor.open(link(server, plan=PLAN, sector="water", view="clean"))
    expect(page.get_by_role("heading", name=f"{catalog.plan(PLAN).label} · 水利")).to_be_visible()
    expect(visitor.map.frame.locator(".legend")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".st-key-panel, .st-key-navigation, .kpi, .guide-root")).to_have_count(0)
    facets = catalog.facets(Query(plans=(PLAN,), sectors=("water",)))
    expect(page.locator(".clean-head p")).to_contain_text(f"{facets.projects} 个项目")
    expect(page.locator(".clean-foot")).to_contain_text("CGCS2000")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("node => node.scrollHeight - node.clientHeight") == 0
    picture(visitor, "page_clean")


@pytest.mark.parametrize("path", ["", "tasks"])
def test_hostile_plan_shows_its_characters(visitor, hostile_server, path):
    page = visitor.open(link(hostile_server, path))
    expect(page.locator("body")).to_contain_text("{{config.__class__}}")
    for number, piece in HOSTILE_PIECES:
        page.goto(link(hostile_server, path, task=f"hostile#{number}"))
        expect(page.locator(".clause")).to_contain_text(piece)
    page.goto(link(hostile_server, path, task="hostile#2"))
    expect(page.get_by_text("市发展改革委{{7*7}}", exact=True).first).to_be_visible()
    visitor.settle()
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("img[src=x]").count() == 0
    picture(visitor, f"page_hostile_{path or 'map'}")


def test_search_text_is_text(visitor, server):
    text = "<img src=x onerror=window.hacked=1>{{7*7}}"
    page = visitor.open(link(server, q=text, task="<b>{{7*7}}</b>", view=""))
    expect(page.locator(".st-key-filter_q input")).to_have_value(text)
    expect(page.locator(".st-key-panel .note")).to_contain_text("<b>{{7*7}}</b>")
    page.goto(link(server, q=text, view="clean"))
    expect(page.locator(".clean-head p")).to_contain_text(f"搜索:“{text}”")
    assert page.evaluate("() => window.hacked") is None

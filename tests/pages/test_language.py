"""No mixed screens: in English only what plans and gazetteers write is Chinese, in Chinese no word is English."""

import json
import re
from html.parser import HTMLParser

import pytest

from geo.gazetteer import Gazetteer
from loaders.catalog import Catalog, romanised, short_name
from pages.components import catalog as handle_module
from pages.components import language, map_payload
from tests.benchmarks import synthetic
from tests.pages import messages

MAP, TASKS, COUNTY = "pages/task_map.py", "pages/tasks.py", "pages/county.py"
PROJECTS, COMPARE, QUALITY = "pages/projects.py", "pages/compare.py", "pages/quality.py"
BRIEFING, PROGRESS, PLANS = "pages/briefing.py", "pages/progress.py", "pages/plans.py"
ITEMS = [
    "plan=chongqing&county=500114",
    "plan=qionghai&atlas=1&paper=a3",
    "plan=chongqing&bounds=108,28,109,30&title=水库",
]
CLUSTERED = 400  # projects; more than one map draws one by one
VOID = {"br", "img", "input", "path", "circle", "rect", "hr"}
SAID_IN_ATTRIBUTES = ("title", "aria-label", "placeholder", "data-copied")
STYLE = re.compile(r"\s*(:root|[.@#\[])[^<]*\{")
SCREENS = {
    "map": (MAP, {"plan": "chongqing"}),
    "map of all": (MAP, {"plan": "all"}),
    "filtered map": (MAP, {"plan": "chongqing", "sector": "water", "county": "500114", "stage": "谋划", "q": "水库"}),
    "filtered further": (MAP, {"plan": "chongqing", "kind": "reservoir", "precision": "county"}),
    "task": (MAP, {"plan": "chongqing", "task": "chongqing#12"}),
    "area": (MAP, {"plan": "chongqing", "area": "500114"}),
    "lost link": (MAP, {"plan": "chongqing", "task": "chongqing#99"}),
    "nothing found": (MAP, {"plan": "chongqing", "q": "没有这个"}),
    "steps outside the filters": (MAP, {"plan": "chongqing", "task": "chongqing#12", "sector": "tourism"}),
    "many filters": (
        MAP,
        {"plan": "all", "sector": ["water", "transport", "energy"], "stage": ["谋划", "前期", "创建"]}
        | {"precision": ["fine", "route"], "county": ["500114", "500242"]},
    ),
    "clean": (MAP, {"plan": "chongqing", "view": "clean", "sector": "water"}),
    "tasks": (TASKS, {"plan": "all"}),
    "open task": (TASKS, {"plan": "qionghai", "task": "qionghai#12"}),
    "no tasks": (TASKS, {"plan": "chongqing", "q": "没有这个"}),
    "county": (COUNTY, {"plan": "chongqing"}),
    "county of all": (COUNTY, {"plan": "all", "county": "469002"}),
    "lost county": (COUNTY, {"plan": "chongqing", "county": "999999"}),
    "projects": (PROJECTS, {"plan": "all"}),
    "no projects": (PROJECTS, {"plan": "all", "q": "没有这个"}),
    "comparison": (COMPARE, {"a": "chongqing", "b": "qionghai"}),
    "no comparison": (COMPARE, {"a": "chongqing", "b": "qionghai", "q": "没有这个"}),
    "quality": (QUALITY, {"plan": "all"}),
    "no quality": (QUALITY, {"plan": "all", "q": "没有这个"}),
    "progress": (PROGRESS, {"plan": "all", "mention": "chongqing@41"}),
    "new record": (PROGRESS, {"plan": "qionghai", "mention": "chongqing@60", "record": "new"}),
    "timeline": (PROGRESS, {"plan": "all", "tab": "time"}),
    "board of units": (PROGRESS, {"plan": "qionghai", "tab": "units"}),
    "no progress": (PROGRESS, {"plan": "all", "q": "没有这个"}),
    "map by status": (MAP, {"plan": "chongqing", "colour": "status", "task": "chongqing#12", "place": "chongqing@60"}),
    "county by status": (COUNTY, {"plan": "chongqing", "county": "500241", "colour": "status"}),
    "briefing": (BRIEFING, {"plan": "chongqing", "atlas": "1", "item": ITEMS, "edit": "2"}),
    "briefing of an extent": (BRIEFING, {"plan": "all", "bounds": "108,28,109,30", "title": "水库", "paper": "a4"}),
    "import": (PLANS, {}),
    "no briefing": (BRIEFING, {"plan": "chongqing", "sector": "governance", "stage": "谋划"}),
}


class Words(HTMLParser):
    """Texts and spoken attributes of HTML; `said` leaves out what stands in an element with `lang="zh"`."""

    def __init__(self, html):
        super().__init__()
        self.languages = [""]
        self.said, self.everything, self.attributes = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        own = {"placeholder"} if given.get("lang") == "zh" else set()  # what stands in the field, not about it
        self.attributes += [given[name] for name in SAID_IN_ATTRIBUTES if given.get(name) and name not in own]
        if tag not in VOID:
            self.languages.append(given.get("lang", self.languages[-1]))

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.languages.pop()

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.languages.pop()

    def handle_data(self, data):
        self.everything.append(data)
        if self.languages[-1] != "zh":
            self.said.append(data)


def widgets_say(test):
    """Labels, placeholders and choices of the widgets."""
    for kind in ("button", "selectbox", "multiselect", "text_input", "expander", "popover", "page_link"):
        for item in test.get(kind):
            proto = item.proto
            if getattr(proto, "id", "").endswith("-filter_title"):  # the headline of a file, which is in Chinese
                continue
            for name in ("label", "placeholder"):
                yield from filter(None, [getattr(proto, name, "")])
            yield from getattr(proto, "options", ())
    for item in test.get("button_group"):
        yield from (option.content for option in item.proto.options)
        yield item.proto.label


def components_say(test):
    """What the components made of scripts alone show: the guide and the switch of the theme."""
    for item in test.get("bidi_component"):
        data = json.loads(item.proto.json)
        if "html" not in data:
            yield from _strings(data)


def _strings(data):
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _strings(part)


def names_of(catalog):
    """What plans and gazetteers call things, the longest first."""
    found = {name for item in catalog.projects() for name in (item.name, item.county or "", item.township or "")}
    found |= {facet.label for facet in (*catalog.facets().counties, *catalog.facets().townships)}
    found |= {facet.label for facet in catalog.facets().units} | {plan.label for plan in catalog.plans()}
    found |= {plan.document_number or "" for plan in catalog.plans()} | {task.title for task in catalog.tasks()}
    found |= {f"{task.number} {task.title}" for task in catalog.tasks()}
    found |= {form for one in Gazetteer.load().divisions() for form in (one.name, short_name(one.name))}
    return sorted(filter(None, found), key=len, reverse=True)


def chinese_left(app, catalog):
    """Chinese on the screen that no plan and no gazetteer wrote."""
    words = Words(app.body + app.page_html)
    assert words.languages == [""]  # every element is closed
    known = re.compile("|".join(map(re.escape, names_of(catalog))) + "|没有这个|水库")
    free = (known.sub("", text) for text in (*words.attributes, *widgets_say(app.test), *components_say(app.test)))
    said = (text for text in words.said if not STYLE.match(text))
    return [text for text in (*said, *free) if messages.CHINESE.search(text)]


@pytest.fixture
def english(app):
    def open_page(script, **query):
        return app.open(script, lang="en", **query)

    return open_page


@pytest.mark.parametrize("screen", SCREENS)
def test_in_english_only_plans_and_names_are_chinese(english, catalog, screen):
    script, query = SCREENS[screen]
    app = english(script, **query)
    assert not app.test.exception
    assert chinese_left(app, catalog) == []


def test_in_english_every_project_row_and_every_doubt_says_why(english, catalog):
    rows = {row.rule: row.mention_id for row in catalog.quality()}
    for mention_id in rows.values():
        assert chinese_left(english(QUALITY, plan="all", mention=mention_id), catalog) == []
    kinds = {(item.precision, item.inferred): item for item in catalog.projects()}
    for item in kinds.values():
        assert chinese_left(english(PROJECTS, plan="all", mention=item.mention_id), catalog) == []


def test_in_english_a_project_shows_its_name_beside_its_reading(english, catalog):
    item = next(item for item in catalog.projects() if item.precision == "township" and not item.inferred)
    text = english(MAP, plan=item.plan_id, task=item.task_id, place=item.place_id).text
    assert f"{item.name} {romanised(item.name)}" in text
    assert romanised(item.township, division=True) in text


def test_in_english_the_guide_and_the_themes_speak_english(english):
    said = " ".join(components_say(english(MAP, plan="chongqing").test))
    assert "Read the map" in said
    assert "Theme" in said
    assert not messages.CHINESE.search(said)


def test_in_english_ticked_rows_and_what_the_map_makes_of_them(english, catalog):
    rows = [row.lead.mention_id for row in catalog.project_rows() if row.lead.precision in {"unresolved", "township"}]
    app = english(PROJECTS, plan="all", place=rows[:5])
    assert "5 selected" in app.text
    assert chinese_left(app, catalog) == []
    app.switch(MAP)
    assert "5 selected projects" in app.text
    assert chinese_left(app, catalog) == []


def test_in_english_the_same_project_in_other_plans(app_of_build, two_plans, monkeypatch):
    catalog = Catalog.open(two_plans)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *_, **__: catalog.build_id)
    after = [item for item in catalog.projects() if item.name == "清水水库"][-1]
    app = app_of_build(two_plans).open(plan="y2025", task=after.task_id, place=after.mention_id, lang="en")
    assert "The project in other plans" in app.text
    assert chinese_left(app, catalog) == []


def test_in_english_clusters_have_only_english_words(app_of_build, tmp_path_factory, monkeypatch):
    build = synthetic.prepared(tmp_path_factory.mktemp("clusters"), CLUSTERED)
    catalog = Catalog.open(build)
    monkeypatch.setattr(handle_module, "ensure_built", lambda *_, **__: catalog.build_id)
    shown = catalog.map_view()
    assert shown.clusters
    language.use("en")
    payload = map_payload.payload(shown, ())
    assert not messages.CHINESE.search(json.dumps(payload["clusters"], ensure_ascii=False))
    assert not messages.CHINESE.search(json.dumps(map_payload.words(), ensure_ascii=False))
    language.use(language.DEFAULT)
    assert chinese_left(app_of_build(build).open(plan="all", lang="en"), catalog) == []


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [("zh", 99_999, "99999"), ("zh", 170_216, "17.0万"), ("en", 9_999, "9999"), ("en", 55_356, "55k")],
)
def test_long_counts_are_rounded_where_there_is_no_room(code, value, shown):
    language.use(code)
    assert language.number(value) == shown
    language.use(language.DEFAULT)


def test_a_base_map_is_kept_in_each_language(catalog):
    base = catalog.base_map()
    chinese = map_payload.base_file(base)
    language.use("en")
    english = map_payload.base_file(base)
    language.use(language.DEFAULT)
    assert b'"lang":"en"' in english
    assert map_payload.base_file(base) == chinese != english


@pytest.mark.parametrize("screen", SCREENS)
def test_in_chinese_no_words_of_the_english_catalogue_appear(app, screen):
    script, query = SCREENS[screen]
    app.open(script, **query)
    shown = Words(app.body + app.page_html)
    text = "\n".join([*shown.everything, *shown.attributes, *widgets_say(app.test), *components_say(app.test)])
    english = {form for forms in messages.translated().values() for form in forms if " " in form.strip()}
    assert [form for form in english if "{" not in form and form.strip() in text and form != "Plan Atlas"] == []


def test_the_switch_is_one_click_and_keeps_the_view(app):
    app.open(plan="chongqing", sector="water")
    assert 'data-go="lang=en"' in app.body
    assert 'href="?plan=chongqing&amp;sector=water&amp;lang=en"' in app.body
    app.test.query_params["lang"] = "en"
    app.test.run()
    assert 'data-go="lang="' in app.body
    assert app.query == {"plan": ["chongqing"], "sector": ["water"], "lang": ["en"]}
    assert app.pills("sector").value == ["water"]
    assert {link.proto.query_string for link in app.test.get("page_link")} == {
        "plan=chongqing&sector=water&lang=en",
    }


def test_an_unknown_language_is_chinese(app):
    assert "从这里开始" in app.open(lang="fr").text


def test_links_to_other_pages_keep_the_language(english):
    assert "lang=en" in english(COUNTY, plan="chongqing").body.split('data-open="', 1)[1].split('"', 1)[0]
    assert re.search(r'href="\./\?[^"]*lang=en" data-open', english(QUALITY, plan="all").body)
    assert re.search(r'href="\./\?[^"]*lang=en" data-open', english(COMPARE, a="chongqing", b="qionghai").body)

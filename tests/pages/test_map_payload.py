"""What travels to the map: safe characters, rows, and what counts as selected."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Template

from loaders import symbology
from loaders.catalog import Cluster, Layer, MapView, OnlineMap, Query
from pages.components import chips, map_payload, palette, progress_marks, symbols
from pages.components.folium_map import safe_json


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10))
def test_safe_json_says_the_same_without_a_dangerous_character(value):
    text = safe_json({"value": value})
    assert json.loads(text) == {"value": value}
    assert not set("<>&'`$_") & set(text)
    assert all(mark not in text for mark in ("{{", "{%", "{#", "\u2028", "\u2029"))


@pytest.mark.parametrize("payload", ["{{7*7}}", "{% for x in y %}", "{# note #}", "</script>", "`${1}`", "\\{{"])
def test_jinja_reads_nothing_in_it(payload):
    text = safe_json([payload])
    assert Template(text).render() == text


def test_every_feature_has_one_row(catalog):
    view = catalog.map_view()
    rows = map_payload.payload(view, ())
    assert [len(rows[layer.name]) for layer in view.layers] == [len(layer.features) for layer in catalog.layers()]
    assert rows["view"] is None
    assert rows["clusters"] == []
    assert rows["selected"] == {"ids": [], "hints": [], "areas": [], "title": None}
    json.dumps(rows)


def test_a_cluster_is_shared_out_by_what_is_known_of_its_projects():
    cluster = Cluster(108.7, 29.5, (108.0, 29.0, 109.0, 30.0), 9, 0, (("water", 9),), None, told=("a", "b", "c"))
    empty = Layer("points", ()), Layer("routes", ()), Layer("areas", ())
    view = MapView(empty, (cluster,), 9, 0, False, None, 5.0, None)
    statuses = {"a": "building", "b": "building", "c": "done", "elsewhere": "stopped"}
    payload = map_payload.payload(view, (), statuses)
    assert payload["clusters"][0][8] == [["status-unknown", 6], ["status-building", 2], ["status-done", 1]]
    assert payload["statuses"] == {}
    assert map_payload.payload(view, ())["clusters"][0][8] == [["water", 9]]
    known = {f"status-{group}" for group in progress_marks.GROUPS}
    assert known <= map_payload.words()["sectors"].keys()


def test_nothing_of_county_precision_is_a_point(catalog):
    points, _, _ = catalog.layers(Query())
    assert all(palette.outline(feature) in {"plain", "ring", "dashed"} for feature in points.features)
    assert all(feature.precision in {"exact", "village", "township"} for feature in points.features)


def test_one_project_brings_its_task_as_hints(catalog):
    view = catalog.map_view()
    chosen = next(item for item in view.layers[0].features if len(catalog.features_of(item.task_id)) > 2)
    selected = map_payload.payload(view, {chosen.mention_id})["selected"]
    assert selected["ids"] == [chosen.mention_id]
    assert selected["title"][0] == chosen.mention_id
    assert selected["hints"]
    assert chosen.mention_id not in selected["hints"]


def test_a_task_is_selected_without_a_callout(catalog):
    view = catalog.map_view()
    ids = {item.mention_id for item in view.layers[1].features[:2]}
    selected = map_payload.payload(view, ids)["selected"]
    assert set(selected["ids"]) == ids
    assert selected["title"] is None


def test_base_file_is_one_json_with_the_credit(catalog):
    base = json.loads(map_payload.base_file(catalog.base_map(("chongqing",))))
    assert base["counties"]["features"]
    assert "GS(2024)0650号" in base["words"]["credit"]
    assert "酉阳县" in base["short"].values()


def test_every_sector_has_its_own_icon_and_colour():
    drawn = {code: (term.colour, symbols.icon_path(term.icon)) for code, term in palette.sectors().items()}
    assert len(set(drawn.values())) == len(drawn)
    assert all(path for _, path in drawn.values())
    assert all((symbology.ICONS / f"{term.icon}.svg").is_file() for term in palette.sectors().values())


@pytest.mark.parametrize("icon", ["../../secrets", "no-such-icon", ""])
def test_an_unknown_icon_is_a_star(icon):
    assert symbols.icon_path(icon) == symbols.icon_path("star")


def test_every_stage_has_a_fill():
    stages = map_payload.words()["stages"]
    assert set(symbology.FILLS) == set(stages)
    assert {stage["fill"] for stage in stages.values()} == set(symbols.DISCS) == set(palette.LINE_WIDTHS)


def test_an_area_that_the_task_also_names_is_hinted(catalog):
    view = catalog.map_view()
    areas = [(mark.code, task) for mark in view.layers[2].features for task in mark.task_ids]
    code, task = next((code, task) for code, task in areas if catalog.features_of(task))
    chosen = catalog.features_of(task)[0]
    assert code in map_payload.payload(view, {chosen.mention_id})["selected"]["hints"]


def test_without_online_maps_nothing_of_them_travels():
    assert map_payload.base_maps(None, ()) == {"online": None, "choices": []}


@pytest.mark.parametrize(("printable", "use"), [(True, "公开使用须依法送审"), (False, "不得公开或导出")])
def test_credit_of_an_online_map_says_what_may_be_done_with_it(printable, use):
    online = OnlineMap("x", "某图", "某图网站", ("http://127.0.0.1/{z}/{x}/{y}",), printable=printable)
    parts = map_payload.base_maps(online, (online,))
    assert [row[0] for row in parts["choices"]] == ["", "x"]
    assert parts["online"]["credit"].startswith("底图:某图网站 · ")
    assert parts["online"]["credit"].endswith(use)


def test_lists_and_printed_maps_group_stages_in_one_order():
    assert chips.STAGE_ORDER == symbology.STAGE_ORDER

"""Online base maps: only what the settings allow, and what is drawn on one in its datum."""

import json

import pytest
from shapely import LineString, Point

from geo import crs, settings
from geo.crs import Datum
from geo.errors import SettingError
from geo.models import Stop
from loaders import online_maps
from loaders.map_views import Cluster, MapView
from loaders.models import AreaMark, BaseMap, Layer, ProjectFeature

PLACE = (108.77, 28.84)
TO = (109.2, 29.1)
SQUARE = [[[108.0, 28.0], [109.0, 28.0], [109.0, 29.0], [108.0, 28.0]]]


@pytest.fixture
def allow(monkeypatch):
    for setting in (settings.TIANDITU_BROWSER_KEY, settings.AMAP_TILES, settings.OSM_TILES):
        monkeypatch.delenv(setting.name, raising=False)
    return lambda setting, value: monkeypatch.setenv(setting.name, value)


@pytest.fixture
def amap(allow):
    allow(settings.AMAP_TILES, "1")
    return online_maps.online_maps()[0]


def feature(geometry, stops=()):
    return ProjectFeature(
        mention_id="m", plan_id="p", task_id="t", place_id="m", name="n", type="project", sector="water",
        kind=None, stage="start", stage_group="计划开工", precision="exact", inferred=False, adcode="500242",
        county=None, township=None, source="s", evidence="e", reason="r", geometry=geometry, stops=stops,
    )  # fmt: skip


def view(point, route, area, *clusters):
    layers = (Layer("points", (point,)), Layer("routes", (route,)), Layer("areas", (area,)))
    return MapView(layers, clusters, projects=3, unplaced=0, complete=True, bounds=None, zoom=0.0, home=None)


def county(role):
    told = {"adcode": "500242", "name": "n", "role": role, "lon": PLACE[0], "lat": PLACE[1]}
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": SQUARE}}


@pytest.fixture
def base():
    some = json.dumps({"type": "FeatureCollection", "features": [county("plan"), county("neighbour")]})
    return BaseMap(some, some, some, some, some, boundary_required=True, bounds=(108.0, 28.0, 109.0, 29.0))


@pytest.mark.usefixtures("allow")
def test_none_is_offered_without_a_setting():
    assert online_maps.online_maps() == ()


def test_each_setting_offers_its_map(allow):
    allow(settings.TIANDITU_BROWSER_KEY, "k3y")
    allow(settings.AMAP_TILES, "1")
    allow(settings.OSM_TILES, "http://tiles.example.cn/{z}/{x}/{y}.png")
    tianditu, amap, osm = online_maps.online_maps()
    assert [it.code for it in (tianditu, amap, osm)] == ["tianditu", "amap", "osm"]
    assert [("vec_w/" in it, "cva_w/" in it) for it in tianditu.tiles] == [(True, False), (False, True)]
    assert all(it.endswith("&tk=k3y") and "TILEROW={y}" in it for it in tianditu.tiles)
    assert [it.datum for it in (tianditu, amap, osm)] == [Datum.CGCS2000, Datum.GCJ02, Datum.WGS84]
    assert (osm.notice, osm.printable) == ("未经审核,仅供内部比对", False)
    assert tianditu.printable
    assert not tianditu.notice


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (settings.AMAP_TILES, "yes"),
        (settings.OSM_TILES, "https://tiles.example.cn/"),
        (settings.OSM_TILES, "javascript:{x}{y}{z}"),
        (settings.TIANDITU_BROWSER_KEY, "key&x={s}"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_a_key_not_repeated(allow, setting, value):
    allow(setting, value)
    with pytest.raises(SettingError, match=setting.name) as error:
        online_maps.online_maps()
    assert "key&x" not in str(error.value)


def test_a_view_moves_to_gcj02_with_their_stops(amap):
    shifted = crs.from_wgs84(*PLACE, datum=Datum.GCJ02)
    stop = Stop("l", "n", "500242", *PLACE)
    route = feature(LineString([PLACE, TO]), (stop,))
    area = AreaMark("500242", "n", "county", *PLACE, (feature(None),), ())
    cluster = Cluster(*PLACE, bounds=(*PLACE, *TO), projects=9, in_areas=0, sectors=(("water", 9),), area=None)
    moved = online_maps.view_on(view(feature(Point(PLACE)), route, area, cluster), amap)
    points, routes, areas = moved.layers
    assert (points.features[0].geometry.x, points.features[0].geometry.y) == shifted != PLACE
    assert routes.features[0].geometry.coords[0] == shifted
    assert routes.features[0].geometry.coords[1] == crs.from_wgs84(*TO, datum=Datum.GCJ02)
    assert (routes.features[0].stops[0].lon, routes.features[0].stops[0].lat) == shifted
    assert (areas.features[0].lon, areas.features[0].lat) == shifted
    assert areas.features[0].projects == area.projects
    assert (moved.clusters[0].lon, moved.clusters[0].lat) == shifted


def test_a_view_stays_where_the_datum_is_the_same(allow):
    allow(settings.TIANDITU_BROWSER_KEY, "k3y")
    area = AreaMark("500242", "n", "county", *PLACE, (feature(None),), ())
    shown = view(feature(Point(PLACE)), feature(LineString([PLACE, TO])), area)
    assert online_maps.view_on(shown, online_maps.online_maps()[0]) == shown


def test_only_the_counties_of_the_plans_remain_of_the_base_map(amap, base):
    drawn = online_maps.base_on(base, amap)
    own = json.loads(drawn.counties)["features"]
    assert [it["properties"]["role"] for it in own] == ["plan"]
    assert own[0]["geometry"]["coordinates"][0][1] == pytest.approx(crs.from_wgs84(109.0, 28.0, datum=Datum.GCJ02))
    assert drawn.bounds[:2] == crs.from_wgs84(108.0, 28.0, datum=Datum.GCJ02)
    assert not json.loads(drawn.boundary_lines)["features"]
    assert len(json.loads(base.counties)["features"]) == 2

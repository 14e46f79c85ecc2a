"""Online base maps that the operator allowed, and what is drawn above them, in their datum.

None is used unless its setting is set; the embedded base map is always the first choice. An online map draws land,
borders and names itself, so of the embedded one only the outlines of the plans' counties remain above it.
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo import crs, settings
from geo.crs import Datum
from geo.errors import SettingError
from loaders.map_views import Cluster, MapView
from loaders.models import AreaMark, BaseMap, Layer, ProjectFeature

TIANDITU_LAYERS = ("vec", "cva")  # land and roads, names
TIANDITU_TILES = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
AMAP_TILES = "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"
TIANDITU, TIANDITU_SOURCE = "天地图", "国家地理信息公共服务平台(天地图)在线地图"
AMAP, AMAP_SOURCE = "高德", "高德地图在线地图"
OSM_SOURCE = "© OpenStreetMap 贡献者"
OSM_NOTICE = "未经审核,仅供内部比对"
Spot = TypeVar("Spot", AreaMark, Cluster)
EMPTY = '{"type":"FeatureCollection","features":[]}'


@dataclass(frozen=True, slots=True)
class OnlineMap:
    """Tile addresses (web Mercator, `{s}` one of `subdomains`) from the lowest layer up, their datum and source.

    `notice` must stand on the map itself; a map that is not `printable` must not get into a picture or file.
    """

    code: str
    label: str
    source: str
    tiles: tuple[str, ...]
    subdomains: str = ""
    datum: Datum = Datum.CGCS2000
    notice: str = ""
    printable: bool = True


def online_maps() -> tuple[OnlineMap, ...]:
    """The maps whose settings are set, in the order of the switch.

    Raises
    ------
    SettingError
        If a setting has a value that cannot be used.
    """
    maps = []
    key = settings.text(settings.TIANDITU_BROWSER_KEY)
    if key:
        if not key.isalnum():
            raise SettingError(f"{settings.TIANDITU_BROWSER_KEY.name}: a key has letters and digits only; check it")
        tiles = tuple(TIANDITU_TILES.format(layer=layer, key=key) for layer in TIANDITU_LAYERS)
        maps.append(OnlineMap("tianditu", TIANDITU, TIANDITU_SOURCE, tiles, "01234567"))
    if _is_on(settings.AMAP_TILES):
        maps.append(OnlineMap("amap", AMAP, AMAP_SOURCE, (AMAP_TILES,), "1234", Datum.GCJ02))
    osm = settings.text(settings.OSM_TILES)
    if osm:
        tiles = (_template(osm),)
        maps.append(OnlineMap("osm", "OSM", OSM_SOURCE, tiles, "abc", Datum.WGS84, notice=OSM_NOTICE, printable=False))
    return tuple(maps)


def view_on(view: MapView, online: OnlineMap) -> MapView:
    """The view in the datum of the online map, to be drawn there and never stored."""
    if online.datum is not Datum.GCJ02:
        return view
    points, routes, areas = (_moved(layer, online.datum) for layer in view.layers)
    clusters = tuple(_moved_spot(cluster, online.datum) for cluster in view.clusters)
    return replace(view, layers=(points, routes, areas), clusters=clusters)


@lru_cache(maxsize=8)
def base_on(base: BaseMap, online: OnlineMap) -> BaseMap:
    """What of the embedded base map lies above the online map, in its datum: the plans' counties."""
    counties = json.loads(base.counties)
    counties["features"] = [item for item in counties["features"] if item["properties"]["role"] == "plan"]
    west, south, east, north = base.bounds
    if online.datum is Datum.GCJ02:
        for item in counties["features"]:
            told, shape = item["properties"], shapely.from_geojson(json.dumps(item["geometry"]))
            told["lon"], told["lat"] = crs.from_wgs84(told["lon"], told["lat"], datum=online.datum)
            item["geometry"] = json.loads(shapely.to_geojson(_in_datum(shape, online.datum)))
        west, south = crs.from_wgs84(west, south, datum=online.datum)
        east, north = crs.from_wgs84(east, north, datum=online.datum)
    return replace(
        base,
        counties=json.dumps(counties, ensure_ascii=False, separators=(",", ":")),
        provinces=EMPTY,
        province_labels=EMPTY,
        province_lines=EMPTY,
        boundary_lines=EMPTY,
        bounds=(west, south, east, north),
    )


def _is_on(setting: settings.Setting) -> bool:
    value = settings.text(setting)
    if value not in ("", "0", "1"):
        raise SettingError(f"{setting.name}={value}: write 1 to allow these tiles, or nothing")
    return value == "1"


def _template(address: str) -> str:
    """The address of tiles, if it is one."""
    named = all(part in address for part in ("{z}", "{x}", "{y}"))
    if not (named and address.startswith(("http://", "https://"))):
        name = settings.OSM_TILES.name
        raise SettingError(
            f"{name}: not an address of tiles; write e.g. https://tiles.example.cn/{{z}}/{{x}}/{{y}}.png"
        )
    return address


def _in_datum(shape: BaseGeometry, datum: Datum) -> BaseGeometry:
    def move(positions: np.ndarray) -> np.ndarray:
        return np.array([crs.from_wgs84(lon, lat, datum=datum) for lon, lat in positions]).reshape(-1, 2)

    return shapely.transform(shape, move)


def _moved(layer: Layer, datum: Datum) -> Layer:
    areas = tuple(_moved_spot(item, datum) for item in layer.features if isinstance(item, AreaMark))
    projects = tuple(_moved_project(item, datum) for item in layer.features if isinstance(item, ProjectFeature))
    return Layer(layer.name, areas or projects)


def _moved_spot(spot: Spot, datum: Datum) -> Spot:
    lon, lat = crs.from_wgs84(spot.lon, spot.lat, datum=datum)
    return replace(spot, lon=lon, lat=lat)


def _moved_project(item: ProjectFeature, datum: Datum) -> ProjectFeature:
    if item.geometry is None:
        return item
    stops = []
    for stop in item.stops:
        lon, lat = crs.from_wgs84(stop.lon, stop.lat, datum=datum)
        stops.append(replace(stop, lon=lon, lat=lat))
    return replace(item, geometry=_in_datum(item.geometry, datum), stops=tuple(stops))

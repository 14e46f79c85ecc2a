"""What the browser needs to draw the map, as plain data: marks on every run, base map and vocabulary once.

Coordinates are CGCS2000 lon/lat. Rows are lists, not objects, to keep a filter small on the wire; their order is
that of `static/atlas/decode.js`.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from loaders.catalog import (
    AreaMark,
    BaseMap,
    Cluster,
    MapView,
    OnlineMap,
    ProjectFeature,
    romanised,
    short_name,
    terms,
)
from pages.components import language, palette, progress_marks, quoting, symbols
from pages.components.language import mark, t

Row = list[Any]
NO_FEATURES = '{"type":"FeatureCollection","features":[]}'
DECIMALS = 5  # about 1 m
ROUTE_DECIMALS = 4  # of a schematic line: about 10 m
UI = {
    "sectors": mark("领域(胶囊:同一处或相邻;数字:项目数)", context="map"),
    "stages": mark("计划阶段(原文说法,由空到实)", context="map"),
    "places": mark("位置与计数", context="map"),
    "colouring": mark("上色", context="map"),
    "bySector": mark("领域", context="map"),
    "byStatus": mark("实际进展", context="map"),
    "statuses": mark("实际进展(来自推进记录;灰:无记录,未知)", context="map"),
    "actual": mark("实际进展:", context="map"),
    "areaProjects": mark("项目数(仅到区县)", context="map"),
    "clusters": mark("圆环:相邻项目合计,点击放大", context="map"),
    "someInAreas": mark("其中仅到区县", context="map"),
    "areaTasks": mark("任务数(只写到区县、乡镇)", context="map"),
    "legend": mark("图例", context="map"),
    "inside": mark("图内", context="map"),
    "outside": mark("图外", context="map"),
    "unplaced": mark("未定位", context="map"),
    "filtered": mark("筛选", context="map"),
    "unit": mark("个", context="map"),
    "andOthers": mark("等", context="map"),
    "zoomIn": mark("放大", context="map"),
    "zoomOut": mark("缩小", context="map"),
    "fullScreen": mark("全屏", context="map"),
    "leaveFullScreen": mark("退出全屏", context="map"),
    "reset": mark("复位", context="map"),
    "collect": mark("加入简报", context="map"),
    "whole": mark("显示全部位置", context="map"),
    "baseMap": mark("底图", context="map"),
    "embedded": mark("内置底图(离线)", context="map"),
    "tilesFailed": mark("在线底图未能载入", context="map"),
    "pick": mark("在地图上点选位置,Esc 取消", context="map"),
    "pickByKeys": mark("或用方向键移动地图,Enter 取正中", context="map"),
}
OUTLINE_LABELS = {
    "plain": mark("精确位置"),
    "ring": mark("乡镇驻地"),
    "dashed": mark("乡镇(推断)"),
    "route": mark("示意线路"),
}


def payload(shown: MapView, selection: Collection[str], statuses: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Rows of the points, routes, areas and clusters, and what is selected (mention ids and area codes).

    `statuses` are groups of actual status by mention id, where symbols are coloured by them instead of by sector; a
    project without one is unknown.
    `view` says what a view with more than can be drawn at once was made for; it is None when everything is drawn.
    """
    points, routes, areas = (layer.features for layer in shown.layers)
    return {
        "points": [_point(feature) for feature in points],
        "routes": [_route(feature) for feature in routes],
        "areas": [_area(mark) for mark in areas],
        "clusters": [_cluster(cluster, statuses) for cluster in shown.clusters],
        "selected": _selected(selection, [*points, *routes], areas),
        "projects": shown.projects,
        "unplaced": shown.unplaced,
        "statuses": _statuses_of([*points, *routes, *(item for mark in areas for item in mark.projects)], statuses),
        "view": None if shown.complete else {"bounds": shown.bounds, "zoom": shown.zoom, "home": shown.home},
        "readings": {} if language.is_chinese() else _readings([*points, *routes], areas),
    }


def _statuses_of(drawn: Sequence[ProjectFeature], statuses: Mapping[str, str] | None) -> dict[str, str] | None:
    if statuses is None:
        return None
    return {item.mention_id: statuses[item.mention_id] for item in drawn if item.mention_id in statuses}


def _readings(drawn: Sequence[ProjectFeature], areas: Sequence[AreaMark]) -> dict[str, str]:
    """Names in Latin letters, for the tooltips of the English interface."""
    projects = {item.name for item in (*drawn, *(item for mark in areas for item in mark.projects))}
    read = {name: romanised(name) for name in projects}
    read |= {name: romanised(name, division=True) for mark in areas if (name := short_name(mark.name))}
    read |= {where: ", ".join(_read(item)) for item in drawn if (where := _where(item))}
    return {name: reading for name, reading in read.items() if reading}


def _read(feature: ProjectFeature) -> list[str]:
    places = (short_name(feature.county or ""), feature.township or "")
    return [romanised(place, division=True) for place in dict.fromkeys(places) if place]


def base_maps(online: OnlineMap | None, choices: Sequence[OnlineMap]) -> dict[str, Any]:
    """The online base map to draw, if any, and the rows of the switch; without choices there is none."""
    shown = online and {
        "code": online.code,
        "tiles": online.tiles,
        "subdomains": online.subdomains,
        "credit": _online_credit(online),
        "notice": quoting.plain_sentence(online.notice),
    }
    rows = [
        ["", t(UI["embedded"], context="map")],
        *([choice.code, quoting.plain_sentence(choice.label)] for choice in choices),
    ]
    return {"online": shown, "choices": rows if choices else []}


def _online_credit(online: OnlineMap) -> str:
    use = t("公开使用须依法送审") if online.printable else t("不得公开或导出")
    return t(
        "底图:{source} · 区县界审图号:{number} · 内部工作用图 · {use}",
        source=quoting.plain_sentence(online.source),
        number=quoting.approval_number(),
        use=use,
    )


@lru_cache(maxsize=8)
def county_file(base: BaseMap) -> bytes:
    """The counties of a large base map, fetched after the first picture."""
    return base.counties.encode()


def base_file(base: BaseMap) -> bytes:
    """The base map and the vocabulary as one JSON file, fetched by the browser once per choice of plans and language.

    A large base map leaves its counties to `county_file`.
    """
    return _base_file(base, language.current())


@lru_cache(maxsize=8)
def _base_file(base: BaseMap, _language: str) -> bytes:
    names = [county["properties"]["name"] for county in json.loads(base.counties)["features"]]
    shortened = {name: short for name in names if (short := short_name(name)) != name}
    parts = {
        "counties": NO_FEATURES if base.is_large else base.counties,
        "provinces": base.provinces,
        "province_labels": base.province_labels,
        "province_lines": base.province_lines,
        "boundary_lines": base.boundary_lines,
        "bounds": json.dumps(base.bounds),
        "boundary_required": json.dumps(base.boundary_required),
        "short": json.dumps(shortened, ensure_ascii=False, separators=(",", ":")),
        "words": json.dumps(words(), ensure_ascii=False, separators=(",", ":")),
    }
    return ("{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}").encode()


def words() -> dict[str, Any]:
    """Vocabulary, drawings and screen words for the browser script."""
    return {
        "sectors": {
            code: {"title": language.title("sector", code), "colour": term.colour, "path": symbols.icon_path(term.icon)}
            for code, term in palette.sectors().items()
        }
        | _statuses(),
        "stages": {
            code: {"title": t(term.group), "fill": palette.fill(code), "width": palette.LINE_WIDTHS[palette.fill(code)]}
            for code, term in terms()["stage"].items()
        },
        "kinds": {code: language.title("kind", code) for code in terms()["kind"]},
        "outlines": {name: t(label) for name, label in OUTLINE_LABELS.items()},
        "templates": symbols.templates(),
        "advanced": palette.ADVANCED_FIRST,
        "legendInk": palette.LEGEND_INK,
        "lang": language.TAGS[language.current()],
        "credit": quoting.credit(),
        "ui": {name: t(label, context="map") for name, label in UI.items()} | {"one": t("个", context="map, one")},
    }


def _statuses() -> dict[str, dict[str, str]]:
    """Groups of actual status in the place of sectors."""
    return {
        f"status-{group}": {"title": progress_marks.group_word(group), "colour": colour, "path": path}
        for group, (colour, path, *_) in progress_marks.GROUPS.items()
    }


def _point(feature: ProjectFeature) -> Row:
    lon, lat = round(feature.geometry.x, DECIMALS), round(feature.geometry.y, DECIMALS)
    drawn = [feature.sector, feature.stage, palette.outline(feature)]
    return [feature.mention_id, feature.name, lon, lat, *drawn, *_about(feature)]


def _route(feature: ProjectFeature) -> Row:
    """A line: its vertices one after another, and the numbers of those that are way-points."""
    vertices = [point[:2] for point in _vertices(feature)]
    flat = [round(value, ROUTE_DECIMALS) for point in vertices for value in point]
    at_stops = [vertices.index(at) for stop in feature.stops if (at := (stop.lon, stop.lat)) in vertices]
    return [feature.mention_id, feature.name, flat, feature.sector, feature.stage, *_about(feature), at_stops]


def _about(feature: ProjectFeature) -> Row:
    return [feature.task_id, feature.place_id, _where(feature), feature.kind]


def _where(feature: ProjectFeature) -> str:
    county = short_name(feature.county) if feature.county else ""
    return "".join(dict.fromkeys((county, feature.township or "")))


def _vertices(feature: ProjectFeature) -> list[tuple[float, ...]]:
    parts = getattr(feature.geometry, "geoms", (feature.geometry,))
    return [point for part in parts for point in part.coords]


def _area(mark: AreaMark) -> Row:
    projects = [
        [item.mention_id, item.name, item.sector, item.stage, item.task_id, item.place_id] for item in mark.projects
    ]
    lon, lat = round(mark.lon, DECIMALS), round(mark.lat, DECIMALS)
    return [mark.code, short_name(mark.name), mark.level, lon, lat, projects, list(mark.task_ids)]


def _cluster(cluster: Cluster, statuses: Mapping[str, str] | None) -> Row:
    numbers = [round(value, DECIMALS) for value in (cluster.lon, cluster.lat, *cluster.bounds)]
    shares = cluster.sectors if statuses is None else _shares(cluster, statuses)
    return [*numbers, cluster.projects, cluster.in_areas, [list(pair) for pair in shares], cluster.area]


def _shares(cluster: Cluster, statuses: Mapping[str, str]) -> list[tuple[str, int]]:
    """Its projects by group of actual status, most first; of those that are not told nothing is known."""
    counts = Counter(statuses.get(mention_id, progress_marks.UNKNOWN) for mention_id in cluster.told)
    counts[progress_marks.UNKNOWN] += cluster.projects - len(cluster.told)
    return [(f"status-{group}", number) for group, number in counts.most_common() if number]


def _selected(selection: Collection[str], drawn: Sequence[ProjectFeature], areas: Sequence[AreaMark]) -> dict[str, Any]:
    """Ids drawn as selected, hints, areas, callout words; hinted is what the one selected project's tasks also name."""
    features = [*drawn, *(item for mark in areas for item in mark.projects)]
    chosen = [item for item in features if item.mention_id in selection]
    codes = [mark.code for mark in areas if mark.code in selection]
    hints: list[str] = []
    title = None
    if len(chosen) == 1 and len(selection) == 1:
        only = chosen[0]
        tasks = set(only.task_ids)
        hints = [item.mention_id for item in features if item is not only and tasks & set(item.task_ids)]
        hints += [mark.code for mark in areas if tasks & set(mark.task_ids)]
        title = (only.mention_id, _detail(only)) if only in drawn else None
    return {"ids": [item.mention_id for item in chosen], "hints": hints, "areas": codes, "title": title}


def _detail(feature: ProjectFeature) -> str:
    kind = language.title("kind", feature.kind) if feature.kind else ""
    places = (short_name(feature.county or ""), feature.township or "")
    where = " ".join(quoting.plain_name(place, division=True) for place in dict.fromkeys(places) if place)
    where = _where(feature) if language.is_chinese() else where
    if feature.precision == "route":
        where = t(OUTLINE_LABELS["route"]) + (t("(推断)") if feature.inferred else "")
    reading = "" if language.is_chinese() else romanised(feature.name)
    return " · ".join(text for text in (reading, kind, t(feature.stage_group), where) if text)

"""Named places and facilities from an OpenStreetMap extract (.osm.pbf, .osm, .osm.bz2, .osm.gz), read as a stream.

Several passes over the file keep memory bounded: relations and ways of use first, then only the nodes these
need. A way keeps at most 24 of its nodes, which is enough for a point inside it. Node positions are looked for
range by range of their ids, because the set of wanted ids is a bit map over the ids it spans.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.geometry import EARTH_RADIUS_KM, LonLat
from loaders.errors import GazetteerImportError
from loaders.importing.classes import RawPlace, chinese_names, class_of, feature_classes
from loaders.progress import Report

if TYPE_CHECKING:
    from osmium.osm import osm_entity_bits

SOURCE = "OpenStreetMap"
LICENCE = "ODbL 1.0"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"
BATCH = 20_000
NODES_PER_WAY = 24
ID_RANGE = 1_600_000_000  # ids a pass looks for: 200 MB of bit map at most
NAME_TAGS = (
    "name:zh-Hans",
    "name:zh",
    "name",
    "official_name",
    "official_name:zh",
    "alt_name",
    "old_name",
    "short_name",
)
Nodes = NDArray[np.int64]


@dataclass(slots=True)
class _Way:
    """Node ids of a way (a sample of them), and the place it is when it has tags of use."""

    nodes: Nodes
    place: RawPlace | None


@dataclass(slots=True)
class _Found:
    """What the passes have gathered: ways by id, relations as places with the ids of their outer ways."""

    ways: dict[int, _Way] = field(default_factory=dict)
    relations: list[tuple[RawPlace, list[int]]] = field(default_factory=list)


class OpenStreetMapReader:
    """Reads one extract; `date` is what its header says of its age."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.date = ""
        self.malformed = 0

    def batches(self, report: Report) -> Iterator[list[RawPlace]]:
        """The places of use, some thousand at a time.

        Raises
        ------
        GazetteerImportError
            If the file cannot be read or is no OpenStreetMap extract.
        """
        try:
            yield from self._batches(report)
        except (RuntimeError, ValueError, OSError) as error:  # what the reading library raises for a broken file
            raise GazetteerImportError(f"{self.path}: cannot be read ({error}); download it again") from error

    def _batches(self, report: Report) -> Iterator[list[RawPlace]]:
        import osmium

        kinds = osmium.osm
        found = _Found()
        report("OSM 关系", 0.0)
        for one in self._tagged(kinds.RELATION):
            place = _place(dict(one.tags), f"osm:r{one.id}")
            outer = [member.ref for member in one.members if member.type == "w" and member.role in {"outer", ""}]
            if place is not None and outer:
                found.relations.append((place, outer))
        report("OSM 线与面", 0.1)
        for one in self._tagged(kinds.WAY):
            place = _place(dict(one.tags), f"osm:w{one.id}")
            if place is not None:
                found.ways[one.id] = _Way(_sampled([node.ref for node in one.nodes]), place)
        members = {way for _, ways in found.relations for way in ways} - found.ways.keys()
        for one in self._by_id(kinds.WAY, members):
            found.ways[one.id] = _Way(_sampled([node.ref for node in one.nodes]), None)
        report("OSM 点", 0.4)
        batch: list[RawPlace] = []
        for one in self._tagged(kinds.NODE):
            place = _place(dict(one.tags), f"osm:n{one.id}", at=(one.lon, one.lat))
            if place is not None:
                batch.append(place)
            if len(batch) >= BATCH:
                yield batch
                batch = []
        yield batch
        positions = self._positions(found, report)
        report("OSM 图形", 0.95)
        yield from _shaped(found, positions)

    def _tagged(self, entity: "osm_entity_bits") -> Iterator[Any]:
        """Objects of one type that have a name and one of the keys of use."""
        import osmium

        processor = osmium.FileProcessor(str(self.path), entity)
        self.date = self.date or processor.header.get("osmosis_replication_timestamp", "")[:10]
        keys = sorted({one.key for one in feature_classes("osm")})
        yield from processor.with_filter(osmium.filter.KeyFilter(*NAME_TAGS)).with_filter(
            osmium.filter.KeyFilter(*keys)
        )

    def _by_id(self, entity: "osm_entity_bits", ids: Iterable[int]) -> Iterator[Any]:
        import osmium

        wanted = [one for one in ids if one > 0]
        if wanted:
            yield from osmium.FileProcessor(str(self.path), entity).with_filter(osmium.filter.IdFilter(wanted))

    def _positions(self, found: _Found, report: Report) -> "_Positions":
        """Positions of the nodes that the kept ways need."""
        import osmium

        parts = [way.nodes for way in found.ways.values()]
        wanted = np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int64)
        wanted = wanted[wanted > 0]
        ids, lons, lats = array("q"), array("d"), array("d")
        start = 0
        while start < len(wanted):
            stop = int(np.searchsorted(wanted, wanted[start] + ID_RANGE))
            report(f"OSM 节点 {start:,}/{len(wanted):,}", 0.5 + 0.45 * start / len(wanted))
            for node in self._by_id(osmium.osm.NODE, wanted[start:stop].tolist()):
                if node.location.valid():
                    ids.append(node.id)
                    lons.append(node.lon)
                    lats.append(node.lat)
            start = stop
        return _Positions(np.array(ids, np.int64), np.array(lons), np.array(lats))


class _Positions:
    """Positions of nodes by id."""

    def __init__(self, ids: Nodes, lons: NDArray[np.float64], lats: NDArray[np.float64]) -> None:
        order = np.argsort(ids, kind="stable")
        self._ids = ids[order]
        self._points = np.column_stack([lons[order], lats[order]])

    def of(self, nodes: Nodes) -> NDArray[np.float64]:
        """Points of those of the nodes that are in the file, in their order."""
        if not len(self._ids):
            return np.empty((0, 2))
        at = np.minimum(np.searchsorted(self._ids, nodes), len(self._ids) - 1)
        points: NDArray[np.float64] = self._points[at[self._ids[at] == nodes]]
        return points


def _place(tags: Mapping[str, str], source_id: str, *, at: tuple[float, float] = (0.0, 0.0)) -> RawPlace | None:
    """The place an object is, its point still to come where it is no node; None when it has no Chinese name."""
    found = class_of("osm", tags)
    if found is None:
        return None
    names = chinese_names(part for tag in NAME_TAGS for part in (tags.get(tag) or "").split(";"))
    return RawPlace(names, found.place_class, found.kind, *at, source_id) if names else None


def _sampled(refs: list[int]) -> Nodes:
    """At most `NODES_PER_WAY` node ids of a way, its two ends among them."""
    nodes = np.array(refs, np.int64)
    if len(nodes) <= NODES_PER_WAY:
        return nodes
    kept: Nodes = nodes[np.linspace(0, len(nodes) - 1, NODES_PER_WAY).round().astype(int)]
    return kept


def _shaped(found: _Found, positions: _Positions) -> Iterator[list[RawPlace]]:
    """The places that are ways and relations, each with a point inside it and its radius."""
    batch: list[RawPlace] = []
    for place, geometry in _geometries(found, positions):
        point = _inside(geometry)
        if point is None:
            continue
        place.lon, place.lat = point
        place.radius_km = _radius_km(point, shapely.get_coordinates(geometry))
        batch.append(place)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


def _geometries(found: _Found, positions: _Positions) -> Iterator[tuple[RawPlace, BaseGeometry]]:
    for way in found.ways.values():
        points = positions.of(way.nodes)
        if way.place is not None and len(points):
            yield way.place, _area(points) if way.nodes[0] == way.nodes[-1] else shapely.MultiPoint(points)
    for place, ways in found.relations:
        lines = [positions.of(found.ways[way].nodes) for way in ways if way in found.ways]
        whole = shapely.polygonize([shapely.LineString(line) for line in lines if len(line) > 1])
        if not whole.is_empty:
            yield place, shapely.make_valid(shapely.unary_union(whole))


def _area(points: NDArray[np.float64]) -> BaseGeometry:
    smallest_ring = 4
    if len(points) < smallest_ring:
        return shapely.MultiPoint(points)
    return shapely.make_valid(shapely.Polygon(points))


def _radius_km(point: LonLat, corners: NDArray[np.float64]) -> float:
    """Distance of the farthest corner, on a plane that touches the sphere at the point."""
    lon, lat = point
    east, north = (corners[:, 0] - lon) * cos(radians(lat)), corners[:, 1] - lat
    return radians(float(np.hypot(east, north).max())) * EARTH_RADIUS_KM


def _inside(geometry: BaseGeometry) -> LonLat | None:
    """A point inside an area, or the middle one of the points of a line."""
    if geometry.is_empty:
        return None
    if isinstance(geometry, shapely.MultiPoint):
        point = geometry.geoms[len(geometry.geoms) // 2]
    else:
        point = geometry.representative_point()
    return point.x, point.y

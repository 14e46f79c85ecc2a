"""The printed map: nothing overlaps, nothing is lost, the rules of the base map hold, the same bytes each time."""

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from geo import cartography, print_ground, print_type
from geo.errors import PictureError
from geo.print_labels import Room, around
from geo.print_projection import Projection, window
from geo.print_records import PAPERS, AreaBlock, Ground, LegendEntry, LegendGroup, MapSheet, Mark, RouteLine, Symbol

CITY, ISLAND_COUNTY, MAINLAND_COUNTY = "500114", "469002", "440106"
TAIWAN = "710000"


def make_sheet(county=CITY, **changes):
    fields = dict(
        paper=PAPERS["slide"],
        title="题目",
        subtitle="",
        stamp="内部工作用图",
        ground=Ground(counties=(county,), is_county=True),
        symbols=(),
        routes=(),
        blocks=(),
        groups=(),
        legend=(LegendGroup("领域", (LegendEntry("plain", "到点"),)),),
        notes=(("精度说明", "说明"),),
        credits=(("坐标系", "CGCS2000,{projection}"),),
        warning="公开使用须依法送审",
    )
    return MapSheet(**(fields | changes))


def words(composed):
    return {text.get_text() for text in composed.canvas.figure.axes[0].texts}


def symbols_at(number, lon=108.77, lat=29.53):
    return tuple(Symbol(Mark(one, "#198BE6", "solid", "ring"), lon, lat, name=f"水库{one}") for one in range(1, number))


boxes = st.tuples(*[st.floats(5, 90)] * 2, st.floats(1, 30), st.floats(1, 20))


def test_overlap_area_is_measured():
    room = Room((0, 0, 100, 100))
    room.put("label", "one", (10, 10, 20, 20))
    room.put("label", "other", (18, 10, 28, 20))
    assert room.overlap_area() == 20
    room.put("label", "beyond", (95, 50, 105, 60))
    assert room.overlap_area() == 70


@settings(deadline=None, max_examples=60)
@given(st.lists(boxes, max_size=40))
def test_what_finds_room_overlaps_nothing(wanted):
    room = Room((0, 0, 100, 100))
    for x, y, width, height in wanted:
        at = room.first_free([(x, y), (y, x), (50, 50)], (width, height))
        if at is not None:
            room.put("label", "", around(at, width, height))
    assert room.overlap_area() == 0


@pytest.mark.parametrize("paper", PAPERS)
def test_a_crowd_at_one_point_is_fanned_out(paper):
    composed = cartography.compose(make_sheet(paper=PAPERS[paper], symbols=symbols_at(61), names_beside=True))
    assert composed.overlap_area == 0
    assert composed.unplaced == ()
    assert [box.text for box in composed.placed if box.kind == "symbol"] == [str(one) for one in range(1, 61)]


def test_a_line_that_shows_no_more_than_a_corner_keeps_its_mark():
    extent = Ground((CITY,), bounds=(108.4, 29.0, 109.0, 29.9))
    first = cartography.compose(make_sheet(ground=extent))
    west, _, _, north = first.view.bounds
    mark = Mark(1, "#2B2F41", "tint")
    line = RouteLine(mark, ((west - 1, north - 0.05), (west + 0.01, north - 0.01), (west + 0.01, north + 1)), 1.2)
    composed = cartography.compose(make_sheet(ground=extent, routes=(line,)))
    assert (composed.overlap_area, composed.unplaced) == (0, ())


def test_a_block_of_many_and_a_line_find_room():
    marks = tuple(Mark(one, "#475CB6", "half", "square") for one in range(1, 80))
    line = RouteLine(Mark(80, "#2B2F41", "tint"), ((107.0, 29.5), (108.8, 29.4), (110.5, 29.6)), 1.2, name="某高铁")
    sheet = make_sheet(blocks=(AreaBlock(CITY, "某区", 108.77, 29.53, marks=marks, tasks=3),), routes=(line,))
    composed = cartography.compose(sheet)
    assert (composed.overlap_area, composed.unplaced) == (0, ())
    assert {"1", "79", "80"} <= words(composed)


def test_a_line_beyond_the_extent_is_reported_and_one_beyond_the_counties_is_shown():
    line = RouteLine(Mark(1, "#2B2F41", "tint"), ((110.0, 30.0), (110.4, 30.2)), 1.2)
    extent = Ground((CITY,), bounds=(108.4, 29.0, 109.0, 29.9))
    assert cartography.compose(make_sheet(routes=(line,), ground=extent)).unplaced == ("1",)
    assert cartography.compose(make_sheet(routes=(line,))).unplaced == ()


def test_a_map_of_a_single_point_without_a_county():
    composed = cartography.compose(make_sheet(ground=Ground(()), symbols=symbols_at(2)))
    assert (composed.overlap_area, composed.unplaced) == (0, ())


@pytest.mark.parametrize(
    ("county", "bounds", "in_main", "in_any"),
    [
        (CITY, None, False, False),
        (ISLAND_COUNTY, None, False, True),
        (MAINLAND_COUNTY, (108.0, 17.8, 111.6, 21.0), True, True),
        (CITY, (100.0, 22.0, 115.0, 35.0), True, True),
        (CITY, (80.0, 20.0, 130.0, 50.0), True, True),
    ],
    ids=["county", "county of the island", "whole island", "many provinces", "country"],
)
def test_inset_of_the_south_sea_where_the_law_asks_for_it(county, bounds, in_main, in_any):
    composed = cartography.compose(make_sheet(ground=Ground((county,), bounds=bounds, is_county=True)))
    assert ("south_sea" in composed.pieces) is in_main
    assert (print_ground.SOUTH_SEA_NAME in words(composed)) is in_any


def test_every_locator_of_the_country_has_the_inset():
    sheet = make_sheet(ground=Ground((CITY,), is_county=False))
    assert print_ground.SOUTH_SEA_NAME in words(cartography.compose(sheet))


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_covers_the_country_on_its_map(paper):
    bounds = (75.0, 18.0, 134.0, 53.0)
    sheet = make_sheet(paper=PAPERS[paper], ground=Ground((CITY,), bounds=bounds))
    composed = cartography.compose(sheet)
    corners = composed.view.points(print_ground.country_corners())
    furniture = [box.rect for box in composed.placed if box.kind == "furniture"]
    assert len(furniture) == 3
    for left, bottom, right, top in furniture:
        x, y = corners[:, 0], corners[:, 1]
        assert not np.any((x > left) & (x < right) & (y > bottom) & (y < top))


@pytest.mark.parametrize("height", [60.0, 80.0, 120.0])
def test_inset_of_a_locator_leaves_every_province_in_sight(height):
    frame = (0.0, 0.0, 1.4 * height, height)
    rect, view = print_ground.locator_parts(frame, ("500000",), 1.0, in_country=True)
    assert rect is not None
    for code in ("210000", TAIWAN, "330000"):
        shape = shapely.union_all([land.shape for land in print_ground.lands(view, [code])])
        assert not shape.intersects(shapely.box(*rect)), code


@pytest.mark.parametrize(("far", "is_apart"), [("500229", True), ("500243", False)])
def test_a_county_far_off_gets_an_inset_of_its_own(far, is_apart):
    codes = ("500114", "500240", "500241", "500242", far)
    blocks = tuple(
        AreaBlock(code, code, 108.7 if code != "500229" else 108.66, 29.5 if code != "500229" else 31.95)
        for code in codes
    )
    lines = tuple(
        RouteLine(Mark(number, "#2B2F41", "tint"), points, 1.2)
        for number, points in ((7, ((108.5, 31.9), (108.9, 32.0))), (8, ((109.3, 28.9), (109.4, 29.3))))
    )
    composed = cartography.compose(make_sheet(ground=Ground(codes), blocks=blocks, routes=lines))
    assert ("apart" in composed.pieces) is is_apart
    assert (composed.overlap_area, composed.unplaced) == (0, ())
    assert any("位于主图以北" in text for text in words(composed)) is is_apart


def test_the_boundary_lines_reach_the_south():
    lines = print_ground.boundary_lines()
    assert lines.bounds[1] < 4
    assert shapely.get_num_geometries(lines) > 100


def test_albers_keeps_area_and_the_other_keeps_north_up():
    box = shapely.segmentize(shapely.box(100, 30, 101, 31), 0.05)
    north = shapely.segmentize(shapely.box(100, 45, 101, 46), 0.05)
    country = Projection(None)
    area = lambda lat: 6371007.2**2 * np.radians(1) * (np.sin(np.radians(lat + 1)) - np.sin(np.radians(lat)))  # noqa: E731
    assert country.project(box).area == pytest.approx(area(30), rel=1e-3)
    assert country.project(north).area == pytest.approx(area(45), rel=1e-3)
    view = window(Projection(30.0), (0, 0, 100, 100), (0, 0, 1000, 1000), (10, 10, 90, 90))
    west, south, east, top = view.bounds
    assert view.at(west, south) == pytest.approx((0, 0), abs=1e-6)
    assert view.at(east, top) == pytest.approx((100, 100), abs=1e-6)


@pytest.mark.parametrize("file_format", ["png", "svg", "pdf"])
def test_same_sheet_same_bytes(file_format):
    sheet = make_sheet(symbols=symbols_at(9))
    first, second = (cartography.compose(sheet).saved(file_format, dpi=96) for _ in range(2))
    assert first == second
    assert not re.search(rb"CreationDate|ModDate|<dc:date>|20\d\d-\d\d-\d\dT", first)


@pytest.mark.parametrize(("paper", "pixels"), [("slide", (1280, 720)), ("a4", (1122, 793)), ("a3", (1587, 1122))])
def test_png_has_the_size_of_its_paper(paper, pixels):
    content = cartography.compose(make_sheet(paper=PAPERS[paper])).saved("png", dpi=96)
    assert Image.open(io.BytesIO(content)).size == pixels


@pytest.mark.parametrize(("file_format", "dpi"), [("gif", 150), ("png", 72), ("png", 301)])
def test_other_formats_and_resolutions_are_refused(file_format, dpi):
    with pytest.raises(PictureError):
        cartography.compose(make_sheet()).saved(file_format, dpi=dpi)


@pytest.mark.parametrize("file_format", ["png", "svg", "pdf"])
def test_words_of_a_plan_are_words_and_nothing_else(file_format):
    hostile = "$\\frac{1}{0}$ <script>&amp;\u202e\x07 %s {0}"
    sheet = make_sheet(title=hostile, subtitle=hostile, symbols=symbols_at(3), notes=((hostile, hostile),))
    content = cartography.compose(sheet).saved(file_format, dpi=96)
    assert b"<script>" not in content or file_format != "svg"


def test_words_of_an_svg_are_words_in_the_face_it_brings():
    composed = cartography.compose(make_sheet(title="水库 12 个", symbols=symbols_at(3)))
    picture = ElementTree.fromstring(composed.saved("svg"))
    said = "".join("".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text"))
    assert "水库12个" in "".join(said.split())
    style = "".join(picture.find("{http://www.w3.org/2000/svg}style").itertext())
    faces = [TTFont(io.BytesIO(base64.b64decode(data))) for data in re.findall(r"base64,([^)]+)\)", style)]
    held = {chr(code) for face in faces for code in face.getBestCmap()}
    assert set(said) - {"\n", " "} <= held
    assert "http" not in style


def test_a_map_alone_keeps_its_credits():
    composed = cartography.compose(make_sheet(map_only=True))
    assert "题目" not in words(composed)
    assert any("公开使用须依法送审" in text for text in words(composed))


def test_the_projection_is_named_where_the_credits_ask_for_it():
    assert any("等距圆柱投影" in text for text in words(cartography.compose(make_sheet())))


def test_a_missing_character_is_printed_as_the_printers_sign():
    assert print_type.printable("甲\U00030000乙\n丙") == "甲〓乙 丙"


def test_lines_are_no_wider_than_the_room():
    text = "方形只知道到区县,不代表选址(7 个);坐标系 CGCS2000(EPSG:4490)。" * 3
    found = print_type.lines(text, 100, 7)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert all(print_type.width(line, 7) <= 107 for line in found)
    assert not any(line[0] in ",;。)" for line in found)


def test_the_typeface_holds_the_names_of_the_country(gazetteer):
    divisions = gazetteer.divisions()
    names = {char for division in divisions for char in division.name}
    towns = {char for division in divisions for town in gazetteer.townships(division.adcode) for char in town.name}
    assert not [char for char in names if not print_type.has(char)]
    assert {char for char in towns if not print_type.has(char)} == {"𬮤", "𰝟", "\U00031cea"}

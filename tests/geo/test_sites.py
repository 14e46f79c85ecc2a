"""Every row of the curated table: known codes and vocabulary, positions inside their counties, evidence given."""

import csv
from pathlib import Path

import pytest

from geo.boundaries import Boundaries
from geo.errors import GazetteerFileError
from geo.gazetteer import Gazetteer
from geo.sites import read_sites

SITES = read_sites()
VOCABULARY = Path(__file__).parents[2] / "data" / "vocabulary" / "vocabulary.csv"


@pytest.fixture(scope="module")
def codes():
    with VOCABULARY.open(encoding="utf-8", newline="") as file:
        return {(row["list"], row["code"]) for row in csv.DictReader(file)}


def test_all_rows_are_there():
    assert len(SITES) == 119
    assert sum(site.type == "admin" for site in SITES) == 15
    assert sum(site.precision == "township" and site.confidence in {"high", "medium"} for site in SITES) == 59


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_row(site, codes):
    boundaries, gazetteer = Boundaries.load(), Gazetteer.load()
    assert ("precision", site.precision) in codes
    assert site.kind is None or ("kind", site.kind) in codes
    assert site.confidence in {"high", "medium", "low"}
    assert site.evidence
    assert boundaries.covers(site.adcode, *site.point)
    counties = [boundaries.county_at(*waypoint.point) for waypoint in site.waypoints] or [site.adcode]
    assert tuple(dict.fromkeys(counties)) == site.counties
    assert site.adcode in site.counties
    assert (site.precision == "route") == (len(site.waypoints) > 1)
    if site.township and "|" not in site.township:
        assert site.township in {township.name for township in gazetteer.townships(site.adcode)}


def test_exact_points_are_not_shared():
    exact = [site.point for site in SITES if site.precision == "exact"]
    assert len(exact) == len(set(exact))


def test_a_table_without_its_columns_is_refused(tmp_path):
    broken = tmp_path / "sites.csv"
    broken.write_text("name,lon\n甲,110\n", encoding="utf-8")
    with pytest.raises(GazetteerFileError, match=r"sites\.csv"):
        read_sites(broken)

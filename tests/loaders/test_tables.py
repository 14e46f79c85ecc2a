import geopandas as gpd
import pytest
from shapely import LineString, Point

from loaders import tables
from loaders.models import BaseLine, Mention, Place, Quantity, Route, Target, Task


def test_nested_records_come_back_as_they_went(tmp_path, make_mention, make_task):
    route = Route("甲", ("乙", "丙"), "丁")
    mentions = [make_mention(route=route, quantity=(Quantity("350个", 350.0, "个"),)), make_mention(adcode=None)]
    tasks = [make_task(targets=(Target("5.5%以内", None, 5.5, "%"),), lead_units=("市水务局",))]
    tables.write(tmp_path / "mentions.parquet", Mention, mentions)
    tables.write(tmp_path / "tasks.parquet", Task, tasks)
    assert tables.read(tmp_path / "mentions.parquet", Mention) == mentions
    assert tables.read(tmp_path / "tasks.parquet", Task) == tasks


def test_no_rows_are_a_table_too(tmp_path):
    assert tables.write(tmp_path / "mentions.parquet", Mention, []) == 0
    assert tables.read(tmp_path / "mentions.parquet", Mention) == []


def test_geometry_is_geoparquet_with_its_crs(tmp_path, make_place):
    places = [make_place(), make_place("site:2", geometry=LineString([(108, 29), (109, 30)]), precision="route")]
    tables.write(tmp_path / "places.parquet", Place, places)
    frame = gpd.read_parquet(tmp_path / "places.parquet")
    assert frame.crs.to_epsg() == 4490
    assert frame.geometry.iloc[0] == Point(108.7, 29.4)
    assert tables.read(tmp_path / "places.parquet", Place) == places


def test_same_records_give_the_same_bytes(tmp_path, make_place):
    for name in ("first", "second"):
        tables.write(tmp_path / name, Place, [make_place(), make_place("site:2")])
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_a_table_of_other_records_is_refused(tmp_path, make_task):
    tables.write(tmp_path / "tasks.parquet", Task, [make_task()])
    with pytest.raises(ValueError, match="BaseLine"):
        tables.read(tmp_path / "tasks.parquet", BaseLine)

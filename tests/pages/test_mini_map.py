from xml.etree import ElementTree

import pytest

from pages.components import mini_map


def test_every_task_gives_a_picture_or_none(catalog):
    for task in catalog.tasks():
        features = catalog.features_of(task.task_id)
        drawn = mini_map.draw(catalog, task, features)
        placed = [item for item in features if item.precision != "unresolved"]
        assert bool(drawn) == bool(placed or catalog.areas_of(task.task_id))
        if drawn:
            ElementTree.fromstring(drawn)
            assert len(drawn) < 100_000  # characters


@pytest.mark.parametrize("task_id", ["chongqing#12", "chongqing#13", "qionghai#28"])
def test_every_place_lies_inside_the_picture(catalog, task_id):
    features = catalog.features_of(task_id)
    points = [(item.geometry.x, item.geometry.y) for item in features if item.geometry and item.precision == "township"]
    lines = [point for item in features if item.precision == "route" for point in item.geometry.coords]
    frame = mini_map._frame([*points, *lines])
    for point in [*points, *lines]:
        x, y = frame.at(point)
        assert -0.1 <= x - mini_map.MARGIN <= mini_map.WIDTH - 2 * mini_map.MARGIN + 0.1
        assert -0.1 <= y - mini_map.MARGIN <= mini_map.HEIGHT - 2 * mini_map.MARGIN + 0.1

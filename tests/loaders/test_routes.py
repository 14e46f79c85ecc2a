"""Routes that names state: end points, way-points, segments, and what is no part of an end point."""

import pytest

from loaders.reading.routes import spelt_route


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("太原至绥德高速公路", ("太原", "绥德")),
        ("太原到绥德高速公路", ("太原", "绥德")),
        ("太原—绥德高速公路", ("太原", "绥德")),
        ("太原-绥德高速公路", ("太原", "绥德")),
        ("太原~绥德高速公路", ("太原", "绥德")),
        ("灵石经霍州至古县高速公路", ("灵石", "霍州", "古县")),
        ("灵石至霍州至古县高速公路", ("灵石", "霍州", "古县")),
        ("灵石至古县经霍州高速公路", ("灵石", "霍州", "古县")),
        ("沁源经霍州(辛置)至洪洞高速公路", ("沁源", "霍州", "洪洞")),
        ("青银高速灵石至太原段", ("灵石", "太原")),
        ("青银高速扩能(灵石至太原段)", ("灵石", "太原")),
        ("G108线阳曲至晋祠段", ("阳曲", "晋祠")),
        ("G108大盂至东黄水段改建工程", ("大盂", "东黄水")),
        ("209国道岢岚至保德段", ("岢岚", "保德")),
        ("大西高铁原平西至大同南段", ("原平西", "大同南")),
        ("汾河义棠至石滩段治理", ("义棠", "石滩")),
        ("吕梁机场至方山县城快速路", ("吕梁机场", "方山县城")),
        ("五台山机场至台怀公路", ("五台山机场", "台怀")),
        ("神池—原平南双回500千伏线路", ("神池", "原平南")),
        ("神池至原平第二回220千伏线路", ("神池", "原平")),
        ("保德至兴县天然气管道", ("保德", "兴县")),
        ("禹门口至东雷水库引水工程", ("禹门口", "东雷水库")),
        ("太原至雄安铁路(山西段)", ("太原", "雄安")),
        ("瓦日铁路增建二线", None),
        ("太原绕城高速", None),
        ("至善路", None),
    ],
)
def test_points_of_a_name(name, points):
    route = spelt_route(name)
    assert (route and (route.origin, *route.via, route.destination)) == points


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("方山县峪口至店坪公路", ("峪口", "店坪")),
        ("兴县魏家滩至保德桥头公路", ("魏家滩", "桥头")),
        ("方山县城至峪口公路", ("方山县城", "峪口")),
        ("G241方山马坊至岔口段", ("马坊", "岔口")),
        ("临县至兴县公路", ("临县", "兴县")),
    ],
)
def test_a_county_before_a_point_is_no_part_of_it(gazetteer, name, points):
    route = spelt_route(name, gazetteer)
    assert (route.origin, *route.via, route.destination) == points

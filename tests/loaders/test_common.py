"""Counties that share one project are told from counties that have one each."""

import pytest

from loaders import mentions, tasks

NAMES = {"500102": "涪陵区", "500243": "彭水县", "500242": "酉阳县", "500114": "黔江区", "500241": "秀山县"}


@pytest.mark.parametrize(
    ("clause", "name", "counties"),
    [
        ("推进涪陵区、彭水县、酉阳县的乌江画廊建设。", "乌江画廊", ("500102", "500243", "500242")),
        ("推进黔江区、酉阳县酉水流域综合治理工程。", "酉水流域综合治理工程", ("500114", "500242")),
        ("建设涪陵区和彭水县龙溪河灌区。", "龙溪河灌区", ("500102", "500243")),
        ("加快黔江区、秀山县通用机场建设。", "秀山县通用机场", ()),
        ("建设黔江区龙溪河灌区。", "龙溪河灌区", ()),
    ],
)
def test_counties_of_a_project(gazetteer, make_document, clause, name, counties):
    document = make_document(f"一、{clause}\n", jurisdiction="500000")
    found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
    assert [one.counties for one in found if one.name == name] == [counties]

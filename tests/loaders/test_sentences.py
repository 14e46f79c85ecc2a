import re

import pytest

from geo import reasons
from geo.local import reasons as local_reasons
from loaders import quality
from loaders.sentences import pieces, templates

FIELD = re.compile(r"\{(\w+)(:[^}]*)?\}")


def made(template: str) -> str:
    """A sentence of the template with a plain value in every field."""
    return FIELD.sub(lambda field: "12.3" if field[2] else f"甲{field[1]}", template)


@pytest.mark.parametrize("template", templates())
def test_every_template_is_found_again_in_its_sentence(template):
    found = pieces(made(template))
    assert [piece.template for piece in found] == [template]
    assert dict(found[0].fields).keys() == {name for name, _ in FIELD.findall(template)}


def test_sentences_put_together_are_taken_apart():
    name = "龙潭"
    chosen = reasons.CHOSEN_BY.format(count=3, evidence=reasons.SCORED_INSIDE.format(region="重庆市"))
    former = reasons.FORMER_NAME.format(current=name)
    town = reasons.FOUND_TOWNSHIP_NAMED.format(township=name)
    found = pieces(f"{town}{former}{chosen}；{reasons.NO_ONLINE_ANSWER.format(labels='天地图、高德')}")
    assert [piece.template for piece in found] == [
        reasons.FOUND_TOWNSHIP_NAMED,
        reasons.FORMER_NAME,
        reasons.CHOSEN_BY,
        reasons.NO_ONLINE_ANSWER,
    ]
    assert [piece.added for piece in found] == [False, True, True, False]
    assert pieces(dict(found[2].fields)["evidence"])[0].template == reasons.SCORED_INSIDE


def test_a_line_and_what_is_missing_of_it_are_two_pieces():
    line = reasons.FOUND_ROUTE.format(points="涪陵—武隆") + reasons.WAYPOINT_MISSING.format(missing="白马")
    assert [piece.template for piece in pieces(line)] == [reasons.FOUND_ROUTE, reasons.WAYPOINT_MISSING]


def test_what_no_template_makes_is_left_whole():
    assert pieces("2023年县政府工作报告载明坝址在濯水镇") == ()
    assert reasons.SITE_EVIDENCE not in templates()


def test_sentences_of_the_quality_list_and_of_local_tables_are_known():
    why = quality.WHY_DOUBTED.format(confidence=0.61, threshold=0.7) + "；" + quality.WHY_TIED.format(count=2)
    assert [piece.template for piece in pieces(why)] == [quality.WHY_DOUBTED, quality.WHY_TIED]
    row = local_reasons.ROW_LEFT_OUT.format(file="点.csv", row=3, reason=local_reasons.ROW_NO_NAME)
    assert [piece.template for piece in pieces(row)] == [local_reasons.ROW_LEFT_OUT]

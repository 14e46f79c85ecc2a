"""Every mention tells the words behind its name, county and stage."""

import pytest

from loaders import mentions, tasks


@pytest.fixture
def evidence(make_document, gazetteer):
    def of(text, name, jurisdiction="420000"):
        document = make_document(text, jurisdiction)
        found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
        chosen = next(one for one in found if one.name == name)
        for one in chosen.evidence:
            if one.span:
                assert text[one.span.start_char : one.span.end_char] == one.span.surface
        return {one.role: (one.reason, one.span and one.span.surface) for one in chosen.evidence}

    return of


def test_prefix_head_and_verb_are_told_with_their_words(evidence):
    found = evidence("1.加快阳新县富池水库建设。", "富池水库")
    assert found == {
        "name": ("head noun 水库", "水库"),
        "prefix": ("阳新县", "阳新县"),
        "county": ("county from its prefix 阳新县", "阳新县"),
        "stage": ("加快 before", "加快"),
    }


def test_a_verb_behind_the_list_is_told(evidence):
    found = evidence("1.阳新县富池、网湖水库前期工作取得进展。", "富池水库")
    assert found["stage"] == ("前期工作 after", "前期工作")
    assert found["name"] == ("shares the head 水库 of its list", "水库")


def test_what_no_word_gives_is_said(evidence):
    found = evidence("1.富池水库。", "富池水库")
    assert found["county"] == ("no county given", None)
    assert found["stage"] == ("no verb", None)


def test_a_stage_from_elsewhere_in_the_plan_is_said(evidence):
    found = evidence("富池水库水质优良。\n1.开工富池水库。", "富池水库")
    assert found["stage"] == ("said where the plan names it again", None)


def test_an_administrative_name_tells_its_form(evidence):
    assert evidence("1.支持阳新县发展。", "阳新县") == {"name": ("full name 阳新县", "阳新县")}

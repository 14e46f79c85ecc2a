"""Any text at all: no error, spans quote the text, time stays bounded."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import mentions, tasks
from loaders.reading.normalise import normalise

WORDS = st.sampled_from(
    [
        *"、,。;:()《》〔〕“”至等和及的\n 　１Ａ⻄",
        "一、",
        "1.",
        "(一)",
        "加快",
        "支持",
        "重庆",
        "黔江区",
        "水库",
        "高速公路",
        "等3座",
        "景区",
        "创建",
        "责任单位:",
        "二期",
        "段",
        "龙江",
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=60).map("".join), st.text(max_size=200))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_spans_quote_the_text(text, gazetteer):
    from loaders.models import PlanDocument

    document = PlanDocument("plan", None, "[plan]", None, "500000", None, None, text, "")
    found = tasks.parse(document)
    for task in found:
        assert text[task.start_char : task.end_char].strip()
    for one in mentions.extract(document, found, gazetteer=gazetteer):
        assert text[one.start_char : one.end_char] == one.surface
        assert all(text[part.start_char : part.end_char] == part.surface for part in one.parts)
        assert 0 <= one.confidence <= 1


@given(text=st.text(max_size=300))
def test_every_character_of_the_view_knows_its_origin(text):
    view = normalise(text)
    assert len(view.offsets) == len(view.text) + 1
    assert list(view.offsets) == sorted(view.offsets)


@pytest.mark.parametrize(
    "piece", ["(", "1.", "等", "、", "至", "《", "“", "高速", "黔江区", "一、\n", "1.建设甲水库。", "责任单位:"]
)
def test_hostile_repetition_is_read_in_bounded_time(piece, make_document, gazetteer):
    document = make_document(piece * (60_000 // len(piece)), "500000")
    started = time.perf_counter()
    mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
    assert time.perf_counter() - started < 20

import html
import re

import pytest

from loaders.catalog import Mention, Span
from pages.components import clause, clause_marks, markup

HOSTILE = """{{7*7}} {% x %} <script>alert(1)</script> <img onerror=x> `${1}` "quotes" 'single' \\ back & amp;"""


def mention(start, end, *, mention_id="m", kind="project", parts=()):
    return Mention(
        mention_id=mention_id,
        plan_id="plan",
        task_id="plan#1",
        start_char=start,
        end_char=end,
        surface="",
        parts=tuple(Span(start_char=a, end_char=b, surface="") for a, b in parts),
        name="",
        type=kind,
        kind=None,
        sector=None,
        stage="none",
        admin_level=None,
        county=None,
        adcode=None,
        township=None,
        route=None,
        quantity=(),
        investment=None,
        confidence=1.0,
        rule="",
    )


def render(text, mentions, *, selected=(), offset=0):
    return clause.as_html(text, offset=offset, marks=clause_marks.plain(mentions, selected=selected))


@pytest.mark.parametrize("character", "<>&\"'{}`$\\")
def test_no_character_with_a_meaning_passes(character):
    assert character not in markup.literal(character).replace("&", "", 1)


def test_literal_reads_back_as_the_same_text():
    assert html.unescape(markup.literal(HOSTILE)) == HOSTILE


def test_clause_shows_its_text_exactly():
    shown = render(HOSTILE, [mention(2, 20), mention(30, 40, mention_id="n")], selected=["n"])
    without_tags = shown.replace('<span class="place kind-project">', "").replace("</span>", "")
    without_tags = without_tags.replace('<mark class="">', "").replace("</mark>", "")
    assert "<" not in without_tags
    assert html.unescape(without_tags) == HOSTILE


def test_offsets_count_from_the_start_of_the_plan():
    assert (
        render("建设甲水库。", [mention(102, 105)], offset=100)
        == '建设<span class="place kind-project">甲水库</span>。'
    )


def test_parts_are_marked_apart_and_the_selected_one_wins_an_overlap():
    whole = mention(0, 5, parts=((0, 1), (3, 5)))
    other = mention(2, 5, mention_id="other", parts=((2, 3), (3, 5)))
    shown = render("甲和乙水库", [whole, other], selected=["m"])
    assert shown == '<mark class="">甲</mark>和<span class="place kind-project">乙</span><mark class="">水库</mark>'


def test_divisions_alone_are_left_plain():
    assert render("在甲县", [mention(1, 3, kind="admin")]) == "在甲县"


def test_mention_outside_the_clause_is_ignored():
    assert render("甲", [mention(5, 9)]) == "甲"


def test_markdown_shows_the_characters_of_others_as_they_are():
    hostile = "**b** ![x](http://evil.example/a.png) [y](z) $e$ :red[r] <i> a_b_c\n# t"
    said = markup.unformatted(hostile)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", said) == hostile.replace("\n", " ")
    assert re.search(r"(?<!\\)[*!\[\]()$:<>_#]", said) is None

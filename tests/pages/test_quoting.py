"""Names, quotations and sentences in both languages."""

import re

import pytest

from geo import reasons
from loaders.catalog import map_credit
from pages.components import language, map_payload, quoting


@pytest.fixture
def english():
    language.use("en")
    yield
    language.use(language.DEFAULT)


def test_in_chinese_everything_stands_as_it_was_written():
    assert quoting.name("黔江区", division=True) == quoting.quoted("黔江区") == quoting.plain_name("黔江区") == "黔江区"
    assert quoting.sentence("只知在黔江区,<b>") == "只知在黔江区,&lt;b&gt;"
    assert language.t("共 {n} 项任务,点一行看原文", n=3) == "共 3 项任务,点一行看原文"


def test_the_credit_is_the_one_of_the_register():
    known = map_credit()
    assert quoting.credit() == known.footer
    assert known.footer == quoting.CREDIT.format(source=quoting.BOUNDARIES, number=known.approval_number)


def test_names_keep_their_characters_beside_the_reading(english):
    assert quoting.name("黔江区", division=True) == (
        '<span lang="zh">黔江区</span> <span class="reading">Qianjiang District</span>'
    )
    assert quoting.plain_name("黔江区", division=True) == "黔江区 Qianjiang District"
    assert quoting.quoted("<G65>") == "&lt;G65&gt;"


def test_sentences_are_english_and_remarks_are_quotations(english):
    known = re.sub("<[^>]*>", "", quoting.sentence(reasons.FOUND_COUNTY.format(county="黔江区")))
    assert known == "Known only to be in 黔江区 Qianjiang District; nothing finer was found"
    assert quoting.sentence("坝址在<濯水>镇") == '<q lang="zh">坝址在&lt;濯水&gt;镇</q>'
    assert quoting.sentence("on site") == "on site"


def test_a_reason_of_several_pieces_is_one_sentence(english):
    chosen = reasons.CHOSEN_BY.format(count=3, evidence=reasons.SCORED_INSIDE.format(region="重庆市"))
    said = quoting.plain_sentence(reasons.FOUND_TOWNSHIP_NAMED.format(township="龙潭镇") + chosen)
    assert said == (
        "The name holds the township “龙潭镇 Longtan Town”; placed at its seat; "
        "chosen among 3 places of the name (inside the plan's area, 重庆市 Chongqing)"
    )


def test_counted_messages_have_a_singular(english):
    assert [language.t("{n} 个项目", n=n) for n in (0, 1, 2)] == ["0 projects", "1 project", "2 projects"]


def test_the_words_of_the_map_follow_the_language(english):
    words = map_payload.words()
    assert words["lang"] == "en"
    assert words["sectors"]["water"]["title"] == "Water"
    assert not [text for text in words["ui"].values() if re.search("[\u4e00-\u9fff]", text)]

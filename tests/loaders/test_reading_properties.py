"""Any text at all: no error, spans quote the text, codes are known, nothing overlaps, time stays bounded."""

import importlib.util
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders import mentions, tasks
from loaders.documents import SAMPLE_DIRECTORY
from loaders.models import PlanDocument
from loaders.reading.lexicon import heads, verbs
from loaders.reading.normalise import normalise
from loaders.vocabulary import terms

TYPES = {"admin", "project", "site", "river", "region"}
ADMIN_LEVELS = {"province", "city", "county", "town", "village"}
# A minute for a megabyte is the budget of `bench_reading.py`; a short text shows what explodes, on a busy machine too.
HOSTILE_SIZE, HOSTILE_S = 20_000, 4.0


def load_hostile():
    path = Path(__file__).parents[1] / "benchmarks" / "hostile.py"
    spec = importlib.util.spec_from_file_location("hostile", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HOSTILE = load_hostile()
MARKS = [*'、,，。;；:：()（）《》〔〕【】“”"至到—-~等和及与的经 \n\r\t\u3000\u200b１ＡGS⻄①●|/%．.', "\r\n", "……"]
FRAMES = [
    "一、",
    "1.",
    "1、",
    "(一)",
    "（1）",
    "①",
    "第一章 ",
    "【任务1】",
    "序号",
    "责任单位:",
    "牵头单位：",
    "完成时限:",
    "附件",
    "专栏1",
]
PIECES = [
    "2027年",
    "3座",
    "12.5亿元",
    "等3座",
    "等7个镇",
    "二期",
    "段",
    "国家4A级",
    "年产10万吨",
    "G319",
    "110千伏",
    "总投资",
]
PLACES = [
    "重庆市",
    "黔江区",
    "石家镇",
    "黄柏村",
    "酉阳",
    "酉阳土家族苗族自治县",
    "秀山县",
    "渝万",
    "城宣",
    "通道",
    "大路",
    "安康",
]
NAMES = ["石岭", "金坪", "龙江", "甲乙丙", "某公司", "市水利局", "县人民政府"]
WORDS = st.sampled_from([*MARKS, *FRAMES, *PIECES, *PLACES, *NAMES])
LEXICON = st.sampled_from([*heads(), *verbs()])
SAMPLES = [path.read_text(encoding="utf-8") for path in sorted(SAMPLE_DIRECTORY.glob("*.txt"))]


@st.composite
def damaged_plans(draw):
    """A stretch of a real plan with a few places cut out or filled with something else."""
    text = draw(st.sampled_from(SAMPLES))
    start = draw(st.integers(0, len(text) - 1))
    text = text[start : start + draw(st.integers(1, 700))]
    for _ in range(draw(st.integers(0, 6))):
        first = draw(st.integers(0, len(text)))
        text = text[:first] + draw(st.one_of(WORDS, st.text(max_size=4))) + text[first + draw(st.integers(0, 5)) :]
    return text


TEXTS = st.one_of(
    st.lists(st.one_of(WORDS, LEXICON), max_size=80).map("".join),
    st.lists(st.one_of(WORDS, LEXICON, st.characters(codec="utf-8")), max_size=40).map("".join),
    damaged_plans(),
    st.text(max_size=300),
    st.text(alphabet=st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF), max_size=300),
)
JURISDICTIONS = st.sampled_from([None, "500000", "500114", "469002", "360700", "820000", "999999"])


def read(text, jurisdiction, gazetteer):
    document = PlanDocument("plan", None, "[plan]", None, jurisdiction, None, None, text, "")
    found = tasks.parse(document)
    return found, mentions.extract(document, found, gazetteer=gazetteer)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, jurisdiction=JURISDICTIONS)
def test_any_text_is_read_by_the_contract(text, jurisdiction, gazetteer):
    found, named = read(text, jurisdiction, gazetteer)
    assert [task.ordinal for task in found] == list(range(1, len(found) + 1))
    for task in found:
        assert 0 <= task.start_char < task.end_char <= len(text)
        assert text[task.start_char : task.end_char].strip()
        assert set(task.sectors) <= set(terms()["sector"])
    assert all(first.end_char <= second.start_char for first, second in pairwise(found))
    assert [one.start_char for one in named] == sorted(one.start_char for one in named)
    assert len({one.mention_id for one in named}) == len(named)
    for one in named:
        check_mention(one, text, {task.task_id: task for task in found}, gazetteer)
    assert read(text, jurisdiction, gazetteer) == (found, named)


def check_mention(one, text, by_id, gazetteer):
    spans = [*one.parts, *(evidence.span for evidence in one.evidence if evidence.span)]
    for span in spans:
        assert 0 <= span.start_char < span.end_char <= len(text)
        assert text[span.start_char : span.end_char] == span.surface
    assert text[one.start_char : one.end_char] == one.surface
    assert one.name.strip()
    assert one.parts
    assert one.rule
    assert 0 <= one.confidence <= 1
    assert one.type in TYPES
    assert one.stage in terms()["stage"]
    assert one.kind is None or one.kind in terms()["kind"]
    assert one.sector is None or one.sector in terms()["sector"]
    assert (one.admin_level in ADMIN_LEVELS) if one.type == "admin" else one.admin_level is None
    assert not one.adcode or gazetteer.division(one.adcode)
    if one.county:
        assert gazetteer.division(one.adcode).name == one.county
    if one.task_id:
        assert by_id[one.task_id].start_char <= one.start_char < by_id[one.task_id].end_char


@given(text=st.text(max_size=300))
def test_every_character_of_the_view_knows_its_origin(text):
    view = normalise(text)
    assert len(view.offsets) == len(view.text) + 1
    assert list(view.offsets) == sorted(view.offsets)


@pytest.mark.parametrize("name", HOSTILE.TEXTS)
def test_hostile_texts_do_not_explode(name, gazetteer):
    text = HOSTILE.in_a_plan(name, HOSTILE_SIZE)
    read(text[:200], "500114", gazetteer)
    started = time.process_time()
    read(text, "500114", gazetteer)
    assert time.process_time() - started < HOSTILE_S

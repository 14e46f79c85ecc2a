"""Verbs where they stand, what they say of a name, and the statements and labels made of nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.reading.lexicon import verb_finder, verbs

TURN_STAGES = frozenset({"start", "completed"})
WORK_STAGES = frozenset({"under_construction", "upgrade"})
STEP_STAGES = frozenset({"study", "preparation", "approval"})
PLACE_MARK = "在"
OBJECT_MARKS = ("对", "将", "把")
TIME = (
    r"(?:到|在|于|至)?(?:\d{2,4}|[今明本当去])年(?:度)?(?:[上下]半年|年?[底末内初中])?(?:之?前)?"
    r"|“?十[一二三四五六]五”?(?:期间|时期|末)?|\d{1,2}月(?:\d{1,2}日|[底份初末]|[上中下]旬)*(?:之?前)?"
    r"|[年月][底末内初中](?:之?前)?|(?:第?[一二三四1-4]|首)季度[末前]?|[上下]半年|近期|早日"
)
# What may stand in a statement that says nothing of its own: dates, and words for the works as a whole.
PADDING = re.compile(
    TIME
    + r"|工程|项目|目标|任务|工作|全部|整体|条件|阶段|各项|全年|国家|省级?|[的地得前后底被获可能等]|[^\u4e00-\u9fff]"
)
# The last words of a label that asks for a value and lists no projects.
KEY = re.compile(
    r"(?:内容|规模|地点|地址|性质|单位|主体|年限|时间|时限|期限|依据|名称|类型|范围|标准|目标|措施|思路|要求|原则|方向|成效|情况"
    r"|方面|体系|清单|工作|任务|进展|进度|方式|来源|业主|部门|领导|责任人|投资|备注)$"
)
GOAL_KEY = re.compile(r"(?:目标|任务|进展|进度|状态|阶段|计划|安排|要求|性质)(?:情况)?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A verb where it stands: its start in the view, and what the lexicon says of it."""

    start: int
    word: str
    stage: str
    roles: frozenset[str]


Words = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Verbs before the list of a name, after it, and in the bare statement that follows it.

    `of_part` tells that the words after it speak of a part of the thing (…机场航站楼钢结构合龙), `has_object` that
    they have an object of their own (…驿站增设充电桩), `is_listed` that it stands in a labelled list or a row.
    """

    before: Words = ()
    after: Words = ()
    later: Words = ()
    of_part: bool = False
    has_object: bool = False
    is_listed: bool = False


def words_in(text: str, start: int) -> Words:
    """The verbs of a text that begins at `start` of the view, in order."""
    found = ((start + first, verbs()[word]) for first, _, word in verb_finder().find(text))
    return tuple(Word(first, verb.word, verb.stage, verb.roles) for first, verb in found)


def says(words: Iterable[Word]) -> bool:
    """Whether verbs say something of their object; adverbs and particles only colour what others say."""
    return any(not word.roles & {"adverb", "function"} for word in words)


def is_predicate(words: Words) -> bool:
    """Whether words behind a list are a sentence of their own (年内开工, 取得核准), not a noun (前期工作, 改造)."""
    return any(word.stage in ("start", "completed") or word.roles & {"light", "modal"} for word in words)


def says_all(word: Word) -> bool:
    """Whether a verb gives a stage that does not wait for what stands behind its object."""
    return word.stage != "none" and not word.roles & {"light", "modal"}


def bare_statement(text: str, start: int) -> Words:
    """The verbs of a text that says nothing but a stage (力争2025年底前建成通车); none for any other text."""
    matches = verb_finder().find(text)
    ends = [0, *(end for _, end, _ in matches)]
    starts = [*(start for start, _, _ in matches), len(text)]
    if any(PADDING.sub("", text[end:start]) for end, start in zip(ends, starts, strict=True)):
        return ()
    found = words_in(text, start)
    return found if says(found) and any(word.stage != "none" for word in found) else ()


def label_words(text: str, start: int) -> Words:
    """What a label in front of a colon says of the list behind it; a key of a form (建设内容:) says nothing."""
    words = words_in(text, start)
    is_plain = all("soft" in word.roles and word.stage == "under_construction" for word in words if says([word]))
    return () if KEY.search(text) or is_plain else words

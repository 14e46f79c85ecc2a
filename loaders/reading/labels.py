"""Stages that stand beside a list and not in its sentences: headings, table cells, brackets behind a name.

续建项目 above a list or a table, a cell 新开工 or 年底建成通车 in a row, (在建) behind a name.
"""

import re
from dataclasses import dataclass, replace

from loaders.reading.clauses import CELL
from loaders.reading.said import Said, Word, Words, bare_statement, label_words, says_all, words_in
from loaders.reading.stages import NO_STAGE, STEPS, TURNS, Stage, stage_of

LONGEST_HEADING, LONGEST_BARE_HEADING = 40, 12
# What a heading must speak of to head a list of projects.
LISTED = re.compile(r"项目|工程|类|一批|清单|名单")
ASIDE = re.compile(r"\([^()]{0,16}\)")
NOTE = re.compile(r"\s*\(([^()]{2,24})\)")
# What a thing is built as, which says less of its stage than the heading of its table.
NATURE = frozenset({"新建", "扩建", "改扩建", "改建", "迁建", "技改", "新改建", "新建改建", "新改扩建", "重建", "改造"})


@dataclass(frozen=True, slots=True)
class RowStage:
    """What the cells of a table row say: how far the works are to go, and what they are (新建, 改扩建)."""

    status: Stage = NO_STAGE
    nature: Stage = NO_STAGE


def stage_of_heading(heading: str, start: int = 0) -> Stage:
    """The stage that a heading of a project list gives to its members (续建项目, 新开工重大项目(12个))."""
    cells = [cell for cell in heading.split(CELL) if len(re.findall(r"[\u4e00-\u9fff]", cell)) > 1]
    if len(cells) != 1 or len(heading) > LONGEST_HEADING or "。" in heading or ";" in heading:
        return NO_STAGE
    plain = ASIDE.sub("", cells[0]).strip()
    words = [word for word in label_words(plain.rstrip(":"), start) if _tells(word, plain)]
    if not LISTED.search(plain):
        return NO_STAGE
    if len({word.stage for word in words if says_all(word)}) > 1 or not words:
        return NO_STAGE
    return replace(stage_of(Said(before=tuple(words))), where="in the heading", start=None)


def title_words(title: str, start: int) -> Words:
    """What the first words of an item (在建工程。…) say of all the lists behind them."""
    return label_words(title, start) if stage_of_heading(title) is not NO_STAGE else ()


def _tells(word: Word, heading: str) -> bool:
    """Whether a verb tells in a heading how far its list goes: a light one only before a colon."""
    if not says_all(word):
        return heading.endswith(":")
    if word.stage == "under_construction":
        return "soft" not in word.roles
    return word.stage in STEPS | TURNS or len(heading) <= LONGEST_BARE_HEADING


def row_stage(cells: list[str]) -> RowStage:
    """The stage that the cells of a row state by themselves, a later cell before an earlier one."""
    status, nature = NO_STAGE, NO_STAGE
    for cell in cells:
        for piece in re.split(r"[,;、]", cell):
            words = bare_statement(piece.strip(), 0)
            if not words or all("soft" in word.roles and word.stage == "under_construction" for word in words):
                continue
            stated = replace(stage_of(Said(after=words)), where="in its row", start=None)
            if stated.word in NATURE:
                nature = stated
            elif status is NO_STAGE or stated.code in TURNS | STEPS:
                status = stated
    return RowStage(status, nature)


def goal_stage(goal: str) -> Stage:
    """The stage of a cell that states an aim or the progress, in whatever words (引种投产, 完成主体)."""
    stage = stage_of(Said(after=words_in(goal, 0)))
    return replace(stage, where="in its row", start=None) if stage.code in TURNS | STEPS else NO_STAGE


def noted_stage(text: str, position: int) -> Stage:
    """The stage in a bracket right behind a name that ends at `position`: 甲水库(续建)."""
    note = NOTE.match(text, position)
    words = bare_statement(note[1], position) if note else ()
    return replace(stage_of(Said(after=words)), where="in brackets", start=None) if words else NO_STAGE

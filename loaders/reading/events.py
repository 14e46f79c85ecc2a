"""What a sentence says of each name in it: the verbs that govern the name's list, and how far they reach.

A sentence is read as runs. A run is a stretch of names with the verbs before it (its governor), the verbs
behind its last name, and the bare statement that may follow in a clause of its own:

    加快推进 甲水库、乙水库 建设,力争年内完工;   丙电站 前期工作
    before    names         after  later

A governor holds for the names behind it until the next governor. Words behind a name hold for the names of
its run; where a comma parts a run they reach back over the comma, unless the governor says all by itself
(续建甲水库,乙水库力争开工).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.reading.clauses import CELL, Clause, Item
from loaders.reading.lists import Found
from loaders.reading.said import (
    GOAL_KEY,
    OBJECT_MARKS,
    PADDING,
    PLACE_MARK,
    STEP_STAGES,
    TURN_STAGES,
    WORK_STAGES,
    Said,
    Word,
    Words,
    bare_statement,
    is_predicate,
    label_words,
    says,
    says_all,
    words_in,
)
from loaders.reading.toponyms import AdminHit

BRACKETED = re.compile(r"\([^()]*\)?")
COUNT = re.compile(r"\d|[一二两三四五六七八九十]{1,2}[座个条处家项所]")
PLACE = "某"  # stands for an administrative name, whose characters are no verbs (新建区)


@dataclass(slots=True)
class _Run:
    """Names under one governor, by clause and index; `is_inherited` from an earlier clause."""

    before: Words
    is_inherited: bool
    names: list[tuple[int, int, Found]] = field(default_factory=list)
    after: Words = ()
    later: Words = ()
    of_part: bool = False
    has_object: bool = False
    is_listed: bool = False
    closed_in: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether words behind the last name, or another matter, ended the run in some clause."""
        return self.closed_in is not None

    def sayings(self) -> list[Said]:
        """What is said of each name: of several things said 分别, the one in its place."""
        groups = _groups(self.after) if any(word.word == "分别" for word in self.after) else []
        apart = groups if len(groups) == len(self.names) else [self.after] * len(self.names)
        traits = (self.of_part, self.has_object, self.is_listed)
        return [Said(self.before, after, self.later, *traits) for after in apart]


def said_of(
    text: str, clauses: Sequence[Clause], names: Sequence[Sequence[Found]], hits: Sequence[AdminHit], label: Words = ()
) -> tuple[list[list[Said]], Words]:
    """What a sentence says of each name of each clause, and the label it leaves for the sentence behind it.

    A label is the governor in front of a colon (重点推进以下项目:甲;乙;丙).
    """
    if not clauses:
        return [], label
    reader = _Reader(text, (clauses[0].start, clauses[-1].end), hits, label)
    for place, clause in enumerate(clauses):
        reader.clause(place, clause, names[place])
    found = [[Said() for _ in members] for members in names]
    for run in reader.runs:
        for (place, index, _), saying in zip(run.names, run.sayings(), strict=True):
            found[place][index] = saying
    return found, reader.label


def statements(text: str, clauses: Sequence[Clause], hits: Sequence[AdminHit]) -> Words:
    """The bare statements of a sentence without names, and the values of its keys for a stage (年度目标:…)."""
    if not clauses:
        return ()
    start = clauses[0].start
    view = _blanked(text, (start, clauses[-1].end), hits)
    found: Words = ()
    is_goal = False
    for clause in clauses:
        piece = view[clause.start - start : clause.end - start]
        if view[clause.end - start : clause.end - start + 1] == ":":
            is_goal = bool(GOAL_KEY.search(piece))
        else:
            found += words_in(piece, clause.start) if is_goal else bare_statement(piece, clause.start)
    return found


class _Reader:
    """Reads one sentence from left to right; the module's docstring tells the parts of a run."""

    def __init__(self, text: str, span: tuple[int, int], hits: Sequence[AdminHit], label: Words) -> None:
        self._start = span[0]
        self._text = _blanked(text, span, hits)
        self._is_row = self._is_listed = CELL in self._text
        self.runs: list[_Run] = []
        self.label = label
        self._governor = label
        self._governed_in = -1  # the clause in which the governor stands
        self._run: _Run | None = None

    def clause(self, place: int, clause: Clause, names: Sequence[Found]) -> None:
        """Read the next clause of the sentence with its names."""
        if self._piece(clause.start - 1, clause.start) == CELL:
            self._run, self._governor = None, self.label
        if not any(one.text for one in names):
            self._nameless(place, clause)
            return
        named = [(index, one) for index, one in enumerate(names) if one.text]
        starts = [one.name.start for _, one in named]
        for item in clause.items:
            first, last = bisect_left(starts, item.start), bisect_left(starts, item.end)
            self._item(place, item, named[first:last])
        rest = self._piece(max(one.name.end for one in names), clause.end)
        if self._run and not self._run.is_closed and "等" not in rest and len(PADDING.sub("", rest)) > 1:
            self._run.closed_in = place  # a sentence of its own, in words that say no stage

    def _item(self, place: int, item: Item, inside: Sequence[tuple[int, Found]]) -> None:
        cursor = item.start
        for order, (index, found) in enumerate(inside):
            words = words_in(self._piece(cursor, found.name.start), cursor)
            joins = order > 0 and not any(word.stage != "none" or "reference" in word.roles for word in words)
            gap = self._piece(cursor, found.name.start)
            if not joins and (says(words) or gap.startswith(OBJECT_MARKS) or gap.endswith(PLACE_MARK)):
                if order > 0:
                    self._name_object(place, words)
                self._govern(place, words)
            if self._run is None or self._run.is_closed or self._is_complete(place):
                self._begin(place)
            if self._run:
                self._run.names.append((place, index, found))
            cursor = max(cursor, found.name.end)
        lead, words = (
            ((), words_in(self._piece(cursor, item.end), cursor)) if inside else self._parted(item.start, item.end)
        )
        if says(lead):
            self._govern(place, lead)
        self._close(place, words, (cursor if inside else item.end, item.end))

    def _name_object(self, place: int, words: Words) -> None:
        """Words between two names of a member that speak of the first (将甲城际纳入乙规划, 甲化工园加快建设乙中心)."""
        run = self._run
        if run is None or run.is_closed:
            return
        marks = {word.word for word in run.before}
        is_taken_up = any(word.stage in STEP_STAGES for word in words) and (
            marks.intersection(OBJECT_MARKS) or any(word.roles & {"modal", "causative"} for word in run.before)
        )
        if is_taken_up or (not run.before and any(word.stage != "none" for word in words)):
            run.after, run.closed_in, run.has_object = words, place, True

    def _is_complete(self, place: int) -> bool:
        """Whether the last name of the run stands in an earlier clause and ends in its own works (…水厂扩建)."""
        last = self._run.names[-1] if self._run and self._run.names else None
        return last is not None and last[0] != place and says(tail_words(last[2]))

    def _nameless(self, place: int, clause: Clause) -> None:
        """A clause without names: a statement on those before it, a label of those after it, or another matter."""
        piece = self._piece(clause.start, clause.end)
        words = words_in(piece, clause.start)
        if self._piece(clause.end, clause.end + 1) == ":":
            self._is_listed = True
            self._governor = self.label = label_words(piece, clause.start)
            self._run = None
            return
        if not says(words):
            return
        if self._run and not self._run.is_closed and self._piece(clause.start - 1, clause.start) == ":":
            self._close(place, words, (clause.start, clause.end))  # 甲物流园:先行启动装卸场
            return
        statement = bare_statement(piece, clause.start)
        if statement and not self._is_row and self.runs:
            self.runs[-1].later += statement
            self.runs[-1].closed_in = place
        elif not all("partial" in word.roles for word in words if says([word])):
            self._governor, self._run = self.label, None

    def _govern(self, place: int, words: Words) -> None:
        self._governor, self._governed_in = words, place
        self._begin(place)

    def _begin(self, place: int) -> None:
        self._run = _Run(self._governor, is_inherited=self._governed_in != place, is_listed=self._is_listed)
        self.runs.append(self._run)

    def _close(self, place: int, after: Words, span: tuple[int, int]) -> None:
        """End the current run with the words behind it, which may hold for its own clause only."""
        run, (cursor, end) = self._run, span
        is_collective = self._piece(cursor, cursor + 1) == "等"
        after = tuple(word for word in after if not self._is_noun(word) and (word.stage != "none" or not is_collective))
        if run is None or not says(after):
            return
        if run.is_closed:
            works = not run.before and all(word.stage in WORK_STAGES for word in run.after)
            waits = works or not any(map(says_all, run.after)) or any(word.word == "分别" for word in run.after)
            run.after += after if waits and run.closed_in == place else ()
            return
        has_stage = any(word.stage != "none" and says([word]) for word in after)
        if any(name[0] != place for name in run.names) and not self._reaches_back(run, place, after):
            here = [name for name in run.names if name[0] == place]
            run.names = [name for name in run.names if name[0] != place]
            run.closed_in = place - 1
            run = self._run = _Run(() if has_stage else run.before, is_inherited=True, names=here)
            self.runs.append(run)
        elif run.is_inherited and has_stage and run.before != self.label:
            run.before = ()
        run.after, run.closed_in = after, place
        run.of_part = self._is_of_part(cursor, end, after)
        run.has_object = self._has_object(after[-1], end)
        if is_collective or not run.before or self._is_of_all(cursor, after):
            self._share_end(run, place, after)
        elif any(word.roles & {"causative", "modal"} for word in run.before):
            self._share_end(run, place, after, only="works")

    def _is_noun(self, word: Word) -> bool:
        """Whether a verb is part of a noun: a soft one without a stage, a turn that names works (复航工程)."""
        if word.stage == "none":
            return "soft" in word.roles
        end = word.start + len(word.word)
        return word.stage in TURN_STAGES and self._piece(end, end + 2) in ("工程", "项目", "设施")

    def _is_of_all(self, cursor: int, after: Words) -> bool:
        """Whether a list ends in a step of all its members: 甲机场新建和乙机场改扩建的前期工作."""
        return any(word.stage in ("study", "preparation") and self._is_owned(cursor, word) for word in after)

    def _is_owned(self, cursor: int, word: Word) -> bool:
        return word.start > cursor and self._piece(word.start - 1, word.start) == "的"

    def _share_end(self, run: _Run, place: int, after: Words, *, only: str = "") -> None:
        """Give what ends a list also to members of its clause that end in their works (甲机场迁建、乙机场等开工)."""
        if not any(word.stage in TURN_STAGES | STEP_STAGES for word in after):
            return
        for index in range(len(self.runs) - 2, -1, -1):
            other = self.runs[index]
            is_works = all("works" in word.roles or (not only and word.stage in WORK_STAGES) for word in other.after)
            if other.closed_in != place or other.before != run.before or not is_works:
                break
            other.after += after

    def _reaches_back(self, run: _Run, place: int, after: Words) -> bool:
        """Whether words behind a list hold for its members before a comma too."""
        start = min(name[2].name.start for name in run.names if name[0] == place) if run.names[-1][0] == place else 0
        if any(name[0] != place and name[2].parts and name[2].parts[-1][0] >= start > 0 for name in run.names):
            return True  # they share a head behind the comma
        if any(map(says_all, run.before)):
            return False
        has_default = any("light" in word.roles and word.stage != "none" for word in run.before)
        is_whole = is_predicate(after) or any(word.stage == "upgrade" for word in after)
        return not (has_default and is_whole)

    def _is_of_part(self, cursor: int, end_of_item: int, after: Words) -> bool:
        """Whether the word that ends works has an object of its own, or other words than a count before it."""
        if self._ends_object(after, end_of_item):
            return True
        end = next((word.start for word in after if word.stage == "completed" and "partial" in word.roles), cursor)
        between = self._piece(cursor, end)
        if end <= cursor or "等" in between or COUNT.match(between):
            return False
        for word in reversed(words_in(between, cursor)):
            between = between[: word.start - cursor] + between[word.start - cursor + len(word.word) :]
        return len(PADDING.sub("", between)) > 1

    def _ends_object(self, after: Words, end: int) -> bool:
        """Whether 完成 stands last before an object that is no step of work: 完成南帮削坡工程."""
        last = after[-1]
        return last.stage == "completed" and "light" in last.roles and self._has_object(last, end)

    def _has_object(self, word: Word, end: int) -> bool:
        rest = self._piece(word.start + len(word.word), end)
        return not rest.endswith("条件") and len(PADDING.sub("", rest)) > 1

    def _piece(self, start: int, end: int) -> str:
        return self._text[max(0, start - self._start) : max(0, end - self._start)]

    def _parted(self, start: int, end: int) -> tuple[Words, Words]:
        """The verbs of a text that have an object behind them, and those that end it."""
        piece = self._piece(start, end)
        found = words_in(piece, start)
        ends = [*(word.start - start for word in found[1:]), len(piece)]
        rests = [piece[word.start - start + len(word.word) : end] for word, end in zip(found, ends, strict=False)]
        lead = max((place for place, rest in enumerate(rests, start=1) if PADDING.sub("", rest)), default=0)
        return found[:lead], found[lead:]


def _groups(words: Words) -> list[Words]:
    """Verbs in the groups in which they stand together: 加快建设 | 扩容升级."""
    groups: list[Words] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        if says([word]) and last and last.start + len(last.word) == word.start:
            groups[-1] += (word,)
        elif says([word]):
            groups.append((word,))
    return groups


def _blanked(text: str, span: tuple[int, int], hits: Sequence[AdminHit]) -> str:
    """The sentence with brackets and administrative names blanked, and the character behind it."""
    start, end = span
    piece = list(text[start : end + 1])
    for hit in hits:
        if not hit.is_ordinary and start <= hit.start and hit.end <= end:
            piece[hit.start - start : hit.end - start] = PLACE * (hit.end - hit.start)
    return BRACKETED.sub(lambda match: "(" * len(match.group()), "".join(piece))


def tail_words(found: Found) -> Words:
    """The verbs in the name itself behind its head noun (…医院迁建项目)."""
    if found.head is None:
        return ()
    place = found.text.rfind(found.head.word) + len(found.head.word)
    return words_in(found.text[place:], found.name.start + place)

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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loaders.reading.clauses import CELL, Clause, Item
from loaders.reading.lexicon import verb_finder, verbs
from loaders.reading.lists import Found
from loaders.reading.toponyms import AdminHit

BRACKETED = re.compile(r"\([^()]*\)?")
TURN_STAGES = frozenset({"start", "completed"})
WORK_STAGES = frozenset({"under_construction", "upgrade"})
STEP_STAGES = frozenset({"study", "preparation", "approval"})
OBJECT_MARKS = ("对", "将", "把")
COUNT = re.compile(r"\d|[一二两三四五六七八九十]{1,2}[座个条处家项所]")
PLACE = "某"  # stands for an administrative name, whose characters are no verbs (新建区)
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

    `of_part` tells that the words after it speak of a part of the thing (…机场航站楼钢结构合龙).
    """

    before: Words = ()
    after: Words = ()
    later: Words = ()
    of_part: bool = False


@dataclass(slots=True)
class _Run:
    """Names under one governor, by clause and index; `is_inherited` from an earlier clause."""

    before: Words
    is_inherited: bool
    names: list[tuple[int, int, Found]] = field(default_factory=list)
    after: Words = ()
    later: Words = ()
    of_part: bool = False
    closed_in: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether words behind the last name, or another matter, ended the run in some clause."""
        return self.closed_in is not None

    def sayings(self) -> list[Said]:
        """What is said of each name: of several things said 分别, the one in its place."""
        groups = _groups(self.after) if any(word.word == "分别" for word in self.after) else []
        apart = groups if len(groups) == len(self.names) else [self.after] * len(self.names)
        return [Said(self.before, after, self.later, self.of_part) for after in apart]


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
        self._is_row = CELL in self._text
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
        starts = [one.name.start for one in names]
        for item in clause.items:
            first, last = bisect_left(starts, item.start), bisect_left(starts, item.end)
            self._item(place, item, list(zip(range(first, last), names[first:last], strict=True)))
        rest = self._piece(max(one.name.end for one in names), clause.end)
        if self._run and not self._run.is_closed and "等" not in rest and len(PADDING.sub("", rest)) > 1:
            self._run.closed_in = place  # a sentence of its own, in words that say no stage

    def _item(self, place: int, item: Item, inside: Sequence[tuple[int, Found]]) -> None:
        cursor = item.start
        for order, (index, found) in enumerate(inside):
            words = words_in(self._piece(cursor, found.name.start), cursor)
            joins = order > 0 and not any(word.stage != "none" or "reference" in word.roles for word in words)
            if not joins and (says(words) or self._piece(cursor, cursor + 1) in OBJECT_MARKS):
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
        """Words between two names of a member that say of the first what it is taken up in (将甲城际纳入乙规划)."""
        run = self._run
        is_subject = run and any(
            word.roles & {"modal", "causative"} or word.word in OBJECT_MARKS for word in run.before
        )
        if run and is_subject and not run.is_closed and any(word.stage in STEP_STAGES for word in words):
            run.after, run.closed_in = words, place

    def _is_complete(self, place: int) -> bool:
        """Whether the last name of the run stands in an earlier clause and ends in its own works (…水厂扩建)."""
        last = self._run.names[-1] if self._run and self._run.names else None
        return last is not None and last[0] != place and says(tail_words(last[2]))

    def _nameless(self, place: int, clause: Clause) -> None:
        """A clause without names: a statement on those before it, a label of those after it, or another matter."""
        piece = self._piece(clause.start, clause.end)
        words = words_in(piece, clause.start)
        if self._piece(clause.end, clause.end + 1) == ":":
            self._governor = self.label = label_words(piece, clause.start)
            self._run = None
            return
        if not says(words):
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
        self._run = _Run(self._governor, is_inherited=self._governed_in != place)
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
        if last.stage != "completed" or "light" not in last.roles:
            return False
        rest = self._piece(last.start + len(last.word), end)
        return len(PADDING.sub("", rest)) > 1

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


def label_words(text: str, start: int) -> Words:
    """What a label in front of a colon says of the list behind it; a key of a form (建设内容:) says nothing."""
    words = words_in(text, start)
    is_plain = all("soft" in word.roles and word.stage == "under_construction" for word in words if says([word]))
    return () if KEY.search(text) or is_plain else words


def tail_words(found: Found) -> Words:
    """The verbs in the name itself behind its head noun (…医院迁建项目)."""
    if found.head is None:
        return ()
    place = found.text.rfind(found.head.word) + len(found.head.word)
    return words_in(found.text[place:], found.name.start + place)

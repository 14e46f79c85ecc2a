"""Unit notes of a clause: who leads, who is responsible, and by when.

Forms read: 〔牵头单位:甲;责任单位:乙、丙〕 in any bracket or none and on lines of their own, 责任单位:甲、乙
alone (the first leads), (甲、乙牵头,丙配合), (甲、乙按职责分工负责), (甲、乙) at the end, in front or behind the
item's name, ——甲 at the end, 甲: in front, 由甲负责。, the unit columns of a table row, 完成时限:2025年底. People
(责任领导:…) are no units. Labels are data (`data/vocabulary/note_labels.csv`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loaders.reading import grid
from loaders.reading.lexicon import read_rows
from loaders.reading.unit_names import (
    CLOSING,
    LONGEST_BARE_UNIT,
    OPENING,
    SEPARATORS,
    SHORTEST_OFFICE,
    Unit,
    ends_like,
    is_office,
    is_single_office,
    is_unit,
    split_units,
)

UNIT_COLUMNS = frozenset(("lead", "responsible"))
LONGEST_NOTE = 400
SHORT_LABEL = 3  # words so short are a label only where a note, a line or a part of one begins
ROLE_VERB = re.compile(r"牵头|负责|配合|落实|参与|协助|承办|主办|分工|实施|会同")
LEADING = re.compile(
    r"(?:共同|联合|分别)?(?:(?<!\()牵头(?:负责|组织|实施|落实|推进|办理|抓总|协调|抓好)*|(?<=.)会同|负责(?=[,;、]))"
)
LED = re.compile(r"\((?:牵头|主办|牵头单位|牵头部门)\)$")
FIELD_NUMBER = re.compile(r"^\(?\d{1,2}[).、]|^[①-⑳●·]")
ITEM_NAME = re.compile(r"[^,。;:\n]{4,34}(?<![局委办厅])")
DASH = re.compile(r"[—―─-]{1,2} ?(?=[省市县区州盟旗各])")
FRONT = re.compile(
    r"(?:[^\w\n]*[\d一二三四五六七八九十]{1,3}[^\w\n]+)?"
    r"(?P<note>[(〔【\[](?P<bracketed>[^()〔〕【】\[\]\n]{3,60})[)〕】\]] ?|(?P<named>[^\d()。,;:\n]{3,60}): ?)(?=.)"
)
BRACKETS = re.compile(r"[(〔【\[][^()〔〕【】\[\]\n]{2,120}[)〕】\]]")
DATE_WORDS = re.compile(
    r"(?:\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:上半年|下半年|[第一二三四]{1,2}季度|年?底|年?末)?|(?:年底|年内|长期|持续|全年|\d{1,2}月底?)\S{0,4})"
    r"(?:前|之前|以前)?"
)
PROMISED_DATE = re.compile(r"(?:20\d{2}年(?:\d{1,2}月)?(?:上半年|底|末)?|(?:今年|年)底|\d{1,2}月底)(?:之?前|以前)")


@dataclass(frozen=True, slots=True)
class UnitNote:
    """Lead and responsible units and deadline of a clause; `spans` are the notes in the clause, brackets included."""

    lead: tuple[Unit, ...] = ()
    responsible: tuple[Unit, ...] = ()
    deadline: str | None = None
    spans: tuple[tuple[int, int], ...] = ()


Span = tuple[int, int]


def read_units(clause: str, columns: Sequence[str] = ()) -> UnitNote:
    """The unit note of a clause (a normalised text), empty when there is none.

    `columns` says what the cells of a table row hold (`grid.header_roles`).
    """
    cells = grid.cells(clause) if "\t" in clause or "  " in clause or "|" in clause else []
    if columns and len(cells) > 1:
        return _from_columns(clause, cells, columns)
    labels = list(_labels().finditer(clause))
    if any(_role(label) != "other" for label in labels):
        return _labelled(clause, labels)
    found = _in_brackets(clause) or _sentence(clause) or _in_front(clause)
    return found or (_last_cell(clause, cells) if len(cells) > 2 else UnitNote())


def ends_with_note(clause: str) -> bool:
    """Whether a paragraph ends with the units of what it says."""
    note = read_units(clause)
    return bool(note.lead) and not clause[max(end for _, end in note.spans) :].strip("。.;) ")


def is_note(line: str) -> bool:
    """Whether a line ends with a unit note or is nothing but labels of one (责任领导:…, 完成时限:…)."""
    labels = [label for label in _labels().finditer(line) if _role(label) != "other"]
    is_labelled = bool(labels) and not FIELD_NUMBER.sub("", line[: labels[0].start()]).strip(OPENING + " ")
    return is_labelled or ends_with_note(line)


def opens_field(clause: str, start: int) -> bool:
    """Whether a label of a note stands at `start`: 责任单位:…, 工作目标:…."""
    return bool(_labels().match(clause, start))


@lru_cache(maxsize=1)
def _label_roles() -> dict[str, str]:
    return {row["word"]: row["role"] for row in read_rows("note_labels.csv", ("word", "role"))}


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    """Labels of a note: a word and a colon, in brackets (【责任单位】), or in front of what follows a blank."""
    words = sorted(_label_roles(), key=len, reverse=True)
    long = "|".join(word for word in words if len(word) > SHORT_LABEL)
    short = "|".join(word for word in words if len(word) <= SHORT_LABEL)
    front = r"(?:^|(?<=[\n(〔【\[;。,、 \t]))"
    word = rf"(?P<word>(?:{long})|{front}(?:{short}))"
    loose = rf"{front}(?P<loose>(?:{'|'.join(word for word in words if word[-2:] in ('单位', '部门'))}))"
    mark = r"(?:\([^()\n]{0,40}\)|及责任人|和责任人)?(?:[】\]] ?:?|:|为:) ?"
    return re.compile(rf"{word}{mark}|{loose}(?: |为|(?=[省市县区州各]))(?![】\]:(])")


def _role(label: re.Match[str]) -> str:
    return _label_roles()[label["word"] or label["loose"]]


def _labelled(clause: str, labels: list[re.Match[str]]) -> UnitNote:
    lead: list[Unit] = []
    responsible: list[Unit] = []
    owners: list[Unit] = []
    deadline = None
    spans: list[Span] = []
    before = _before_label(clause, labels[0].start())
    if before:
        spans.append(before)
        responsible += split_units(clause, *before)
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(clause)
        start, end = label.end(), _value_end(clause, label.end(), stop)
        role = _role(label)
        units = split_units(clause, start, end)
        if "责任人" in label.group():  # 责任单位及责任人:市水利局 张某
            units = [unit for unit in units if is_unit(unit.name)]
        if role == "other" or (label["loose"] and not (units and is_unit(units[0].name))):
            continue
        spans.append(_note_span(clause, label.start(), end))
        if role == "lead":
            lead += units
        elif role == "responsible":
            leading, others = _by_role(clause, start, end, units)
            lead += leading
            responsible += others
        elif role == "owner":
            owners += units
        elif role == "deadline":
            deadline = clause[start:end].strip(OPENING + CLOSING + SEPARATORS + "。 \n") or None
    return _note(lead, responsible or ([] if lead else owners), deadline, spans)


def _before_label(clause: str, label: int) -> Span | None:
    """Units before the first label of a note in brackets: (甲、乙;配合:丙)."""
    start = max(clause.rfind(mark, max(0, label - LONGEST_NOTE), label) for mark in OPENING) + 1
    units = split_units(clause, start, label) if start and clause[label - 1 : label] in (",", ";") else []
    return (start, label) if units and all(is_unit(unit.name) for unit in units) else None


def _note(lead: list[Unit], responsible: list[Unit], deadline: str | None, spans: list[Span]) -> UnitNote:
    if not lead and responsible:
        lead, responsible = responsible[:1], responsible[1:]
    return UnitNote(tuple(lead), tuple(responsible), deadline, tuple(spans))


def _by_role(clause: str, start: int, end: int, units: list[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Units of a list that says itself who leads: 甲牵头,乙配合 or 甲(牵头)、乙."""
    leading = _leading(clause, start, end)
    if leading:
        return split_units(clause, start, leading.start()), split_units(clause, leading.end(), end)
    led = [unit for unit in units if LED.search(unit.name)]
    named = [_trimmed(unit, LED.sub("", unit.name)) for unit in led]
    return named, [unit for unit in units if unit not in led]


def _leading(clause: str, start: int, end: int) -> re.Match[str] | None:
    """The word that says that those before it lead, outside brackets (甲局(列第一位的牵头))."""
    for match in LEADING.finditer(clause, start, end):
        before = clause[start : match.start()]
        if before and sum((mark in OPENING) - (mark in CLOSING) for mark in before) == 0:
            return match
    return None


def _trimmed(unit: Unit, name: str) -> Unit:
    return Unit(name, unit.start, unit.start + len(name))


def _note_span(clause: str, start: int, end: int) -> Span:
    """A label and its value with the brackets right around them."""
    opens = start > 0 and clause[start - 1] in OPENING
    closes = end < len(clause) and clause[end] in CLOSING
    return start - opens, end + closes


def _value_end(clause: str, start: int, stop: int) -> int:
    """Where the value of a label ends: the bracket that closes the note, the sentence, the cell or the line.

    A line of nothing but units carries the value on.
    """
    depth = 0
    for index in range(start, stop):
        character = clause[index]
        if character in OPENING:
            depth += 1
        elif character in CLOSING and depth:
            depth -= 1
        elif depth == 0 and (
            character in CLOSING + "。\t|" or (character == "\n" and not _is_unit_line(clause, index + 1, stop))
        ):
            return index
    return stop


def _is_unit_line(clause: str, start: int, stop: int) -> bool:
    end = clause.find("\n", start, stop)
    units = split_units(clause, start, end if end >= 0 else stop)
    return bool(units) and all(is_unit(unit.name) and len(unit.name) <= LONGEST_BARE_UNIT for unit in units)


def _in_brackets(clause: str) -> UnitNote | None:
    """(甲、乙牵头,丙、丁配合) and (甲、乙等按职责分工负责) anywhere in a clause, (甲、乙) at its end."""
    last = _last_brackets(clause)
    spans = [match.span() for match in BRACKETS.finditer(clause) if last is None or match.end() < last[1]]
    found = [
        _prose(clause, start + 1, end - 1, (start, end), must_say_role=not _is_behind_name(clause, start, end))
        for start, end in spans
    ]
    if last:
        found.append(_prose(clause, last[0] + 1, last[1] - 1, last, must_say_role=False))
    notes = [note for note in found if note]
    if not notes:
        return None
    others = [unit for note in notes[1:] for unit in note.lead]
    others += [unit for note in notes for unit in note.responsible]
    deadline = next((note.deadline for note in notes if note.deadline), None)
    return UnitNote(notes[0].lead, tuple(others), deadline, tuple(span for note in notes for span in note.spans))


def _is_behind_name(clause: str, start: int, end: int) -> bool:
    """Whether brackets stand between an item's name and what is said of it: 1.甲水库(市水利局):新建大坝."""
    return bool(ITEM_NAME.fullmatch(clause, 0, start)) and clause[end : end + 1] in ":。,\n"


def _last_brackets(clause: str) -> Span | None:
    end = len(clause.rstrip("。.; \n"))
    if not end or clause[end - 1] not in CLOSING:
        return None
    depth = 0
    for index in range(end - 1, max(-1, end - LONGEST_NOTE), -1):
        depth += (clause[index] in CLOSING) - (clause[index] in OPENING)
        if depth == 0:
            return index, end
    return None


def _sentence(clause: str) -> UnitNote | None:
    """由甲负责。 or 甲牵头,乙配合。 as the last sentence, without brackets."""
    end = len(clause.rstrip("。.; \n"))
    start = max(clause.rfind(mark, 0, end) for mark in "。;!?\n") + 1
    if start == 0 or end - start > LONGEST_NOTE:
        return None
    dash = DASH.match(clause, start, end)
    note = _prose(clause, dash.end() if dash else start, end, (start, end), must_say_role=not dash)
    return note or _last_part(clause, end)


def _last_part(clause: str, end: int) -> UnitNote | None:
    """The one office behind the last mark or blank of a clause: (新建大坝,)市水利局."""
    start = max(clause.rfind(mark, 0, end) for mark in "。,; \n") + 1
    if start and is_single_office(clause[start:end]):
        return _note([Unit(clause[start:end], start, end)], [], None, [(start, end)])
    return None


def _in_front(clause: str) -> UnitNote | None:
    """甲:… or (甲、乙)… at the beginning, behind the item's number."""
    front = FRONT.match(clause)
    if front is None:
        return None
    start, end = front.span("bracketed" if front["bracketed"] else "named")
    if not all(is_office(unit.name) for unit in split_units(clause, start, end)):
        return None
    return _prose(clause, start, end, front.span("note"), must_say_role=False)


def _prose(clause: str, start: int, end: int, span: Span, *, must_say_role: bool) -> UnitNote | None:
    """Units of words that name nothing else; None when they are no units."""
    verb = ROLE_VERB.search(clause, start, end)
    if must_say_role and not verb:
        return None
    leading = _leading(clause, start, end)
    if leading:
        lead, others = split_units(clause, start, leading.start()), split_units(clause, leading.end(), end)
    else:
        lead, others = [], split_units(clause, start, end)
    dates = [unit for unit in (*lead, *others) if DATE_WORDS.fullmatch(unit.name)]
    lead, others = [unit for unit in lead if unit not in dates], [unit for unit in others if unit not in dates]
    units = [*lead, *others]
    named = [unit for unit in units if is_unit(unit.name)]
    others_may_be = verb and leading and 2 * len(named) >= len(units) and all(map(_may_be_unit, units))
    if not named or (len(named) < len(units) and not others_may_be):
        return None
    is_behind = clause[max(0, span[0] - 1)] in "。;" and not ends_like(units[0].name, "facility")
    if not verb and not is_behind and not (ends_like(units[0].name, "office") and len(units[0].name) > SHORTEST_OFFICE):
        return None
    return _note(lead, others, dates[0].name if dates else None, [span])


def _may_be_unit(unit: Unit) -> bool:
    """Whether a name could be a unit's beside others that are: 国网四川电力."""
    return len(unit.name) <= LONGEST_BARE_UNIT and not any(mark.isdigit() for mark in unit.name)


def _from_columns(clause: str, cells: list[Span], columns: Sequence[str]) -> UnitNote:
    """Units and deadline of a table row, by what its columns hold; of a row with cells missing, by their words."""
    lead: list[Unit] = []
    responsible: list[Unit] = []
    deadline = None
    spans: list[Span] = []
    for role, (start, end) in _assigned(clause, cells, columns):
        if role == "deadline":
            deadline = clause[start:end]
            continue
        spans.append((start, end))
        units = split_units(clause, start, end)
        if role == "lead":
            lead += units
        else:
            leading, others = _by_role(clause, start, end, units)
            lead += leading
            responsible += others
    return _note(lead, responsible, deadline, spans)


def _assigned(clause: str, cells: list[Span], columns: Sequence[str]) -> Iterator[tuple[str, Span]]:
    """Cells of units and deadlines with their columns' roles."""
    is_numbered = clause[slice(*cells[0])].isdecimal() and "number" not in columns
    columns = ("number", *columns) if is_numbered else tuple(columns)
    wanted = UNIT_COLUMNS if UNIT_COLUMNS & set(columns) else {"owner"}
    if len(cells) == len(columns):
        yield from ((role, cell) for role, cell in zip(columns, cells, strict=True) if role in {*wanted, "deadline"})
        return
    roles = [role for role in columns if role in wanted]
    holding = [cell for cell in cells[1:] if _holds_units(clause, cell)]
    if roles and columns[-1] in wanted and cells[-1] not in holding and len(cells) < len(columns):
        holding.append(cells[-1])
    extra = [roles[-1]] * (len(holding) - len(roles)) if roles else []
    yield from zip([*roles, *extra], holding[-max(len(roles), 1) - len(extra) :] if roles else [], strict=False)


def _holds_units(clause: str, cell: Span) -> bool:
    """Whether a cell holds nothing but units, an office among them."""
    names = [unit.name for unit in split_units(clause, *cell)]
    return bool(names) and all(map(is_unit, names)) and any(map(is_office, names))


def _last_cell(clause: str, cells: list[Span]) -> UnitNote:
    """The units in the last cell of a row that holds some, of the last three."""
    for start, end in reversed(cells[-3:]):
        units = split_units(clause, start, end)
        if units and all(is_unit(unit.name) for unit in units):
            return _note([], units, None, [(start, end)])
    return UnitNote()

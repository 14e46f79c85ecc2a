"""Unit notes at the end of a clause: who leads, who is responsible, and by when.

Forms read: 〔牵头单位:甲;责任单位:乙、丙〕 in any bracket or none, 责任单位:甲、乙 alone (the first leads),
(甲、乙牵头,丙配合), (甲、乙按职责分工负责), 完成时限:2025年底.
"""

import re
from dataclasses import dataclass

OPENING, CLOSING = "(〔[【{", ")〕]】}"
LEAD_LABEL = r"(?:牵头|主办|主责|牵头负责|第一责任)(?:单位|部门|区县|责任单位)?"
RESPONSIBLE_LABEL = r"(?:责任|配合|协办|参与|参加|实施|承办|落实)(?:单位|部门|主体|区县)"
DEADLINE_LABEL = r"(?:完成|办结)?(?:时限|期限|时间)"
LABEL = re.compile(rf"(?P<lead>{LEAD_LABEL}):|(?P<responsible>{RESPONSIBLE_LABEL}):|(?P<deadline>{DEADLINE_LABEL}):")
TRAILING = re.compile(
    r"\(([^()]*(?:\([^()]*\)[^()]*)*?)(?:分别)?(?:按职责分工负责|按职责负责|负责|牵头|配合|落实)\)?[。]?$"
)
LONGEST_NOTE = 400
# The last of at least three cells of a table row.
ROW_END = re.compile(r"(?<=\S)(?: {2,}|\t|\|)[^\n|\t]*?\S(?: {2,}|\t|\|)\s*([^\s|]{2,60})\s*$")
SEPARATORS = "、,;"
FILLER = re.compile(r"^(?:以及|及其?|和|由)|(?:等(?:单位|部门)?)?(?:按照?职责分工负责|分工负责|负责|配合|参与|落实)?$")
DATE_WORDS = re.compile(r"(?:\d{4}年(?:\d{1,2}月)?(?:上半年|底)?|(?:年底|长期|持续)\S{0,4})(?:前|之前|以前)?")


@dataclass(frozen=True, slots=True)
class UnitNote:
    """Lead and responsible units and deadline of a clause; `spans` are the notes in the clause, brackets included."""

    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    deadline: str | None
    spans: tuple[tuple[int, int], ...]


def read_units(clause: str) -> UnitNote:
    """The unit note of a clause (a normalised text), empty when there is none."""
    labels = list(LABEL.finditer(clause))
    if labels:
        return _labelled(clause, labels)
    tail = max(0, len(clause) - LONGEST_NOTE)
    trailing = TRAILING.search(clause, tail) if clause.endswith((")", ")。")) else None
    if trailing:
        return _prose(trailing)
    cell = ROW_END.search(clause)
    if cell:
        return _prose(cell)
    return UnitNote((), (), None, ())


def _labelled(clause: str, labels: list[re.Match[str]]) -> UnitNote:
    lead: list[str] = []
    responsible: list[str] = []
    deadline = None
    spans: list[tuple[int, int]] = []
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(clause)
        value = _until_note_end(clause[label.end() : stop])
        spans.append(_note_span(clause, label.start(), label.end() + len(value)))
        if label.lastgroup == "lead":
            lead += split_units(value)
        elif label.lastgroup == "responsible":
            responsible += split_units(value)
        else:
            deadline = value.strip(OPENING + CLOSING + SEPARATORS + "。 \n") or None
    if not lead and responsible:
        lead, responsible = responsible[:1], responsible[1:]
    return UnitNote(tuple(lead), tuple(responsible), deadline, tuple(spans))


def _note_span(clause: str, start: int, end: int) -> tuple[int, int]:
    """A label and its value with the brackets right around them."""
    opens = start > 0 and clause[start - 1] in OPENING
    closes = end < len(clause) and clause[end] in CLOSING
    return start - opens, end + closes


def _until_note_end(value: str) -> str:
    """The value of a label up to the bracket that closes the note, the sentence or the line."""
    depth = 0
    for index, character in enumerate(value):
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            if depth == 0:
                return value[:index]
            depth -= 1
        elif character in "。\n" and depth == 0:
            return value[:index]
    return value


def _prose(note: re.Match[str]) -> UnitNote:
    """(甲、乙牵头,丙、丁配合) or (甲、乙等按职责分工负责); words that are no units give an empty note."""
    body = (note[1] if note.re is ROW_END else note.group()).strip("()。")
    lead_part, found, rest = body.partition("牵头")
    units = split_units(lead_part if found else body)
    if not units or any(not UNIT_END.search(unit) for unit in units):
        return UnitNote((), (), None, ())
    if found:
        return UnitNote(tuple(units), tuple(split_units(rest)), None, (note.span(),))
    span = note.span(1) if note.re is ROW_END else note.span()
    return UnitNote(tuple(units[:1]), tuple(units[1:]), None, (span,))


UNIT_END = re.compile(
    r"(?:局|委|办|厅|部|院|会|处|室|中心|公司|集团|政府|区|县|市|镇|乡|街道|行|社|站|队|所|校|单位|部门|旗|州|省|团委|法院|工会)(?:\([^()]*\))?$"
)


def split_units(value: str) -> list[str]:
    """Units of a list, split at 、 and commas outside brackets: 各镇(区)、市水务局 → two units."""
    units: list[str] = []
    depth, piece = 0, ""
    for character in value + SEPARATORS[0]:
        depth += (character in OPENING) - (character in CLOSING)
        if character in SEPARATORS and depth <= 0:
            unit = FILLER.sub("", piece.strip("。: \n")).strip()
            if unit:
                units.append(unit)
            piece, depth = "", 0
        elif character != "\n":
            piece += character
    return units

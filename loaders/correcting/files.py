"""Corrections as a CSV file, from one office to another.

One row is one correction as it stands now. Columns that people read come first; the last ones hold, as JSON, what the
program needs to find the words again. A spreadsheet may save the file anew: UTF-8 with byte order mark and GB 18030
are read. Every row is checked like a correction that is typed in; rows that cannot be taken are told by their number
and do not lose the others. A row that says what stands already changes nothing, so a file can be taken in twice.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from loaders.correcting import placing, validating
from loaders.correcting.mentions import FIELDS, KEPT
from loaders.correcting.models import Anchor, Correction, Corrections, Position, State
from loaders.spreadsheets import csv_file, neutral
from loaders.stored.corrections import KIND, body_of, correction_of
from loaders.stored.errors import CorrectionError
from loaders.stored.records import Change, Store

MOST_BYTES = 20_000_000
MOST_ROWS = 50_000
LONGEST_CELL = 20_000
LEEWAY = timedelta(days=1)  # by which clocks of two offices may differ
FIELD_COLUMNS = dict(
    zip(FIELDS, ("名称", "类别", "类型", "领域", "计划阶段", "行政级别", "区县代码", "乡镇"), strict=True)
)
COLUMNS = (
    *("更正编号", "规划", "原文", "原识别名称", "操作", "状态", *FIELD_COLUMNS.values()),
    *("位置来源", "经度", "纬度", "坐标系", "更正人", "更正时间", "原因", "位置", "锚点", "原识别", "拆分", "其他"),
)
STATES = {"added": "新增", "rejected": "驳回", "verified": "已核"}
ID = re.compile(r"c-[0-9a-f]{20}")
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken in: its number in the file (the head is 1), a code, and what to do."""

    row: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: how many corrections are new or renewed, how many stood already, and the refused rows.

    `rows` holds what was taken, each with its number in the file.
    """

    taken: int
    unchanged: int
    refused: tuple[Refused, ...]
    rows: tuple[tuple[int, Correction], ...] = ()


def export_csv(found: Corrections) -> bytes:
    """All corrections that stand as a CSV file; the same corrections give the same bytes."""
    return csv_file(COLUMNS, [_row(one) for one in found.items])


def import_csv(store: Store, content: bytes, *, who: str, why: str = "") -> Imported:
    """Take the corrections of a file into the store, all that can be taken in one transaction.

    Raises
    ------
    CorrectionError
        If the file is no such table at all.
    """
    who = validating.text("who", who)
    changes, found = _checked(store, content)
    store.write(changes, who=who, why=validating.text("why", why, empty=True))
    return found


def check_csv(store: Store, content: bytes) -> Imported:
    """What `import_csv` would do with a file; nothing is written.

    Raises
    ------
    CorrectionError
        If the file is no such table at all.
    """
    return _checked(store, content)[1]


def _checked(store: Store, content: bytes) -> tuple[list[Change], Imported]:
    """What to write for a file, and what is said of it."""
    changes: dict[str, Change] = {}
    refused, unchanged, rows = [], 0, []
    for number, row in _rows(content):
        try:
            one = _correction(row)
            if one.record_id in changes:
                raise CorrectionError("twice", "the same correction stands in an earlier row; keep one of them")
            change = _change(store, one)
        except CorrectionError as error:
            refused.append(Refused(number, error.code, f"row {number}: {error}"))
        else:
            unchanged += change is None
            if change is not None:
                changes[one.record_id] = change
                rows.append((number, one))
    return list(changes.values()), Imported(len(changes), unchanged, tuple(refused), tuple(rows))


def _row(one: Correction) -> list[str | float | None]:
    state, put = one.state, one.state.position
    said = "、".join(word for name, word in STATES.items() if getattr(state, name))
    known = {name: "" if state.changes.get(name) is None else state.changes[name] for name in FIELDS}
    return [
        *(one.record_id, one.anchor.plan_id, one.anchor.surface, one.anchor.name, one.action, said),
        *(known[name] for name in FIELDS),
        put.way if put else "",
        *((put.lon, put.lat) if put else ("", "")),
        "CGCS2000" if put and put.lon is not None else "",
        *(one.who, one.at, one.why),
        *(_json(value) for value in (asdict(put) if put else None, asdict(one.anchor), one.read, state.parts)),
        _json({"changes": state.changes, "before": one.before, "after": one.after}),
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise CorrectionError("too_large", f"the file has {len(content):,} bytes, at most {MOST_BYTES:,} are read")
    text = _text(content)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        lines = list(zip(range(1, MOST_ROWS + 3), reader, strict=False))
    except csv.Error as error:
        raise CorrectionError("no_table", f"the file is no CSV table ({error}); export it anew") from error
    if not lines or not set(COLUMNS) <= set(lines[0][1]):
        raise CorrectionError("no_table", f"the file is no table of corrections; its head must be {'、'.join(COLUMNS)}")
    if len(lines) > MOST_ROWS + 1:
        raise CorrectionError("too_large", f"more than {MOST_ROWS:,} rows; divide the file")
    head = lines[0][1]
    for number, cells in lines[1:]:
        if any(cells):
            padded = [*map(_plain, cells), *[""] * len(head)]
            yield number, dict(zip(head, padded, strict=False))


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CorrectionError("encoding", "the file is neither UTF-8 nor GB 18030; save it as CSV UTF-8")


def _plain(cell: str) -> str:
    """The cell as it was before it was made neutral for spreadsheets."""
    return cell[1:] if cell.startswith("'") and neutral(cell[1:]) == cell else cell


def _correction(row: Mapping[str, str]) -> Correction:
    """The correction a row states; every value is checked as if it were typed in."""
    anchor = _anchor(_object(row, "锚点"))
    record_id = row["更正编号"]
    if not ID.fullmatch(record_id):
        raise CorrectionError("bad_id", f"{record_id!r} is no id of a correction; export the file anew")
    read = _read(_object(row, "原识别"))
    other = _object(row, "其他")
    changes = _changes(row, other.get("changes"), read)
    parts = tuple(_part(part, read) for part in _list(row, "拆分"))
    said = set(filter(None, row["状态"].split("、")))
    if said - set(STATES.values()):
        raise CorrectionError("unknown_code", f"状态 {row['状态']!r} is unknown; it is {'、'.join(STATES.values())}")
    state = State(
        **{name: word in said for name, word in STATES.items()},
        changes=changes,
        parts=parts,
        position=_position(row),
    )
    return Correction(
        record_id=record_id,
        revision=0,
        anchor=anchor,
        read=read,
        state=state,
        action=validating.text("action", row["操作"]),
        act=record_id,
        under=0,
        before=_clean(other.get("before")),
        after=_clean(other.get("after")),
        together=(),
        who=validating.text("who", row["更正人"]),
        at=_time(row["更正时间"]),
        why=validating.text("why", row["原因"], empty=True),
    )


def _anchor(stated: Mapping[str, Any]) -> Anchor:
    kinds = {"start_char": int, "end_char": int, "part": int}
    names = [one.name for one in fields(Anchor)]
    if set(stated) != set(names) or any(type(stated[name]) is not kinds.get(name, str) for name in names):
        raise CorrectionError("bad_anchor", "锚点 does not hold the words of a plan; export the file anew")
    long = any(isinstance(value, str) and len(value) > validating.LONGEST_ANCHOR for value in stated.values())
    numbers = (stated["start_char"], stated["end_char"])
    if long or not 0 <= numbers[0] < numbers[1] or not 0 <= stated["part"] <= validating.MOST_PARTS:
        raise CorrectionError("bad_anchor", "锚点 does not hold the words of a plan; export the file anew")
    return Anchor(**stated)


def _read(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The mention as read; a route and shared counties stand beside the fields that can be corrected."""
    blank = {**dict.fromkeys(FIELDS), "type": "project", "stage": "none"}
    given = {name: stated[name] for name in FIELDS if stated.get(name) is not None}
    values, _ = validating.changes(given, blank)
    return {**blank, **values, **_line(stated)}


def _line(stated: Mapping[str, Any]) -> dict[str, Any]:
    route, counties = stated.get("route"), stated.get("counties") or []
    if not (isinstance(counties, list) and all(isinstance(code, str) for code in counties)):
        raise CorrectionError("bad_row", "the counties cannot be read; export the file anew")
    if route is not None:
        if not (isinstance(route, list) and len(route) == 3 and isinstance(route[1], list)):
            raise CorrectionError("bad_row", "the route cannot be read; export the file anew")
        origin, via, destination = route
        ends = [validating.text("name", one, empty=True) for one in (origin, destination)]
        route = [ends[0], [validating.text("name", one) for one in via], ends[1]]
    checked = [validating.changes({"adcode": code}, {"type": "project"})[0]["adcode"] for code in counties]
    return {"route": route, "counties": checked}


def _changes(row: Mapping[str, str], stated: object, read: Mapping[str, Any]) -> dict[str, Any]:
    """Fields changed: those of the columns, and what the program wrote beside them (fields emptied, a route)."""
    known = _clean(stated)
    if not set(known) <= set(KEPT):
        raise CorrectionError("unknown_field", "其他 holds a field that cannot be corrected; export the file anew")
    given: dict[str, str | None] = {name: row[column] for name, column in FIELD_COLUMNS.items() if row[column]}
    given |= {name: None for name in FIELDS if name in known and known[name] is None and name not in given}
    values, _ = validating.changes(given, {**read, **dict.fromkeys(given, object())})
    line = {name: value for name, value in _line(known).items() if name in known}
    return {**{name: value for name, value in values.items() if name in given or name in known}, **line}


def _part(stated: object, read: Mapping[str, Any]) -> dict[str, Any]:
    part = _clean(stated)
    return {"name": validating.text("name", part.get("name"))} | validating.changes(part, read)[0]


def _position(row: Mapping[str, str]) -> Position | None:
    way = row["位置来源"]
    if not way:
        return None
    if way == placing.UNKNOWN:
        return Position(placing.UNKNOWN)
    if way == placing.CANDIDATE:
        stated = _object(row, "位置")
        name, precision, source = (validating.text(key, stated.get(key)) for key in ("name", "precision", "source"))
        adcode = stated.get("adcode")
        checked = validating.changes({"adcode": adcode}, {"type": "project"})[0] if adcode else {}
        return Position(way, name=name, adcode=checked.get("adcode"), precision=precision, source=source)
    if way not in {placing.MAP, placing.TYPED}:
        raise CorrectionError("unknown_code", f"位置来源 {way!r} is unknown; it is map, typed, candidate or unknown")
    try:
        lon, lat = float(row["经度"]), float(row["纬度"])
    except ValueError as error:
        raise CorrectionError("no_number", "经度 and 纬度 are no numbers; give degrees") from error
    put = validating.position(way, lon, lat, row["坐标系"])
    return _as_given(put, row["位置"])


def _as_given(put: Position, stated: str) -> Position:
    """With the coordinates and datum they were first given in, where the row still says the same point."""
    known = _loads(stated)
    given = known.get("given") if isinstance(known, dict) else None
    if isinstance(given, list) and len(given) == 2 and all(isinstance(one, int | float) for one in given):
        try:
            first = validating.position(put.way, float(given[0]), float(given[1]), str(known.get("datum")))
        except CorrectionError:
            return put
        if (first.lon, first.lat) == (put.lon, put.lat):
            return first
    return put


def _time(text: str) -> str:
    try:
        stated = datetime.fromisoformat(text)
    except ValueError as error:
        raise CorrectionError(
            "no_time", f"更正时间 {text!r} is no time; write it as 2026-03-01T08:00:00+00:00"
        ) from error
    at = stated.replace(tzinfo=stated.tzinfo or UTC).astimezone(UTC)
    if at > datetime.now(UTC) + LEEWAY:
        raise CorrectionError("future", f"更正时间 {text} lies in the future; check the clock of that office")
    return at.isoformat(timespec="milliseconds")


def _loads(text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text) if len(text) <= LONGEST_CELL else None
    except (ValueError, RecursionError):
        return None


def _object(row: Mapping[str, str], column: str) -> dict[str, Any]:
    value = _loads(row[column])
    if not isinstance(value, dict):
        raise CorrectionError("bad_row", f"{column} cannot be read; export the file anew")
    return value


def _list(row: Mapping[str, str], column: str) -> Sequence[object]:
    value = _loads(row[column] or "[]")
    if not isinstance(value, list) or len(value) > validating.MOST_PARTS:
        raise CorrectionError("bad_row", f"{column} cannot be read; export the file anew")
    return value


def _clean(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _change(store: Store, one: Correction) -> Change | None:
    """What to write for a row; None where it says what stands already.

    Raises
    ------
    CorrectionError
        If the mention was corrected here otherwise, and not by an earlier file of that office.
    """
    last = store.get(KIND, one.record_id)
    present = correction_of(last) if last is not None and not last.removed else None
    if present is not None:
        same = (replace(present.anchor, plan_id="") == replace(one.anchor, plan_id="")) and present.state == one.state
        if same:
            return None
        if not present.imported or present.at >= one.at:
            sentence = f"{present.who} has corrected this mention here at {present.at}; undo that first to take the row"
            raise CorrectionError("corrected_here", sentence)
    origin = {"who": one.who, "at": one.at, "why": one.why}
    body = {**body_of(one), "act": f"{one.record_id}@{one.at}", "under": last.revision if present and last else 0}
    return Change(KIND, one.record_id, {**body, "origin": origin}, last.revision if last else 0)

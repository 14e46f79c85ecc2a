"""What stands round the map of a printed sheet: head, numbered list in columns, and foot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo import print_symbols, print_type
from geo.print_canvas import Canvas
from geo.print_projection import Rect
from geo.print_records import ListGroup, ListRow, MapSheet, Mark, Paper
from geo.print_symbols import INK, QUIET, RULE, SECOND, WARNING

MARGIN = 22.0
GUTTER = 12.0
TITLE_SIZES = (19.0, 17.0, 15.0, 13.5)
SUBTITLE_SIZE = 8.6
FOOT_SIZE = 6.7
FOOT_SPLIT, UPRIGHT_SPLIT = 0.62, 0.55  # share of the foot that the notes take
TITLE_BREAK = " · "
LEADING = 1.5
# Columns and type sizes of the list, best first: beside the map, and below it.
BESIDE = ((1, 8.2), (1, 7.6), (1, 7.0), (2, 7.4), (2, 6.8), (2, 6.2), (2, 5.8), (3, 6.1), (3, 5.6))
BELOW = ((2, 8.0), (2, 7.4), (3, 7.2), (3, 6.6), (3, 6.1), (4, 6.0), (4, 5.5))
BESIDE_SHARES = {1: 0.295, 2: 0.40, 3: 0.48}
BELOW_SHARE = 0.46  # of what head and foot leave on an upright sheet, at most
ROW = 1.62  # height of a row of the list, in sizes of its type
HEADING = 2.35


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a paper is shared out: the boxes of map and list, the list's columns and type size, the lines of the head."""

    map: Rect
    list: Rect
    columns: int
    size: float
    title: tuple[str, ...]
    title_size: float
    subtitle: tuple[str, ...]
    head: float
    foot: float


Line = tuple[float, ListGroup | ListRow | str]  # distance from the top of its column, in sizes of the type


def share_out(sheet: MapSheet) -> Sheet:
    """Share the paper out between head, map, list and foot."""
    paper, scale = sheet.paper, sheet.paper.scale
    margin = MARGIN * scale
    if sheet.map_only:
        line = FOOT_SIZE * scale * LEADING * len(_one_foot(sheet))
        box = (1.0, line + 4 * scale, paper.width - 1.0, paper.height - 1.0)
        return Sheet(box, (0.0, 0.0, 0.0, 0.0), 1, 1.0, (), 1.0, (), 0.0, line)
    stamp = print_type.width(sheet.stamp, 9 * scale) + 30 * scale if sheet.stamp else 0.0
    room = paper.width - 2 * margin - 10 * scale
    title, title_size = _title(sheet.title, room - stamp, scale)
    subtitle = tuple(print_type.lines(sheet.subtitle, room - stamp, SUBTITLE_SIZE * scale)[:3])
    head = len(title) * title_size * 1.32 + len(subtitle) * SUBTITLE_SIZE * scale * LEADING + 6 * scale
    foot = _foot_lines(sheet) * FOOT_SIZE * scale * LEADING + 10 * scale
    body = (margin, margin + foot, paper.width - margin, paper.height - margin - head)
    cut = _below(sheet, body) if paper.is_upright else _beside(sheet, body)
    return Sheet(*cut, tuple(title), title_size, subtitle, head, foot)


def _title(text: str, room: float, scale: float) -> tuple[list[str], float]:
    for size in TITLE_SIZES:
        found = print_type.lines(text, room, size * scale, bold=True)
        if len(found) == 1:
            return found, size * scale
    size = TITLE_SIZES[1] * scale
    parts = text.split(TITLE_BREAK)
    if all(print_type.width(part, size, bold=True) <= room for part in parts):
        return parts[:2], size
    return print_type.lines(text, room, size, bold=True)[:2], size


def _beside(sheet: MapSheet, body: Rect) -> tuple[Rect, Rect, int, float]:
    """Map left, list right, as few and as large columns as hold every row."""
    left, bottom, right, top = body
    gutter = GUTTER * sheet.paper.scale
    for columns, size in BESIDE:
        width = (right - left) * BESIDE_SHARES[columns]
        box = (right - width, bottom, right, top)
        if _fits(sheet.groups, columns, (top - bottom) / (size * sheet.paper.scale)):
            break
    return (left, bottom, box[0] - gutter, top), box, columns, size * sheet.paper.scale


def _below(sheet: MapSheet, body: Rect) -> tuple[Rect, Rect, int, float]:
    """Map above, list below, which takes no more height than it needs."""
    left, bottom, right, top = body
    gutter, most = GUTTER * sheet.paper.scale, (top - bottom) * BELOW_SHARE
    for columns, size in BELOW:
        points = size * sheet.paper.scale
        if _fits(sheet.groups, columns, most / points):
            break
    height = most
    while height > 40 and _fits(sheet.groups, columns, (height - points) / points):
        height -= points
    return (left, bottom + height + gutter, right, top), (left, bottom, right, bottom + height), columns, points


def _fits(groups: Sequence[ListGroup], columns: int, height: float) -> bool:
    return len(_columns(groups, height)) <= columns


def _columns(groups: Sequence[ListGroup], height: float) -> list[list[Line]]:
    """The list broken into columns of a height in type sizes; no heading stands alone, a broken group says so."""
    columns: list[list[Line]] = [[]]
    y = 0.0
    for group in groups:
        gap = 0.6 if y else 0.0
        if y and y + gap + HEADING + ROW > height:
            columns.append([])
            y = gap = 0.0
        columns[-1].append((y + gap, group))
        y += gap + HEADING
        for row in group.rows:
            if y + ROW > height:
                columns.append([(0.0, f"{group.title}(续)")])
                y = HEADING
            columns[-1].append((y, row))
            y += ROW
    return columns


def draw_head(canvas: Canvas, sheet: MapSheet, cut: Sheet) -> None:
    """Title, subtitle, and the stamp at the right."""
    paper = sheet.paper
    scale, margin, y = paper.scale, MARGIN * paper.scale, paper.height - MARGIN * paper.scale
    height = cut.head - 8 * scale
    canvas.box((margin, y - height, margin + 3.6 * scale, y), fill=print_symbols.ACCENT)
    x = margin + 10 * scale
    top = y
    for line in cut.title:
        canvas.text((x, top - 0.98 * cut.title_size), line, cut.title_size, INK, bold=True)
        top -= 1.32 * cut.title_size
    for line in cut.subtitle:
        top -= SUBTITLE_SIZE * scale * LEADING
        canvas.text((x, top + 0.42 * SUBTITLE_SIZE * scale), line, SUBTITLE_SIZE * scale, SECOND)
    if sheet.stamp:
        _stamp(canvas, sheet.stamp, (paper.width - margin, y), scale)


def _stamp(canvas: Canvas, text: str, corner: tuple[float, float], scale: float) -> None:
    size, (right, top) = 9 * scale, corner
    left = right - print_type.width(text, size) - 14 * scale
    canvas.box((left, top - 18 * scale, right, top), line=WARNING, width=0.8 * scale, radius=2.5 * scale)
    canvas.text(((left + right) / 2, top - 12.4 * scale), text, size, WARNING, anchor="middle")


def draw_list(canvas: Canvas, sheet: MapSheet, cut: Sheet) -> int:
    """The numbered list; how many rows found no room in it, which its last line says."""
    left, bottom, right, top = cut.list
    gutter, size = GUTTER * sheet.paper.scale, cut.size
    width = (right - left - (cut.columns - 1) * gutter) / cut.columns
    columns = _columns(sheet.groups, (top - bottom) / size)
    beyond = [item for column in columns[cut.columns :] for _, item in column if isinstance(item, ListRow)]
    shown = columns[: cut.columns]
    if beyond:
        shown[-1], last = shown[-1][:-1], shown[-1][-1]
        text = sheet.overflow.format(len(beyond) + 1)
        canvas.text((right - width, top - (last[0] + 1.1) * size), text, size, WARNING)
    for number, column in enumerate(shown):
        x = left + number * (width + gutter)
        for y, item in column:
            _line(canvas, item, (x, top - y * size), width, size)
    return len(beyond)


def _line(canvas: Canvas, item: ListGroup | ListRow | str, at: tuple[float, float], width: float, size: float) -> None:
    """A heading or a row, with its upper left corner at `at`."""
    if isinstance(item, ListRow):
        _row(canvas, item, at, width, size)
        return
    x, base = at[0], at[1] - 1.45 * size
    group = item if isinstance(item, ListGroup) else ListGroup(item, ())
    if group.fill:
        mark = Mark(0, print_symbols.LEGEND_INK, group.fill)
        print_symbols.draw_mark(canvas, mark, (x + 0.62 * size, base + 0.36 * size), size / 13.5, number="")
        x += 1.7 * size
    canvas.text((x, base), group.title, 1.08 * size, INK, bold=True)
    total = at[0] + width - print_type.width(group.total, 0.88 * size)
    note_at = x + print_type.width(group.title, 1.08 * size, bold=True) + 0.7 * size
    note = print_type.fitting(group.note, total - note_at - size, 0.84 * size) if group.note else ""
    canvas.text((note_at, base), note, 0.84 * size, QUIET)
    canvas.text((at[0] + width, base), group.total, 0.88 * size, SECOND, anchor="right")
    canvas.line([(at[0], at[1] - 2.02 * size), (at[0] + width, at[1] - 2.02 * size)], SECOND, 0.07 * size)


def _row(canvas: Canvas, row: ListRow, at: tuple[float, float], width: float, size: float) -> None:
    middle = at[1] - ROW * size / 2
    x, base = at[0], middle - 0.37 * size
    if row.mark is not None:
        listed = row.mark if row.mark.outline == "square" else replace(row.mark, outline="plain")
        print_symbols.draw_mark(canvas, listed, (x + 0.72 * size, middle), size / 8.8)
        x += 1.9 * size
    right = at[0] + width
    quiet = 0.86 * size
    place = print_type.fitting(row.place, 0.5 * width, quiet)
    room = right - x - print_type.width(place, quiet) - 0.6 * size
    for line, line_size, up in _name_lines(row.name, room, size):
        canvas.text((x, base + up), line, line_size, INK)
    canvas.text((right, base), place, quiet, SECOND, anchor="right")
    canvas.line([(at[0], at[1] - ROW * size), (right, at[1] - ROW * size)], RULE, 0.05 * size)


def _name_lines(name: str, room: float, size: float) -> list[tuple[str, float, float]]:
    """A name as large as fits its row: on one line, on two small ones, at worst cut; text, size, height above base."""
    for share in (1.0, 0.92, 0.84):
        if print_type.width(name, share * size) <= room:
            return [(name, share * size, 0.0)]
    small = 0.74 * size
    first, *rest = print_type.lines(name, room, small)
    second = print_type.fitting("".join(rest), room, small)
    return [(first, small, 0.38 * size), (second, small, -0.34 * size)] if second else [(first, small, 0.0)]


def _foot_columns(sheet: MapSheet) -> tuple[float, float]:
    """Widths of the two halves of the foot."""
    room = sheet.paper.width - 2 * MARGIN * sheet.paper.scale
    share = UPRIGHT_SPLIT if sheet.paper.is_upright else FOOT_SPLIT
    return room * share - 2 * GUTTER * sheet.paper.scale, room * (1 - share)


def _foot_text(pairs: Sequence[tuple[str, str]], room: float, size: float) -> Iterator[tuple[str, float, str]]:
    """Lines of one half: the label of the first line of each pair, how far its text is indented, the text."""
    for label, text in pairs:
        indent = print_type.width(label, size, bold=True) + size
        for number, line in enumerate(print_type.lines(text, room - indent, size)):
            yield ("" if number else label), indent, line


def _foot_lines(sheet: MapSheet) -> int:
    left, right = _foot_columns(sheet)
    size = FOOT_SIZE * sheet.paper.scale
    notes = len(list(_foot_text(sheet.notes, left, size)))
    return max(notes, len(list(_foot_text(sheet.credits, right, size))) + bool(sheet.warning))


def _one_foot(sheet: MapSheet) -> list[str]:
    """All credits as lines across the paper, for a map alone."""
    size, room = FOOT_SIZE * sheet.paper.scale, sheet.paper.width - 4
    told = " · ".join(f"{label}:{said}" for label, said in sheet.credits)
    whole = f"{told} · {sheet.warning}"
    return [whole] if print_type.width(whole, size) <= room else [*print_type.lines(told, room, size), sheet.warning]


def draw_one_foot(canvas: Canvas, sheet: MapSheet) -> None:
    """The credits below a map alone."""
    size = FOOT_SIZE * sheet.paper.scale
    for number, line in enumerate(reversed(_one_foot(sheet))):
        canvas.text((2.0, 0.45 * size + number * size * LEADING), line, size, SECOND)


def draw_foot(canvas: Canvas, sheet: MapSheet, cut: Sheet) -> None:
    """Notes at the left, credits and the warning at the right."""
    paper: Paper = sheet.paper
    scale, margin = paper.scale, MARGIN * paper.scale
    size, top = FOOT_SIZE * scale, margin + cut.foot - 7 * scale
    canvas.line([(margin, top), (paper.width - margin, top)], RULE, 0.7 * scale)
    left, right = _foot_columns(sheet)
    for x, pairs, room in ((margin, sheet.notes, left), (paper.width - margin - right, sheet.credits, right)):
        y = top
        for label, indent, line in _foot_text(pairs, room, size):
            y -= size * LEADING
            canvas.text((x, y), label, size, INK, bold=True)
            canvas.text((x + indent, y), line, size, SECOND)
        if pairs is sheet.credits:
            canvas.text((x, y - size * LEADING), sheet.warning, size, WARNING, bold=True)

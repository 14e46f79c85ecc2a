"""推进情况 by time and by responsible unit, as HTML."""

from collections.abc import Sequence
from itertools import groupby

from loaders.store import Followed, ProgressRecord, UnitWork
from pages.components import empty, markup, quoting, table_frame
from pages.components import progress_marks as marks
from pages.components.language import mark, t
from pages.components.markup import link, literal
from pages.components.state import View
from pages.components.unit_filter import title

RECORDS_A_PAGE = 100
UNITS_A_PAGE = 60
SHOWN_LATE = 4  # projects of a unit; more are only counted
MONTH = len("2025-06")
NO_RECORD = (mark("还没有推进记录"), mark("点“项目”里的一行,为它添加记录。"))
NO_UNIT = (mark("没有符合条件的责任单位"), mark("放宽左侧的筛选或上方的灯;规划没有列明单位的项目不在这里。"))
COUNTED = ("red", "amber", "green", "grey")


def timeline(rows: Sequence[Followed], unmatched: Sequence[ProgressRecord], view: View, *, narrowed: bool) -> None:
    """Records by month, the newest first, each with its project."""
    found: dict[str, tuple[ProgressRecord, Followed | None]] = {}
    for row in rows:
        for record in row.records:
            found.setdefault(record.record_id, (record, row))
    if not narrowed:
        found |= {record.record_id: (record, None) for record in unmatched}
    ordered = sorted(found.values(), key=lambda pair: (pair[0].day, pair[0].at), reverse=True)
    page = table_frame.page_of([False] * len(ordered), asked=view.page, size=RECORDS_A_PAGE)
    shown = ordered[(page - 1) * RECORDS_A_PAGE : page * RECORDS_A_PAGE]
    months = "".join(
        f"<section><h3>{_month(month)}</h3><ol>{''.join(_event(*pair, view) for pair in group)}</ol></section>"
        for month, group in groupby(shown, key=lambda pair: pair[0].day[:MONTH])
    )
    said = t("共 {n} 条记录,最近的在前", n=len(ordered))
    foot = f"<span>{said}</span>{table_frame.pager(len(ordered), page=page, size=RECORDS_A_PAGE)}" if ordered else ""
    body = f'<div class="timeline">{months}</div>' if ordered else empty.message(*NO_RECORD, clear=narrowed)
    markup.show(table_frame.box(body, foot), key="progress_time", subject=f"time{page}")


def _month(month: str) -> str:
    year, dash, number = month.partition("-")
    if not dash:
        return t("{year}年(月份未写)", year=year)
    return t("{year}年{month}月", year=year, month=number.removeprefix("0"))


def _event(record: ProgressRecord, row: Followed | None, view: View) -> str:
    named = quoting.name(record.project)
    if row is None:
        named = f'{named} <span class="unverified">{t("没有对上任何项目")}</span>'
    else:
        is_open = view.mention == row.feature.mention_id
        named = link(named, css="title", mention=None if is_open else row.feature.mention_id, record=None)
    note = f"<p>{quoting.quoted(record.note)}</p>" if record.note else ""
    sign = marks.group_sign(marks.group_of(record), size_px=16)
    return (
        f"<li>{sign}<time>{marks.day(record)}</time><div><div>{named} {marks.status_word(record)}</div>{note}"
        f'<div class="quiet">{t("来源:{source}", source=marks.source(record))}</div></div></li>'
    )


def board(units: Sequence[UnitWork], view: View, chosen: Sequence[str], *, narrowed: bool) -> None:
    """A card per unit: how many of its projects have each light, and those that are late."""
    kept = [unit for unit in units if not chosen or any(unit.lights[colour] for colour in chosen)]
    page = table_frame.page_of([False] * len(kept), asked=view.page, size=UNITS_A_PAGE)
    shown = kept[(page - 1) * UNITS_A_PAGE : page * UNITS_A_PAGE]
    cards = "".join(_card(unit, view) for unit in shown)
    said = t("共 {n} 家单位,滞后项目多的在前;点单位名称按它筛选", n=len(kept))
    foot = f"<span>{said}</span>{table_frame.pager(len(kept), page=page, size=UNITS_A_PAGE)}" if kept else ""
    body = f'<div class="unit-board">{cards}</div>' if kept else empty.message(*NO_UNIT, clear=narrowed)
    markup.show(table_frame.box(body, foot), key="progress_units", subject=f"units{page}")


def _card(work: UnitWork, view: View) -> str:
    counts = "".join(
        f'<span class="{"" if work.lights[colour] else "none"}" title="{t(marks.LIGHTS[colour][-1])}">'
        f'{marks.light_sign(colour, size_px=15)}<span class="sr">{t(marks.LIGHTS[colour][-1])}</span>'
        f"{work.lights[colour]}</span>"
        for colour in COUNTED
    )
    late = [one for one in work.projects if one.light.colour in {"red", "amber"}]
    rows = "".join(_late(one) for one in late[:SHOWN_LATE])
    if len(late) > SHOWN_LATE:
        rows += f'<li class="quiet">{t("另有 {n} 个", n=len(late) - SHOWN_LATE)}</li>'
    is_chosen = work.unit in view.units
    units = [one for one in view.units if one != work.unit] if is_chosen else [*view.units, work.unit]
    return (
        f'<section class="unit-card"><button type="button" class="unit-name" aria-pressed="{str(is_chosen).lower()}" '
        f'title="{literal(title(work.unit, view.units))}" {markup.go(unit=units, page=None)}>'
        f"{quoting.quoted(work.unit)}</button><small>{t('{n} 个项目', n=len(work.projects))}</small>"
        f'<div class="counts">{counts}</div>{f"<ul>{rows}</ul>" if rows else ""}</section>'
    )


def _late(one: Followed) -> str:
    name = link(quoting.name(one.feature.name), css="title", mention=one.feature.mention_id, record=None)
    sign, why = marks.light_sign(one.light.colour, size_px=14), t(marks.REASONS[one.light.reason])
    return f"<li>{sign}<span>{name}<small>{why}</small></span></li>"

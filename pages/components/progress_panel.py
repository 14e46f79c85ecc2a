"""The records of one project beside the list: plan and reality apart, every record, who changed what, and the form."""

from collections.abc import Iterable, Mapping

import streamlit as st

from loaders.catalog import Catalog
from loaders.store import Desk, Followed, ProgressRecord, Record, Store, StoreError
from pages.components import chips, language, markup, progress_data, progress_form, progress_table, quoting
from pages.components import progress_marks as marks
from pages.components.language import mark, t
from pages.components.markup import link, literal

HISTORY = 500  # revisions of all records that are looked through
FIELDS = {
    "status": mark("状态"),
    "day": mark("日期"),
    "note": mark("说明"),
    "source": mark("来源"),
    "official": mark("官方来源"),
}
NEW = "new"


def draw(catalog: Catalog, desk: Desk | None, one: Followed) -> str | None:
    """Draw the panel; what is saved or removed shows at once, since the page runs anew. Returns what to open."""
    with st.container(key="progress_side"):
        wanted = markup.show(_head(catalog, one), key="progress_about", subject=one.feature.mention_id)
        progress_form.offer_undo(desk)
        asked = st.query_params.get("record", "")
        may = desk is not None and desk.may()
        editing = next((record for record in one.records if record.record_id == asked), None)
        if may and desk and (editing or asked == NEW):
            progress_form.draw(desk, one.feature, editing)
        else:
            progress_form.forget()
        markup.show(_records(one, may=may, asked=asked), key="progress_records", subject=one.feature.mention_id)
        if desk is not None:
            markup.show(_history(desk.store, one), key="progress_history", subject=one.feature.mention_id)
    return wanted


def _head(catalog: Catalog, one: Followed) -> str:
    """What the plan says above, what is known to have happened below, never in one line."""
    feature = one.feature
    plan = catalog.plan(feature.plan_id)
    close = link(f'<span aria-label="{t("关闭")}" role="img">×</span>', css="close", mention=None, record=None)
    planned = [
        (t("规划文件"), quoting.quoted(plan.label if plan else feature.plan_id)),
        (t("规划说法"), f"{chips.icon('stage', feature.stage_group)}{language.title('stage', feature.stage)}"),
        (t("规划时限"), progress_table.deadline(one.deadline)),
        (t("责任单位"), t("、").join(map(quoting.quoted, one.units)) or chips.not_stated()),
    ]
    latest = one.records[0] if one.records else None
    actual = [(t("实际进展"), marks.status(latest)), (t("灯"), marks.light(one.light))]
    if latest:
        actual.insert(1, (t("来源"), marks.source(latest)))
    opens = f'<button type="button" class="button" data-open="map">{t("在任务地图中打开")}</button>'
    to_map = opens if feature.task_id else ""
    return (
        f'<header class="head"><div><h2 class="name">{quoting.name(feature.name)}</h2>'
        f'<div class="quiet">{progress_table.where(catalog, feature)}</div></div>{close}</header>'
        f'<div class="said"><h4>{t("规划怎么说")}</h4>{_facts(planned)}</div>'
        f'<div class="happened"><h4>{t("实际到哪一步(来自推进记录)")}</h4>{_facts(actual)}</div>{to_map}'
    )


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    body = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows)
    return f'<dl class="facts">{body}</dl>'


def _records(one: Followed, *, may: bool, asked: str) -> str:
    add = link(t("+ 添加记录"), css="button primary", record=NEW) if may and not asked else ""
    items = "".join(_record(record, may=may) for record in one.records)
    nothing = f'<p class="quiet">{t("还没有记录:实际进展未知。")}</p>'
    return (
        f'<section><div class="section-title"><b>{t("推进记录")} {len(one.records)}</b>{add}</div>'
        f"{f'<ol>{items}</ol>' if items else nothing}</section>"
    )


def _record(record: ProgressRecord, *, may: bool) -> str:
    note = f"<p>{quoting.quoted(record.note)}</p>" if record.note else ""
    edit = link(t("修改"), css="more", record=record.record_id) if may else ""
    wrote = t("{who} 记于 {at}", who=quoting.quoted(record.who), at=_minute(record.at))
    return (
        f"<li>{marks.status(record)}{note}<div>{t('来源:{source}', source=marks.source(record))}</div>"
        f'<div class="quiet">{wrote} {edit}</div></li>'
    )


def _minute(at: str) -> str:
    """Day and minute of a moment in UTC."""
    return f"{literal(at[:16].replace('T', ' '))} UTC"


def _history(store: Store, one: Followed) -> str:
    """Every change of the project's records, those that were taken away too: who, when, before and after."""
    try:
        everything = store.history(progress_data.KIND, most=HISTORY)
    except StoreError:
        return ""
    own = {record.record_id for record in one.records}
    own |= {record.record_id for record in everything if record.body.get("project") == one.feature.name}
    revisions = [record for record in everything if record.record_id in own]
    before = {(record.record_id, record.revision): record for record in revisions}
    items = "".join(_revision(record, before.get((record.record_id, record.revision - 1))) for record in revisions)
    if not items:
        return ""
    return f"<details><summary>{t('修改历史 {n} 次', n=len(revisions))}</summary><ol>{items}</ol></details>"


def _revision(record: Record, before: Record | None) -> str:
    if record.removed:
        did, changes = t("删除"), []
    elif before is None:
        did, changes = t("添加"), _changes({}, record.body)
    else:
        did = t("恢复") if before.removed else t("修改")
        changes = [] if before.removed else _changes(before.body, record.body)
    lines = "".join(f"<div>{change}</div>" for change in changes)
    why = f'<div class="quiet">{t("原因:{why}", why=quoting.quoted(record.why))}</div>' if record.why else ""
    wrote = f"{quoting.quoted(record.who)} · {_minute(record.at)}"
    return f'<li><b>{did}</b> <span class="quiet">{wrote}</span>{lines}{why}</li>'


def _changes(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """The fields that differ, as `状态:已开工 → 已建成`."""
    found = []
    for name, label in FIELDS.items():
        one, other = _shown(name, old.get(name)), _shown(name, new.get(name))
        if one != other:
            found.append(f"{t(label)}:{f'<del>{one}</del> → ' if one else ''}{other or t('(空)')}")
    return found


def _shown(name: str, value: object) -> str:
    if name == "status" and value:
        return language.title("status", str(value)) or literal(str(value))
    if name == "official":
        return "" if value is None else t("是") if value else t("否")
    return quoting.quoted(str(value or ""))

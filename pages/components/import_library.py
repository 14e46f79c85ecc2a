"""规划库: the files of the folder and the plans of the store, with the opened one beside them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from urllib.parse import urlencode

import streamlit as st

from loaders import store
from loaders.catalog import Catalog, Facet, PlanDocument
from loaders.store import Desk, StoredPlan
from pages.components import access, empty, import_fields, import_state, markup, quoting, state, table_frame
from pages.components.language import mark, t
from pages.components.markup import literal, unformatted

_REMOVED, _SAID = "import_removed", "import_said"
PAGE_SIZE = 50  # rows
MINUTES = 16  # characters of a moment to the minute
COLUMNS = (
    mark("规划", context="column"),
    import_fields.JURISDICTION,
    import_fields.NUMBER,
    import_fields.DATE,
    mark("来源", context="column"),
    mark("任务数", context="column"),
    mark("项目数", context="column"),
    mark("最近更改", context="column"),
)
ON_MAP = mark("在任务地图中打开")
NOTHING = (mark("规划库还是空的"), mark("把规划文件拖到上面的框里,核对后保存,就会出现在这里和地图上。"))


def draw(catalog: Catalog, desk: Desk) -> dict[str, str] | None:
    """Draw the library; returns the address of a plan asked for on the task map."""
    if _SAID in st.session_state:
        st.toast(unformatted(t(st.session_state.pop(_SAID))))
    stored = {plan.plan_id: plan for plan in store.active_plans(desk.store)}
    chosen = stored.get(st.query_params.get("mention", ""))
    st.html(f'<h2 class="import-title">{t("规划库")}</h2>')
    with st.container(key="library", horizontal=True, gap="medium"):
        with st.container(key="library_list"):
            wanted = markup.show(_table(catalog, stored, chosen), key="library_table")
            _removed(desk)
        if chosen:
            with st.container(key="library_plan", border=True):
                _plan(desk, chosen)
    return {"plan": wanted} if wanted else None


def _table(catalog: Catalog, stored: dict[str, StoredPlan], chosen: StoredPlan | None) -> str:
    """The page at hand: plans of the store, which are at work, before those of the folder."""
    plans: list[StoredPlan | PlanDocument] = [*stored.values()]
    plans += [plan for plan in catalog.plans() if plan.plan_id not in stored]
    if not plans:
        return empty.message(*NOTHING, clear=False)
    page = table_frame.page_of([one is chosen for one in plans], asked=state.positive("page"), size=PAGE_SIZE)
    counts = {facet.code: facet for facet in catalog.facets().plans}
    rows = [
        _stored(one, counts, is_open=one is chosen) if isinstance(one, StoredPlan) else _filed(one, counts)
        for one in plans[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    ]
    pages = table_frame.pager(len(plans), page=page, size=PAGE_SIZE) if len(plans) > PAGE_SIZE else ""
    head = "".join(f'<th scope="col">{t(label, context="column")}</th>' for label in COLUMNS)
    return table_frame.table("".join(rows), head, css="library-table", label=mark("规划库")) + (
        f'<footer class="tasks-foot">{pages}</footer>' if pages else ""
    )


def _filed(plan: PlanDocument, counts: Mapping[str, Facet]) -> str:
    facts = (plan.label, plan.jurisdiction, plan.document_number, plan.date)
    return _row(plan.plan_id, facts, t("规划目录"), "", counts, css="")


def _stored(one: StoredPlan, counts: Mapping[str, Facet], *, is_open: bool) -> str:
    facts = (one.shown, one.jurisdiction, one.document_number, one.date)
    source = f"{t('导入')} · {one.kind.upper()} · {t('第 {number} 版', number=one.version)}"
    changed = f"{moment(one.changed_at)} {quoting.quoted(one.changed_by)}"
    return _row(one.plan_id, facts, source, changed, counts, css="is-open" if is_open else "stored")


def _row(
    plan_id: str, facts: Sequence[str | None], source: str, changed: str, counts: Mapping[str, Facet], *, css: str
) -> str:
    """A plan; those of the store open beside the table, all of them on the map."""
    name, jurisdiction, number, date = facts
    found = counts.get(plan_id)
    tasks, projects = (found.tasks, found.projects) if found else ("—", "—")
    changes = {"mention": None if css == "is-open" else plan_id, "page": None}
    title = markup.link(quoting.quoted(name or plan_id), css="title", **changes) if css else quoting.quoted(name or "")
    address = escape(f"./?{urlencode(state.elsewhere({'plan': plan_id}))}")
    opens = f'<a class="more" href="{address}" data-open="{literal(plan_id)}">{t(ON_MAP)}</a>' if found else ""
    cells = (
        '<span class="arrow"></span>' if css else "",
        f"{title} {opens}",
        quoting.name(import_fields.area(jurisdiction), division=True) if jurisdiction else "—",
        quoting.quoted(number or "—"),
        literal(date or "—"),
        source,
        str(tasks),
        str(projects),
        changed or "—",
    )
    click = markup.go(**changes) if css else ""
    return f'<tr class="task-row {css}" {click}>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _plan(desk: Desk, plan: StoredPlan) -> None:
    """What is stated of a plan, its versions, and how to take it away; readers see the facts only."""
    prefix = f"edit_{plan.plan_id}_{plan.revision}"
    said = t("{who} 于 {when} 导入", who=quoting.quoted(plan.added_by), when=moment(plan.added_at))
    st.html(f'<h3>{quoting.quoted(plan.shown)}</h3><p class="quiet">{quoting.quoted(plan.file_name)} · {said}</p>')
    if desk.may():
        import_fields.draw(prefix, plan.metadata, stacked=True)
        save = partial(_edit, prefix, plan)
        with st.container(horizontal=True, gap="small"):
            st.button(t("保存修改"), key=f"{prefix}_save", type="primary", on_click=save)
            st.button(t("移除"), key=f"{prefix}_remove", on_click=_remove, args=(plan,))
    known = store.plan_versions(desk.store, plan.plan_id)
    st.html(f"<h4>{t('版本', context='heading')}</h4>")
    for one in known:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            words = t("第 {number} 版", number=one.version)
            about = f"{moment(one.added_at)} {quoting.quoted(one.added_by)} · {quoting.quoted(one.file_name)}"
            st.html(f'<p class="import-version"><b>{words}</b> <small>{about}</small></p>')
            if one.version == plan.version:
                st.html(f'<p class="import-now">{t("当前")}</p>')
            elif desk.may():
                key = f"{prefix}_restore_{one.version}"
                st.button(t("恢复此版"), key=key, on_click=_restore, args=(plan, one.version))


def _removed(desk: Desk) -> None:
    """Plans that were taken away, each with the button that brings it back."""
    gone = store.removed_plans(desk.store)
    if not gone or not desk.may():
        return
    is_open = _REMOVED in st.session_state
    title = t("已移除 {n} 份,可撤销", n=len(gone))
    with st.container(key="removed_now", border=True) if is_open else st.expander(title, key="removed_plans"):
        for plan in gone:
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                when = f"{moment(plan.changed_at)} {quoting.quoted(plan.changed_by)}"
                st.html(f'<p class="import-version">{quoting.quoted(plan.shown)} <small>{when}</small></p>')
                st.button(t("撤销移除"), key=f"undo_{plan.plan_id}", on_click=_bring_back, args=(plan,))


def _edit(prefix: str, plan: StoredPlan) -> None:
    stated = import_fields.typed(prefix, plan.metadata)
    _do(plan, mark("已保存修改"), lambda desk: desk.do(store.edit_metadata, plan.plan_id, stated, seen=plan.revision))


def _restore(plan: StoredPlan, version: int) -> None:
    seen = plan.revision
    _do(plan, mark("已恢复此版"), lambda desk: desk.do(store.restore_version, plan.plan_id, version, seen=seen))


def _remove(plan: StoredPlan) -> None:
    if _do(plan, mark("已移除,可撤销"), lambda desk: desk.do(store.remove_plan, plan.plan_id, seen=plan.revision)):
        st.session_state[_REMOVED] = True
        state.write({"mention": None})


def _bring_back(plan: StoredPlan) -> None:
    _do(plan, mark("已撤销移除"), lambda desk: desk.do(store.undo_plan, plan.plan_id))


def _do(plan: StoredPlan, said: str, act: Callable[[Desk], object]) -> bool:
    """Write as who is here now, and keep a word for the next run on what was done, or why nothing was."""
    import_state.clear_told()
    desk = access.desk()
    done = import_state.attempt(lambda: act(desk), name=plan.shown) if desk else None
    if done is not None:
        st.session_state[_SAID] = said
    return done is not None


def moment(words: str) -> str:
    """A moment of the store (UTC, ISO 8601) by the clock of this machine, to the minute."""
    return datetime.fromisoformat(words).astimezone().isoformat(sep=" ")[:MINUTES]

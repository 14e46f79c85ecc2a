"""The panel beside the map: the selected project, task or area, or where to begin when nothing is selected."""

import streamlit as st

from loaders.catalog import Area, Catalog, TooMuchError
from pages.components import correct_add, correct_form, correct_subject, markup, panel_views
from pages.components.folium_map import Click
from pages.components.language import mark, t
from pages.components.selecting import key_of, selected_projects
from pages.components.state import View, write

NOTHING_ON_THE_MAP = mark("规划没有写到能上图的地点,地图上没有符号。可从下面的任务看原文,或在左侧换一份规划。")


def draw(catalog: Catalog, view: View, *, is_blank: bool) -> str | None:
    """Draw the panel; returns what one of its links asked to open on the other page."""
    body, subject = _content(catalog, view, is_blank)
    with st.container(key="panel"):
        _correcting(catalog, view)
        return markup.show(body, key="panel_body", subject=subject)


def _correcting(catalog: Catalog, view: View) -> None:
    """The line on the status of the one project shown with the forms for it and its task; it is there on every run."""
    projects = selected_projects(catalog, view)
    with st.container(key="correcting", horizontal=True, vertical_alignment="center", gap=None):
        found = None
        if projects and (len(projects) == 1 or view.task):
            found = correct_subject.subject_of(catalog, projects[0].mention_id, has_map=True)
        if found:
            correct_form.status(found)
        elif (projects or view.task) and not catalog.is_corrected:
            correct_form.not_corrected(catalog)
        if not catalog.is_corrected:
            return
        shown = catalog.task(view.task or (projects[0].task_id if found else None) or "")
        if shown:
            correct_add.draw(catalog, shown, alone=found is None)
        if found:
            correct_form.draw(found)


def select(catalog: Catalog, click: Click) -> None:
    """Put what was clicked on the map into the address: one project, several at one point, or an area."""
    features = [item for item in map(catalog.feature, click.mention_ids) if item]
    task = features[0].task_id if len(features) == 1 else None
    siblings = catalog.features_of(task) if task else ()
    places = [key_of(item, siblings) for item in features]
    write({"task": task, "place": places, "area": None if features else click.area})


def selection(catalog: Catalog, view: View) -> frozenset[str]:
    """What the map shows as selected: mention ids of projects and codes of areas."""
    projects = selected_projects(catalog, view)
    if projects:
        return frozenset(item.mention_id for item in projects)
    if view.task:
        features = {feature.mention_id for feature in catalog.features_of(view.task)}
        return frozenset(features | {area.code for area in catalog.areas_of(view.task)})
    return frozenset({view.area} if view.area else ())


def _content(catalog: Catalog, view: View, is_blank: bool) -> tuple[str, str]:
    """HTML of the panel and what it is about."""
    projects = selected_projects(catalog, view)
    if len(projects) > 1 and not view.task:
        return panel_views.several(catalog, view, projects), ",".join(view.places)
    task = catalog.task(view.task or (projects[0].task_id if projects else None) or "")
    if projects and task:
        return panel_views.project(catalog, view, projects[0], task), view.places[0]
    if task:
        return panel_views.task(catalog, view, task), task.task_id
    area = catalog.area(view.area) if view.area else None
    if area:
        return _area(catalog, view, area), area.code
    asked = view.task or next(iter(view.places), None) or view.area
    note = t("没有找到链接所指的内容({asked}),可能数据已更新。", asked=asked) if asked else ""
    if not note and not view.is_filtered and is_blank:
        note = t(NOTHING_ON_THE_MAP)
    return panel_views.start(catalog, view.query, note=note), ""


def _area(catalog: Catalog, view: View, area: Area) -> str:
    try:
        drawn = catalog.area_mark(area.code, view.query)
        inside = catalog.features_at(area.code, view.query)
    except TooMuchError as error:
        return panel_views.crowded(area, error)
    tasks = [task for task_id in (drawn.task_ids if drawn else ()) if (task := catalog.task(task_id))]
    return panel_views.area(area, drawn, tasks, inside)

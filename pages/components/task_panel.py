"""The panel beside the map: the selected project, task or area, or where to begin when nothing is selected."""

from collections.abc import Sequence

import streamlit as st

from loaders.catalog import AreaMark, Catalog, Layer, ProjectFeature
from pages.components import markup, panel_views
from pages.components.state import View


def draw(catalog: Catalog, view: View, layers: Sequence[Layer]) -> str | None:
    """Draw the panel; returns what one of its links asked to open on the other page."""
    body, subject = _content(catalog, view, layers)
    with st.container(key="panel"):
        return markup.show(body, key="panel_body", subject=subject)


def selected_project(catalog: Catalog, view: View) -> ProjectFeature | None:
    """The project that the address selects, or None."""
    if view.place is None:
        return None
    tasks = [view.task] if view.task else [task.task_id for task in catalog.tasks_at(view.place)]
    features = [feature for task_id in tasks for feature in catalog.features_of(task_id)]
    return next((feature for feature in features if panel_views.key_of(feature) == view.place), None)


def _content(catalog: Catalog, view: View, layers: Sequence[Layer]) -> tuple[str, str]:
    """HTML of the panel and what it is about."""
    project = selected_project(catalog, view)
    task = catalog.task(view.task or (project.task_id if project else None) or "")
    if project and task:
        return panel_views.project(catalog, project, task), panel_views.key_of(project)
    if task:
        return panel_views.task(catalog, task), task.task_id
    mark = _mark(layers, view.area) if view.area else None
    if mark:
        return panel_views.area(catalog, mark), mark.code
    asked = view.task or view.place or view.area
    note = f"没有找到链接所指的内容({asked}),可能数据已更新。" if asked else ""
    return panel_views.start(catalog, view.query, note=note), ""


def _mark(layers: Sequence[Layer], code: str) -> AreaMark | None:
    marks = (mark for layer in layers for mark in layer.features if isinstance(mark, AreaMark))
    return next((mark for mark in marks if mark.code == code), None)


def selection(catalog: Catalog, view: View) -> frozenset[str]:
    """What the map shows as selected: mention ids of projects and codes of areas."""
    project = selected_project(catalog, view)
    if project:
        return frozenset({project.mention_id})
    if view.task:
        features = {feature.mention_id for feature in catalog.features_of(view.task)}
        return frozenset(features | {area.code for area in catalog.areas_of(view.task)})
    return frozenset({view.area} if view.area else ())

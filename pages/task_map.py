"""任务地图: filters, key figures, the map and the panel of what is selected."""

from functools import partial

import streamlit as st

from loaders.catalog import MapView
from pages.components import (
    active_filters,
    alone,
    away,
    base_maps,
    brief_basket,
    catalog,
    clean_view,
    correct_pick,
    filters,
    folium_map,
    frame,
    kpi,
    pacing,
    progress_data,
    state,
    task_panel,
)

MAP_HEIGHT = 768  # CSS px; the style sheet stretches the map to the foot of the window

frame.require_frame()
handle = catalog.handle()
view = filters.view_of(handle)
above = st.container(key="above")
stage = st.container(key="stage", horizontal=True, gap=None)

# The map leaves for the browser first.
fitted_to = view.plan or ""
selection = task_panel.selection(handle, view)
base = handle.base_map((view.plan,) if view.plan else ())
statuses = progress_data.statuses(handle)
buttons = {"collect": partial(brief_basket.collect, view), "colour": progress_data.colour_by}


def draw_map() -> MapView:
    """The marks of what the browser shows; alone when nothing but that has changed."""
    query = folium_map.within(view.query, fitted_to)
    ground, marks = base_maps.below(handle.map_view(query, selection, statuses or ()), base, view)
    folium_map.show(
        marks,
        ground,
        selection=selection,
        query_key=fitted_to,
        height=MAP_HEIGHT,
        look=folium_map.Look(view.clean, statuses, correct_pick.asked(selection, ground)),
        on_click=away.spared(partial(task_panel.select, handle)),
        buttons=buttons | {"pick": partial(correct_pick.take, ground)},
    )
    return marks


with stage.container(key="map"):
    shown = alone.part(draw_map)

pacing.after_map()
facets = handle.facets(view.query)
if view.clean:
    above.html(clean_view.head(handle, view, facets))
    st.html(clean_view.foot(handle, view, unplaced=shown.unplaced))
else:
    with above:
        kpi.draw(view, facets, handle.facets())
        active_filters.draw(view, handle.facets())

pacing.after_counts()
filters.draw(handle)
with stage:
    opened = None if view.clean else task_panel.draw(handle, view, is_blank=shown.is_blank)
if opened == "county":
    st.switch_page(frame.COUNTY_PAGE, query_params=state.kept() | {"county": [view.area or ""]})
if opened:
    st.switch_page(frame.TASKS_PAGE, query_params=state.kept())

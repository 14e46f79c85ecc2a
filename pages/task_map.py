"""任务地图: filters, key figures, the map and the panel of what is selected."""

from functools import partial

import streamlit as st

from pages.components import active_filters, base_maps, catalog, filters, folium_map, frame, kpi, state, task_panel

MAP_HEIGHT = 768  # CSS px; the style sheet stretches the map to the foot of the window

frame.require_frame()
handle = catalog.handle()
view, facets = filters.draw(handle)
layers = handle.layers(view.query)
plans = (view.plan,) if view.plan else ()
ground, drawn = base_maps.below(layers, handle.base_map(plans), view)

if view.clean:
    st.html(frame.clean_title(filters.in_words(handle, view)))
else:
    kpi.draw(view, facets, handle.facets())
    active_filters.draw(view, handle.facets())

with st.container(key="stage", horizontal=True, gap=None):
    with st.container(key="map"):
        folium_map.show(
            drawn,
            ground,
            selection=task_panel.selection(handle, view),
            query_key=view.plan or "",
            height=MAP_HEIGHT,
            unplaced=len(handle.unresolved(view.query)),
            clean=view.clean,
            on_click=partial(task_panel.select, handle),
        )
    opened = None if view.clean else task_panel.draw(handle, view, layers)
if opened == "county":
    st.switch_page(frame.COUNTY_PAGE, query_params=state.kept() | {"county": [view.area or ""]})
if opened:
    st.switch_page(frame.TASKS_PAGE, query_params=state.kept())

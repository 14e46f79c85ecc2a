"""任务地图: filters, key figures, the map and the panel of what is selected."""

import streamlit as st

from pages.components import catalog, filters, folium_map, frame, kpi, state, task_panel

frame.require_frame()
handle = catalog.handle()
view, facets = filters.draw(handle)
layers = handle.layers(view.query)
plans = (view.plan,) if view.plan else ()

if view.clean:
    st.html(frame.clean_title(filters.in_words(handle, view)))
else:
    kpi.draw(view, facets, handle.facets())

with st.container(key="stage", horizontal=True, gap=None):
    with st.container(key="map"):
        click = folium_map.show(
            layers,
            handle.base_map(plans),
            selection=task_panel.selection(handle, view),
            query_key=",".join(plans),
            height=768,
            clean=view.clean,
        )
    if not view.clean:
        opened = task_panel.draw(handle, view, layers)
        if opened:
            st.switch_page(frame.TASKS_PAGE, query_params=state.kept())

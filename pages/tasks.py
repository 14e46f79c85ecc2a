"""任务清单: every task of the view, one row each; a row opens its clause and leads to the map."""

import streamlit as st

from pages.components import active_filters, catalog, filters, frame, kpi, state, task_table

frame.require_frame()
handle = catalog.handle()
view, facets = filters.draw(handle)
kpi.draw(view, facets, handle.facets())
active_filters.draw(view, handle.facets())

with st.container(key="list"):
    opened = task_table.draw(handle, view)
if opened:
    st.switch_page(frame.MAP_PAGE, query_params=state.kept())

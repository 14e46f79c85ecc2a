"""任务清单: every task of the view, one row each; a row opens its clause and leads to the map."""

import streamlit as st

from pages.components import catalog, filters, frame, state, task_head, task_table

frame.require_frame()
handle = catalog.handle()
view, facets = filters.draw(handle)
task_head.draw(handle, view, facets)

with st.container(key="list"):
    opened = task_table.draw(handle, view)
if opened:
    st.switch_page(frame.MAP_PAGE, query_params=state.kept())

"""项目台账: every named project of the view, one row each, and the files of tables and map layers."""

import streamlit as st

from pages.components import catalog, filters, frame, project_head, project_table, state

frame.require_frame()
handle = catalog.handle()
view, facets = filters.draw(handle)
sheet, chosen = project_table.sheet_of(handle, view)
project_head.draw(handle, view, facets, sheet.total)

with st.container(key="list"):
    opened = project_table.draw(handle, sheet, chosen, view)
if opened:
    st.switch_page(frame.MAP_PAGE, query_params=state.departure(opened))

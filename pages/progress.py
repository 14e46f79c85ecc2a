"""推进情况: what has happened to the projects of the view, beside what their plans say, by project, time and unit."""

from functools import partial

import streamlit as st

from pages.components import (
    access,
    catalog,
    empty,
    filters,
    frame,
    progress_data,
    progress_head,
    progress_panel,
    progress_table,
    progress_views,
    selecting,
    state,
)

frame.require_frame()
handle = catalog.handle()
view, facets = filters.draw(handle)
st.html(progress_data.STYLES)
desk = access.desk()
work = progress_data.of_desk(handle, desk)
rows = empty.or_say(partial(work.projects, view.query))
chosen = progress_head.lights()
kept = [row for row in rows if not chosen or row.light.colour in chosen]
progress_head.draw(handle, rows, chosen, kept)
narrowed = view.is_filtered or bool(chosen)

with st.container(key="progress", horizontal=True, gap=None):
    with st.container(key="progress_main"):
        match progress_head.tab():
            case "time":
                progress_views.timeline(kept, work.unmatched, view, narrowed=narrowed)
            case "units":
                progress_views.board(work.board(view.query), view, chosen, narrowed=narrowed)
            case _:
                progress_table.draw(handle, kept, view, narrowed=narrowed)
    opened = handle.feature(view.mention or "")
    asked = progress_panel.draw(handle, desk, work.of(opened)) if opened else None
if asked and opened:
    address = {"plan": opened.plan_id, "task": opened.task_id, "place": selecting.key_of(opened)}
    st.switch_page(frame.MAP_PAGE, query_params=state.departure(address))

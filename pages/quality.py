"""数据质量: mentions someone should look at, each with its problems, reason and candidates."""

from functools import partial

import streamlit as st

from pages.components import (
    catalog,
    correct_form,
    correct_subject,
    empty,
    filters,
    frame,
    quality_head,
    quality_table,
    state,
)

frame.require_frame()
handle = catalog.handle()
view, facets = empty.or_say(partial(filters.draw_quality, handle))
rows = empty.or_say(partial(handle.quality, view.quality_query))
quality_head.draw(facets, rows, handle.checked)

with st.container(key="correcting", horizontal=True, vertical_alignment="center", gap=None):
    if subject := correct_subject.subject_of(handle, view.mention or ""):
        correct_form.status(subject, named=True)
        correct_form.draw(subject)
    elif not handle.is_corrected:
        correct_form.not_corrected(handle)
with st.container(key="list"):
    opened = quality_table.draw(handle, rows, view)
if opened:
    st.switch_page(frame.MAP_PAGE, query_params=state.departure(opened))

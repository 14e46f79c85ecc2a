"""区县画像: one county: its place among the others, its projects, tasks and units, and its neighbours."""

from functools import partial
from urllib.parse import parse_qs

import streamlit as st

from pages.components import catalog, county_head, county_view, empty, filters, frame, markup, state

frame.require_frame()
handle = catalog.handle()
view = filters.draw_profile(handle)
profile, note = empty.or_say(partial(county_head.find, handle, view))
if profile is None:
    markup.show(empty.message(*county_head.NO_COUNTY, clear=view.is_filtered, keep="county"), key="no_county")
    st.stop()
county_head.draw(handle, profile, view)

with st.container(key="county"):
    opened = county_view.draw(handle, profile, view, note=note)
if opened:
    st.switch_page(frame.MAP_PAGE, query_params=state.departure(parse_qs(opened)))

"""规划对比: what a later plan says of the projects of an earlier one, per project and per county."""

from functools import partial

import streamlit as st

from loaders.catalog import default_pair
from pages.components import catalog, compare_filters, compare_head, compare_table, empty, frame, markup, state

frame.require_frame()
handle = catalog.handle()
plans = handle.plans()
default = default_pair(plans)

if default is None:
    markup.show(empty.message(*compare_table.ONE_PLAN, clear=False), key="one_plan")
    st.stop()

pair = state.read_pair(tuple(plan.plan_id for plan in plans), default)
compare_filters.draw_pair(plans, pair)
comparison = empty.or_say(partial(handle.compare, *pair))
view = compare_filters.draw_comparison(comparison)
rows = comparison.select(view.query)
compare_head.draw(handle, comparison, rows)

with st.container(key="list"):
    opened = compare_table.draw(handle, comparison, rows, view)
if opened:
    st.switch_page(frame.MAP_PAGE, query_params=state.departure(opened))

"""简报: the current filters as a printed page, the pages collected on the way, and both as files."""

from functools import partial

import streamlit as st

from loaders import briefing
from pages.components import (
    brief_basket,
    brief_export,
    brief_options,
    brief_preview,
    brief_state,
    catalog,
    empty,
    filters,
    frame,
)
from pages.components.brief_export import Menu
from pages.components.language import t

frame.require_frame()
handle = catalog.handle()
view, _ = filters.draw(handle)
item = brief_state.current(view)
collected = brief_state.items(handle.facets())
told = empty.or_say(partial(briefing.brief, handle, item.scope))
pages, basket = (brief_basket.scopes_of(handle, several) for several in ([item], collected))
options = brief_state.options(item)
orders = []

with st.container(key="briefing", horizontal=True, gap=None):
    with st.container(key="brief_main"):
        brief_options.headline(item, told.proposed)
        place = brief_preview.reserve(item)
        everything = Menu("brief_all", t("导出全部"), basket, disabled=not basket)
        menu = partial(brief_export.menu, handle, everything, options)
        brief_basket.draw(handle, collected, lambda: orders.append(menu()), pages=len(basket))
    with st.container(key="brief_side"):
        brief_options.draw(handle, item, pages=len(pages), projects=len(told.projects))
        with st.container(key="brief_actions", horizontal=True, gap="small"):
            brief_basket.keep_button(item, collected, disabled=not told.projects)
            this = Menu("brief_one", t("导出"), pages, disabled=not told.projects, is_main=True)
            orders.append(brief_export.menu(handle, this, options))
        brief_export.notes(pages)
        outcome = st.container(key="brief_outcome")

brief_preview.draw(handle, place, item, title=told.title, is_empty=not told.projects)
for order in filter(None, orders):
    brief_export.make(handle, order, outcome)
brief_export.offer(handle, outcome, [pages, basket])

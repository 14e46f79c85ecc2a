"""导入与更正: bring a plan of your own, look at what was read, keep it, and mend what is kept."""

import streamlit as st

from pages.components import (
    access,
    catalog,
    correct_list,
    frame,
    import_card,
    import_guide,
    import_library,
    import_upload,
    state,
)
from pages.components.language import t

frame.require_frame()
handle = catalog.handle(without_plans=True)
import_guide.draw()
desk = access.desk()
if desk is None:
    st.stop()

with st.container(key="plans"):
    wanted = None
    if desk.may():
        import_upload.draw(desk)
        wanted = import_card.draw(handle, desk)
    else:
        import_guide.only_reading()
    wanted = import_library.draw(handle, desk) or wanted
    st.html(f'<h2 class="import-title">{t("更正记录", context="page")}</h2>')
    correct_list.draw(handle)
if wanted:
    st.switch_page(frame.MAP_PAGE, query_params=state.departure(wanted))

"""Entry point of Plan Atlas: the frame around every page, then the page."""

import streamlit as st

from pages.components import frame

frame.configure()
page = frame.navigation()
st.session_state["framed"] = True
frame.draw(page)
page.run()

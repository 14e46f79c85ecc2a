"""Entry point of Plan Atlas: the frame around every page, then the page."""

import streamlit as st

from pages.components import frame

frame.configure()
page = frame.navigation()
frame.draw(page)
st.session_state["framed"] = True
page.run()

"""Pauses that let the browser draw the part of a page it has, before it is given the next one.

What arrives together is drawn together, so a map sent with forty widgets waits for all of them. Sent ahead, it stands
some 0.3 s earlier when the page is opened and a third sooner after a filter; the rest follows at once.
"""

import time

import streamlit as st

# After the map its frame is fetched; the counts, small as they are, make the page show it; then it loads what it needs.
FIRST_MAP_S, FIRST_COUNTS_S = 0.12, 0.3
MAP_S = 0.05  # later the frame is there, and takes its new marks
_SEEN = "map_seen"


def after_map() -> None:
    """Let the map go ahead of what is round it."""
    time.sleep(MAP_S if st.session_state.get(_SEEN) else FIRST_MAP_S)


def after_counts() -> None:
    """Let the first map of a session load before the widgets do."""
    if not st.session_state.get(_SEEN):
        time.sleep(FIRST_COUNTS_S)
    st.session_state[_SEEN] = True

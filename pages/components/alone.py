"""A part of a page that can run by itself: the map shows what it was moved to, and nothing round it is sent again.

Streamlit runs such a part when one of its widgets changes, in a thread that knows of no run before: its language, its
place in the log and who is here are asked anew. Whatever the part cannot show or say by itself, the page does.
"""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from loaders.catalog import LoaderError
from pages.components import access, catalog, language, server

Drawn = TypeVar("Drawn")


def part(draw: Callable[[], Drawn]) -> Drawn:
    """What `draw` returns; a widget that it draws runs it alone, unless its callback asks for the page (`st.rerun`).

    A page that is not as it was (another build, another correction, nobody logged in) runs as a whole.
    """
    path, served = st.session_state.get("page", ("",))[0], catalog.served()
    drawn: list[Drawn] = []
    failed: list[LoaderError] = []
    is_within = True

    @st.fragment
    def run() -> None:
        if not is_within:
            with server.watched(path, "part"):
                _again(draw, served)
            return
        try:
            drawn.append(draw())
        except LoaderError as error:  # Streamlit would take it for one that nobody foresaw
            failed.append(error)

    try:
        run()
    finally:
        is_within = False
    if failed:
        raise failed.pop()
    return drawn.pop()


def _again(draw: Callable[[], object], served: catalog.Served) -> None:
    language.read()
    try:
        if access.present() is not None and catalog.served() == served:
            draw()
            return
    except LoaderError:
        pass  # the page says what it is
    st.rerun()

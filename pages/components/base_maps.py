"""Which base map lies below the marks: the embedded one, or an online one that the operator's settings allow."""

from collections.abc import Sequence

import streamlit as st

from loaders.catalog import BaseMap, MapView, OnlineMap, SettingError, base_on, online_maps, view_on
from pages.components import state
from pages.components.folium_map import Ground
from pages.components.language import t
from pages.components.markup import literal


def offered() -> tuple[OnlineMap, ...]:
    """The online maps of the switch; a setting that cannot be used is said in a sentence in place of the page."""
    try:
        return online_maps()
    except SettingError as error:
        with st.container(key="broken"):
            st.html(f'<h2>{t("底图设置有误,请改正后重启程序。")}</h2><p class="quiet">{literal(str(error))}</p>')
    st.stop()


def chosen(view: state.View, maps: Sequence[OnlineMap]) -> OnlineMap | None:
    """The online map the address asks for, None for the embedded one; a picture shows none that must not get out."""
    return next((it for it in maps if it.code == view.base and (it.printable or not view.clean)), None)


def below(shown: MapView, base: BaseMap, view: state.View) -> tuple[Ground, MapView]:
    """What the marks are drawn on, and the marks in its datum."""
    maps = offered()
    online = chosen(view, maps)
    ground = Ground(base_on(base, online) if online else base, online, maps, _choose)
    return ground, view_on(shown, online) if online else shown


def _choose(code: str) -> None:
    state.write({"base": code})

r"""The interactive map: a base that stays, marks that change, a click that comes back once.

`st_folium` gets the same empty map on every run, so it never reloads; what a filter changes travels as one
compact JSON in `feature_group_to_add` and is drawn by `static/atlas/`. The base map is fetched once by its own
address. All scripts, styles and fonts are served by the application itself.

Text of plans and gazetteers is data inside JSON, whose characters with a meaning for HTML, Jinja2 or JavaScript
templates are written as `\uXXXX`; the browser script shows it with `textContent`.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, ClassVar

import folium
import streamlit as st
from jinja2 import Template
from streamlit_folium import st_folium

from loaders.catalog import BaseMap, MapView, OnlineMap, Query
from pages.components import atlas_files, language, map_payload, published

KEY = "atlas_map"  # and the language, since the parts round the map are made once
_HANDLED = "atlas_map_handled"
_VIEWPORT = "atlas_map_viewport"
_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_UNSAFE = re.compile("[<>&'`${}_\u2028\u2029]")
CHINA_CENTRE = (105.0, 35.0)  # lon, lat; seen only until the first fit


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies below the marks: the base map, and above which online map it is drawn, in that one's datum.

    `choices` are the online maps that the switch offers (none: no switch); `choose` is called with the code that was
    chosen there, '' for the embedded base map alone.
    """

    base: BaseMap
    online: OnlineMap | None = None
    choices: Sequence[OnlineMap] = ()
    choose: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class Click:
    """One click on a symbol: the mentions behind it with the first one's task and place, or an area's code."""

    mention_ids: tuple[str, ...]
    task: str | None
    place: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Picking:
    """A point to be chosen on the map: whether the next click is taken for it, and where it is proposed (lon, lat)."""

    is_open: bool
    spot: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How the map looks: `clean` without buttons and pill, for a picture; coloured by `statuses`, else by sector.

    `statuses` are groups of actual status by mention id; `picking` is a point to be chosen, in the ground's datum.
    """

    clean: bool = False
    statuses: Mapping[str, str] | None = None
    picking: Picking | None = None


PLAIN = Look()


class _AtlasMap(folium.Map):
    """A Leaflet map without tiles whose scripts and styles come from the application itself."""

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = [(address, address) for address in atlas_files.styles()]


class _Marks(folium.MacroElement):
    """Hands one payload to the browser script."""

    _template = Template("{% macro script(this, kwargs) %}PlanAtlas.show(map_div, {{ this.payload }});{% endmacro %}")

    def __init__(self, payload: str) -> None:
        super().__init__()
        self.payload = payload

    def render(self, **kwargs: object) -> None:
        """Nothing: `st_folium` takes the script from the template, and folium must not compile the payload."""


@dataclass(frozen=True, slots=True)
class Viewport:
    """What the browser last said it shows: bounds (west, south, east, north in degrees) and zoom."""

    bounds: tuple[float, float, float, float]
    zoom: float


def within(query: Query, query_key: str) -> Query:
    """The query for what the browser shows, if it has told so since the view was last fitted to this key."""
    fitted, shown = st.session_state.get(_VIEWPORT, ("", None))
    return replace(query, bounds=shown.bounds, zoom=shown.zoom) if shown and fitted == (_key(), query_key) else query


def show(
    shown: MapView,
    ground: Ground,
    *,
    selection: Collection[str],
    query_key: str,
    height: int,
    look: Look = PLAIN,
    on_click: Callable[[Click], None] | None = None,
    buttons: Mapping[str, Callable[[str], None]] | None = None,
) -> Click | None:
    """Draw the marks and return the click that caused this run, once; None otherwise.

    Parameters
    ----------
    shown
        Points, routes, areas and clusters of the catalog, in the datum of the ground.
    ground
        Base map of the plans in view.
    selection
        Mention ids of projects and codes of areas drawn as selected; a new one is brought into view.
    query_key
        What the view is fitted to, usually the plan; a new value fits it anew, a filter must not change it.
    height
        Height of the frame in CSS px; the map fills the frame if a style makes it another height.
    look
        Whether there are buttons, and what colours the symbols.
    on_click
        Called with the click before the script runs, so that the click needs one run; nothing is returned then.
    buttons
        Called by its buttons: `collect` with the bounds of a map that was moved, `colour` with `status` or '', `pick`
        with the `lon,lat` chosen, '' when that was given up.
    """
    payload = map_payload.payload(shown, selection, look.statuses) | {"fit": query_key, "clean": look.clean}
    payload |= _below(ground) | {"pick": _picked(look.picking)}
    key, pressed = _key(), {"base": ground.choose, **(buttons or {})}
    marks = folium.FeatureGroup()
    marks.add_child(_Marks(_stamped(safe_json(payload))))
    st_folium(
        _empty_map(),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=marks,
        on_change=lambda: _hand_over(key, query_key, on_click, pressed),
    )
    return _click(_new_answer(key))


def _below(ground: Ground) -> dict[str, Any]:
    """Addresses of the base map's files, and the online maps to choose from."""
    base = _publish(map_payload.base_file(ground.base), "base")
    counties = _publish(map_payload.county_file(ground.base), "counties") if ground.base.is_large else ""
    return {"base": base, "counties": counties, **map_payload.base_maps(ground.online, ground.choices)}


def _picked(picking: Picking | None) -> dict[str, Any] | None:
    return {"open": picking.is_open, "spot": picking.spot} if picking else None


def _key() -> str:
    return f"{KEY}_{language.current()}"


def safe_json(payload: object) -> str:
    """JSON whose strings hold no character that HTML, Jinja2, a template literal or `st_folium` gives a meaning."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return _JSON_STRING.sub(lambda string: _UNSAFE.sub(lambda char: f"\\u{ord(char[0]):04x}", string[0]), text)


def _hand_over(
    key: str,
    query_key: str,
    on_click: Callable[[Click], None] | None,
    buttons: Mapping[str, Callable[[str], None] | None],
) -> None:
    """Take an answer before the script runs, and so before it knows its language: `key` is that of the map drawn.

    An answer that says no more than what the map shows concerns the map alone, where that is a part of its own
    (`alone.part`); any other one the page.
    """
    if not on_click:
        return
    answer = _new_answer(key)
    if shown := _viewport(answer):
        st.session_state[_VIEWPORT] = ((key, query_key), shown)
    pressed, click = next((name for name, act in buttons.items() if act and name in answer), None), _click(answer)
    if pressed:
        said = answer[pressed]
        buttons[pressed](",".join(map(str, said)) if isinstance(said, list) else str(said))
    elif click:
        on_click(click)
    if pressed or click:
        st.rerun()


def _new_answer(key: str) -> Mapping[str, Any]:
    """What the map last said, if no one has taken it yet: the component repeats its value on every run."""
    answer = st.session_state.get(key) or {}
    nonce = answer.get("nonce")
    if not nonce or nonce == st.session_state.get(_HANDLED):
        return {}
    st.session_state[_HANDLED] = nonce
    return answer


def _viewport(answer: Mapping[str, Any]) -> Viewport | None:
    """The view that came with an answer, if it is one of the world."""
    try:
        west, south, east, north, zoom = map(float, answer.get("view") or ())
    except (TypeError, ValueError):
        return None
    possible = -360 <= west < east <= 360 and -90 <= south < north <= 90 and 0 <= zoom <= 24
    return Viewport((west, south, east, north), zoom) if possible else None


def _click(answer: Mapping[str, Any]) -> Click | None:
    if "ids" not in answer:
        return None
    ids = tuple(str(value) for value in answer.get("ids") or ())
    task, place, area = (str(answer[name]) if answer.get(name) else None for name in ("task", "place", "area"))
    return Click(mention_ids=ids, task=task, place=place, area=area)


def _stamped(payload: str) -> str:
    """The JSON of an object with a digest of it, by which the browser script says what it shows."""
    return f'{payload[:-1]},"stamp":"{sha256(payload.encode()).hexdigest()[:12]}"}}'


def _empty_map() -> folium.Map:
    """The same empty map every time, made anew since `st_folium` changes what it is given."""
    lon, lat = CHINA_CENTRE
    options = {"attributionControl": False, "zoomSnap": 0.25, "minZoom": 3, "maxZoom": 14, "wheelPxPerZoomLevel": 90}
    made = _AtlasMap(location=(lat, lon), tiles=None, zoom_start=4, zoom_control=False, **options)
    script = _publish(atlas_files.script(), "script", "text/javascript")
    made.default_js = [(script, script)]
    return made


def _publish(content: bytes, part: str, kind: str = "application/json") -> str:
    """Address of the content, seen from the component's frame; empty outside an application (tests of a page)."""
    address = published.address(content, part, kind)
    return address and f"../..{address}"

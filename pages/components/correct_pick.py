"""点图选点: the map gives the point that the form of a move proposes; kept while that form is open."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import isfinite

import streamlit as st

from loaders.store import DATUMS, CorrectionError, Spot, drawn_at, proposed
from pages.components import correct_acts
from pages.components.folium_map import Ground, Picking

_STATE = "correct_spot"
EMBEDDED = str(DATUMS[0])  # datum of the map without an online one


@dataclass(frozen=True, slots=True)
class Pick:
    """A point asked for: whether the next click on the map is taken, and the last one as (lon, lat, datum)."""

    mention_id: str
    adcode: str | None
    is_open: bool = True
    point: tuple[float, float, str] | None = None

    @property
    def spot(self) -> Spot | None:
        """The point as it would be kept; None without one or for one outside China."""
        if self.point is None:
            return None
        lon, lat, datum = self.point
        try:
            return proposed(lon, lat, datum=datum, adcode=self.adcode)
        except CorrectionError:
            return None


def present(mention_id: str) -> Pick | None:
    """What is asked for this mention."""
    found: Pick | None = st.session_state.get(_STATE)
    return found if found and found.mention_id == mention_id else None


def asked(selection: Collection[str], ground: Ground) -> Picking | None:
    """What the map is to ask for, in the datum of its ground; nothing once the form is shut or another one is shown."""
    found: Pick | None = st.session_state.get(_STATE)
    if found is None or not st.session_state.get(correct_acts.FORM) or found.mention_id not in selection:
        forget()
        return None
    spot = found.spot
    return Picking(found.is_open, drawn_at(spot, _datum(ground)) if spot else None)


def toggle(mention_id: str, adcode: str | None) -> None:
    """Ask for a point, or stop asking; one proposed before stays until there is another."""
    found = present(mention_id) or Pick(mention_id, adcode, is_open=False)
    st.session_state[_STATE] = replace(found, is_open=not found.is_open)


def take(ground: Ground, said: str) -> None:
    """Take what the map answers: `lon,lat` in the datum of its ground, or '' where nobody wants to choose any more."""
    found: Pick | None = st.session_state.get(_STATE)
    if found is None:
        return
    point = _numbers(said)
    kept = (*point, _datum(ground)) if point else found.point
    st.session_state[_STATE] = replace(found, is_open=False, point=kept)


def forget() -> None:
    """Ask for nothing any more."""
    st.session_state.pop(_STATE, None)


def _datum(ground: Ground) -> str:
    return str(ground.online.datum) if ground.online else EMBEDDED


def _numbers(said: str) -> tuple[float, float] | None:
    try:
        lon, lat = map(float, said.split(","))
    except ValueError:
        return None
    return (lon, lat) if isfinite(lon) and isfinite(lat) else None

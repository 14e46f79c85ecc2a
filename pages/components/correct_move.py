"""更正 · 移动位置: a point clicked on the map, one typed with its datum, or one of the candidates."""

from collections.abc import Sequence

import streamlit as st

from loaders.catalog import Candidate
from loaders.store import DATUMS
from pages.components import correct_pick, correct_words, language, quoting
from pages.components.correct_acts import Wish
from pages.components.correct_subject import Subject, key, where
from pages.components.language import mark, t
from pages.components.markup import literal

POINTED, TYPED, CHOSEN = "map", "typed", "candidate"
WAYS = {
    POINTED: mark("点图选点", context="correction"),
    TYPED: mark("输入坐标", context="correction"),
    CHOSEN: mark("选候选地点", context="correction"),
}


def ask(subject: Subject) -> Wish:
    """Where the project is to stand."""
    ways = [POINTED] if subject.has_map else []
    ways += [TYPED, CHOSEN] if subject.candidates else [TYPED]
    way = ways[0]
    if len(ways) > 1:
        way = st.segmented_control(
            t("怎样给出位置"),
            ways,
            format_func=lambda code: t(WAYS[code], context="correction"),
            default=way,
            required=True,
            key=key(subject, "way"),
            label_visibility="collapsed",
            on_change=correct_pick.forget,
        )
    asks = {POINTED: _pointed, TYPED: _typed, CHOSEN: _choose}
    return asks[way](subject)


def _pointed(subject: Subject) -> Wish:
    """The point last clicked on the map, with its county and what is doubtful about it."""
    mention = subject.mention
    pick = correct_pick.present(mention.mention_id)
    is_open = pick is not None and pick.is_open
    label = t("取消点选") if is_open else t("重新点选") if pick and pick.point else t("在地图上点选")
    st.button(
        label,
        key="correct_pick",
        icon=":material/close:" if is_open else ":material/my_location:",
        on_click=correct_pick.toggle,
        args=(mention.mention_id, mention.adcode),
        width="stretch",
    )
    if is_open:
        st.html(f'<p class="quiet" role="status">{t("请点地图上的位置;点在符号上也可以。")}</p>')
    if pick is None or pick.point is None:
        return Wish("move", is_ready=False)
    spot = pick.spot
    if spot is None:
        st.html(f'<p class="trouble" role="alert">{correct_words.refusal("not_in_china")}</p>')
        return Wish("move", is_ready=False)
    county = quoting.name(spot.county, division=True) if spot.county else t("不在任何区县境内")
    after = f"{correct_words.point(spot.lon, spot.lat, correct_pick.EMBEDDED)} · {county}"
    words = correct_words.change(correct_words.field("position"), where(subject), after)
    lon, lat, datum = pick.point
    return Wish("move", [lon, lat], {"datum": datum, "way": POINTED}, words, doubts=spot.warnings)


def _typed(subject: Subject) -> Wish:
    left, right = st.columns(2)
    lon = left.number_input(t("经度(度)"), value=None, format="%.6f", step=0.001, key=key(subject, "lon"))
    lat = right.number_input(t("纬度(度)"), value=None, format="%.6f", step=0.001, key=key(subject, "lat"))
    datum = st.selectbox(
        t("坐标系", context="correction"),
        [str(one) for one in DATUMS],
        index=None,
        placeholder=t("请选择:坐标从哪里来"),
        format_func=_datum,
        key=key(subject, "datum"),
    )
    if lon is None or lat is None or datum is None:
        return Wish("move", is_ready=False)
    after = correct_words.point(lon, lat, datum)
    words = correct_words.change(correct_words.field("position"), where(subject), after)
    return Wish("move", [lon, lat], {"datum": datum}, words)


def _datum(code: str) -> str:
    """A datum with where its coordinates come from."""
    said = {
        "CGCS2000": t("国家坐标、规划图件"),
        "WGS84": t("GPS 设备"),
        "GCJ02": t("高德、腾讯地图"),
        "BD09": t("百度地图"),
    }
    return f"{code} · {said[code]}" if code in said else code


def _choose(subject: Subject) -> Wish:
    candidates: Sequence[Candidate] = subject.candidates
    place = st.selectbox(
        t("候选", context="column"),
        range(len(candidates)),
        index=None,
        placeholder=t("从 {n} 处候选中选", n=len(candidates)),
        format_func=lambda number: _candidate(candidates[number]),
        key=key(subject, "candidate"),
    )
    if place is None:
        return Wish("choose", is_ready=False)
    after = literal(_candidate(candidates[place]))
    words = correct_words.change(correct_words.field("position"), where(subject), after)
    return Wish("choose", [candidates[place]], words=words)


def _candidate(one: Candidate) -> str:
    where = quoting.plain_name(one.division, division=True) if one.division else ""
    precision = language.title("precision", one.precision)
    return " · ".join(filter(None, [quoting.plain_name(one.name), where, precision]))

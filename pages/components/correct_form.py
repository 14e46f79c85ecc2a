"""更正: the status of a project, and the form that corrects it; readers see the status alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from loaders.catalog import Candidate, Catalog, Mention, terms
from loaders.store import DATUMS, county_names, township_names
from pages.components import access, chips, correct_acts, correct_words, language, quoting
from pages.components.correct_acts import Wish
from pages.components.language import mark, t
from pages.components.markup import literal

LONGEST_NAME, LONGEST_TOWNSHIP, LONGEST_WHY = 120, 40, 1000
FIELDS = ("kind", "sector", "stage", "adcode", "township")
TYPED, CHOSEN = "typed", "candidate"
WAYS = {
    TYPED: mark("输入坐标", context="correction"),
    CHOSEN: mark("选候选地点", context="correction"),
}
ABOUT = {
    "verify": mark("名称、属性和位置都对:标为已核实,内容不变。"),
    "unplace": mark("位置不对,又不知道在哪里:从地图上撤下,记为未定位。"),
    "reset": mark("取消人工给的位置,恢复程序定的位置。"),
    "reject": mark("这段文字不是项目或地点:从地图、清单和统计中去掉。"),
}
_NONE = ""  # no kind, no township: an entry of its own, since a box cannot be emptied otherwise


@dataclass(frozen=True, slots=True)
class Subject:
    """What is corrected: a mention and all mentions of its project in the plan."""

    catalog: Catalog
    mention: Mention
    mention_ids: tuple[str, ...]

    @property
    def status(self) -> str:
        """Unverified, edited or verified."""
        return self.catalog.overlay.status(self.mention.mention_id)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Places that the link considered."""
        link = self.catalog.link(self.mention.mention_id)
        return (*link.tied, *link.rejected) if link else ()


def subject_of(catalog: Catalog, mention_id: str) -> Subject | None:
    """The project, or the mention alone where it is none; None for an unknown one."""
    feature = catalog.feature(mention_id)
    known = catalog.overlay.records["mentions"]
    mention = next((one for one in known if one.mention_id == mention_id), None)
    return Subject(catalog, mention, feature.mention_ids if feature else (mention_id,)) if mention else None


def draw(subject: Subject, *, named: bool = False) -> None:
    """One line: the status with who and when, `named` the name in front of it, and the button 更正 for editors."""
    desk = access.desk()
    one = subject.catalog.overlay.correction(subject.mention.mention_id)
    told = f'<span class="quiet">{literal(one.who)} · {correct_words.when(one.at)}</span>' if one else ""
    title = f"<b>{quoting.name(subject.mention.name)}</b>" if named else ""
    st.html(f'<p class="correct-status">{title}{correct_words.badge(subject.status)}{told}</p>')
    if desk is None or not desk.may():
        return
    opened = st.popover(t("更正", context="page"), key=correct_acts.FORM, icon=":material/edit:", on_change="rerun")
    if opened.open:
        with opened, st.container(key="correct_form"):
            _form(subject)


def _form(subject: Subject) -> None:
    actions = ["verify", "rename", "change", "move", "unplace", "reject"]
    one = subject.catalog.overlay.correction(subject.mention.mention_id)
    if one and one.state.position:
        actions.insert(5, "reset")
    chosen = st.pills(
        t("要做什么"), actions, format_func=correct_words.action, key=_key(subject, "action"), default=actions[0]
    )
    asks: dict[str, Callable[[Subject], Wish]] = {"rename": _rename, "change": _change, "move": _move}
    wish = asks.get(chosen or "", lambda _: _plain(subject, chosen or ""))(subject)
    if not wish.action:
        return
    why = st.text_input(
        t("原因(可不填)"),
        key=_key(subject, "why"),
        max_chars=LONGEST_WHY,
        placeholder=t("例如:现场核实、批复文件"),
    )
    wish.more["why"] = why
    _save(subject, wish)


def _save(subject: Subject, wish: Wish) -> None:
    """What will change, what stood in the way, and the button."""
    if wish.words:
        st.html(f'<p class="change" role="note">{wish.words}</p>')
    if len(subject.mention_ids) > 1:
        st.html(f'<p class="quiet">{t("规划中写到它的 {n} 处一并更正。", n=len(subject.mention_ids))}</p>')
    asked = correct_acts.signature(subject.mention_ids, wish)
    trouble = correct_acts.trouble(asked)
    if trouble:
        st.html(f'<p class="trouble" role="alert">{trouble.sentence}</p>')
    is_doubted = trouble is not None and trouble.code == "doubtful"
    st.button(
        t("仍要保存") if is_doubted else t("保存"),
        key="correct_save",
        type="primary",
        disabled=not wish.is_ready,
        on_click=correct_acts.save,
        args=(subject.catalog, subject.mention, subject.mention_ids, wish),
    )


def _key(subject: Subject, part: str) -> str:
    """Key of a widget: another subject or a new revision of it has widgets of its own."""
    seen = subject.catalog.overlay.seen(subject.mention.mention_id)
    return f"correct_{part}_{subject.mention.mention_id}_{seen}"


def _plain(subject: Subject, action: str) -> Wish:
    """An action that states nothing."""
    if not action:
        return Wish("", is_ready=False)
    st.html(f'<p class="quiet">{t(ABOUT[action])}</p>')
    status = correct_words.STATUS
    labels = {name: t(words, context="status") for name, words in status.items()}
    words = {
        "verify": correct_words.change(t("状态", context="correction"), labels[subject.status], labels["verified"]),
        "unplace": correct_words.change(correct_words.field("position"), _where(subject), t("未定位")),
        "reset": correct_words.change(
            correct_words.field("position"), _where(subject), t("自动定位", context="correction")
        ),
        "reject": correct_words.change(t("项目", context="column"), quoting.name(subject.mention.name), ""),
    }
    return Wish(action, words=words[action])


def _rename(subject: Subject) -> Wish:
    name = st.text_input(
        t("新名称"), value=subject.mention.name, max_chars=LONGEST_NAME, key=_key(subject, "name")
    ).strip()
    before, after = quoting.name(subject.mention.name), quoting.name(name)
    is_new = bool(name) and name != subject.mention.name
    words = correct_words.change(correct_words.field("name"), before, after) if is_new else ""
    return Wish("rename", [name], words=words, is_ready=is_new)


def _change(subject: Subject) -> Wish:
    """Kind, sector, stage, county and town, each from its list."""
    mention, counties = subject.mention, county_names()
    boxes = {
        name: _box(subject, name, [*([_NONE] if name != "stage" else []), *terms()[name]])
        for name in ("kind", "sector", "stage")
    }
    boxes["adcode"] = _box(subject, "adcode", [_NONE, *_near_first(subject, counties)], counties)
    towns = township_names(boxes["adcode"]) if boxes["adcode"] else ()
    boxes["township"] = _box(subject, "township", [_NONE, *towns], new=True)
    if boxes["adcode"] != (mention.adcode or "") and boxes["township"] not in towns:
        boxes["township"] = _NONE  # that of another county
    wanted = {name: said or None for name, said in boxes.items() if (said or None) != getattr(mention, name)}
    words = "<br>".join(
        correct_words.change(
            correct_words.field(name),
            correct_words.value(name, getattr(mention, name), counties),
            correct_words.value(name, said, counties),
        )
        for name, said in wanted.items()
    )
    return Wish("change", [wanted], words=words, is_ready=bool(wanted))


def _box(
    subject: Subject, name: str, choices: Sequence[str], words: dict[str, str] | None = None, *, new: bool = False
) -> str:
    present = getattr(subject.mention, name) or _NONE
    known = list(dict.fromkeys([*choices, present]))

    def shown(code: str) -> str:
        if code == _NONE:
            return t("不写", context="correction")
        if words:
            return quoting.plain_name(words.get(code, code), division=True)
        return quoting.plain_name(code, division=True) if new else language.title(name, code)

    chosen = st.selectbox(
        correct_words.field(name),
        known,
        index=known.index(present),
        format_func=shown,
        key=_key(subject, name),
        accept_new_options=new,
    )
    return (chosen or _NONE).strip()[:LONGEST_TOWNSHIP] if new else chosen


def _near_first(subject: Subject, counties: dict[str, str]) -> list[str]:
    """Counties of the plan, then all others."""
    of_plan = [area.code for area in subject.catalog.plan_counties((subject.mention.plan_id,))]
    return list(dict.fromkeys([*(code for code in of_plan if code in counties), *counties]))


def _move(subject: Subject) -> Wish:
    """A point typed with its datum, or one of the candidates."""
    candidates = subject.candidates
    way = TYPED
    if candidates:
        way = st.segmented_control(
            t("怎样给出位置"),
            list(WAYS),
            format_func=lambda code: t(WAYS[code], context="correction"),
            default=TYPED,
            required=True,
            key=_key(subject, "way"),
            label_visibility="collapsed",
        )
    return _choose(subject, candidates) if way == CHOSEN else _typed(subject)


def _typed(subject: Subject) -> Wish:
    left, right = st.columns(2)
    lon = left.number_input(t("经度(度)"), value=None, format="%.6f", step=0.001, key=_key(subject, "lon"))
    lat = right.number_input(t("纬度(度)"), value=None, format="%.6f", step=0.001, key=_key(subject, "lat"))
    datum = st.selectbox(
        t("坐标系", context="correction"),
        [str(one) for one in DATUMS],
        index=None,
        placeholder=t("请选择:坐标从哪里来"),
        format_func=_datum,
        key=_key(subject, "datum"),
    )
    if lon is None or lat is None or datum is None:
        return Wish("move", is_ready=False)
    after = correct_words.point(lon, lat, datum)
    words = correct_words.change(correct_words.field("position"), _where(subject), after)
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


def _choose(subject: Subject, candidates: Sequence[Candidate]) -> Wish:
    place = st.selectbox(
        t("候选", context="column"),
        range(len(candidates)),
        index=None,
        placeholder=t("从 {n} 处候选中选", n=len(candidates)),
        format_func=lambda number: _candidate(candidates[number]),
        key=_key(subject, "candidate"),
    )
    if place is None:
        return Wish("choose", is_ready=False)
    after = literal(_candidate(candidates[place]))
    words = correct_words.change(correct_words.field("position"), _where(subject), after)
    return Wish("choose", [candidates[place]], words=words)


def _candidate(one: Candidate) -> str:
    where = quoting.plain_name(one.division, division=True) if one.division else ""
    precision = language.title("precision", one.precision)
    return " · ".join(filter(None, [quoting.plain_name(one.name), where, precision]))


def _where(subject: Subject) -> str:
    """The present position in words, as HTML."""
    link = subject.catalog.link(subject.mention.mention_id)
    place = subject.catalog.place(link.place_id) if link and link.place_id else None
    if place is None:
        return t("未定位")
    parts = [chips.precision(place.precision)]
    parts += [quoting.name(one, division=True) for one in (place.county, place.township) if one]
    if place.precision == "exact" and place.geometry is not None and place.geometry.geom_type == "Point":
        parts.append(f"{place.geometry.x:.4f}°E,{place.geometry.y:.4f}°N")
    return " ".join(parts)

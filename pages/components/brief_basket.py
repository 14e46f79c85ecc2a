"""简报篮: the pages collected for a briefing, from every page of the program, kept in the address.

`button` collects a page; `draw` lists them on 简报, where they are put in order, renamed, opened and taken out.
"""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256

import streamlit as st

from loaders import briefing
from loaders.catalog import Catalog
from pages.components import brief_state, empty, filters, markup, state
from pages.components.brief_state import MOST_ITEMS, Item
from pages.components.language import mark, t
from pages.components.markup import literal, unformatted
from pages.components.state import View

ADD = mark("加入简报")
PAPERS = {
    "slide": mark("幻灯片", context="paper"),
    "a4": mark("A4 横", context="paper"),
    "a4-portrait": mark("A4 竖", context="paper"),
    "a3": mark("A3 横", context="paper"),
    "a3-portrait": mark("A3 竖", context="paper"),
}
SAID = {
    "added": mark("已加入简报,第 {number} 页"),
    "updated": mark("已更新第 {number} 页"),
    "known": mark("简报篮里已有这一页,是第 {number} 页"),
    "full": mark("简报篮最多放 {most} 页,请先导出或移除一些"),
}
EMPTY = (
    mark("简报篮还是空的"),
    mark("在任务地图、区县画像、任务清单、项目台账或本页点“加入简报”,逐页收集,排好顺序,一次导出。"),
)
_SAID, _UNDO = "brief_said", "brief_undo"
_WITHIN = {"up": -1, "down": 1}


def button(view: View, *, disabled: bool = False) -> None:
    """The button that collects what a page shows with these filters."""
    text = brief_state.collected(view).text
    st.button(t(ADD), key="add_to_brief", on_click=add, args=(text,), disabled=disabled)


def collect(view: View, bounds: str) -> None:
    """Collect the map of these filters, and of an extent as the address holds it."""
    add(brief_state.collected(view, brief_state.bounds_in(bounds)).text)


def keep_button(item: Item, items: Sequence[Item], *, disabled: bool) -> None:
    """The button of 简报 itself: it collects the current page, or writes it over the one that was opened."""
    number = state.positive("edit") or 0
    text, texts = item.text, [one.text for one in items]
    if 0 < number <= len(texts):
        words, act = t("更新第 {number} 页", number=number), partial(_write_over, texts, number - 1, text)
    else:
        words, act = t(ADD), partial(add, text)
    is_known = text in texts
    st.button(words, key="add_to_brief", on_click=act, disabled=disabled or is_known, width="stretch")


def add(text: str) -> None:
    """Put a page behind the others and keep a word on it for the next run, which has a language."""
    texts = brief_state.texts()
    if text in texts:
        said = ("known", texts.index(text) + 1)
    elif brief_state.is_full([*texts, text]):
        said = ("full", 0)
    else:
        _keep([*texts, text])
        said = ("added", len(texts) + 1)
    st.session_state[_SAID] = said


def _write_over(texts: Sequence[str], place: int, text: str) -> None:
    """Put the page where the one that was opened stood."""
    _keep([*texts[:place], text, *texts[place + 1 :]])
    st.session_state[_SAID] = ("updated", place + 1)


def say() -> None:
    """Tell, once, what became of the page that was collected."""
    code, number = st.session_state.pop(_SAID, ("", 0))
    if code:
        st.toast(unformatted(t(SAID[code], number=number, most=MOST_ITEMS)))


def obey(texts: Sequence[str], command: str) -> None:
    """Change the pages as a click asked; numbers are those that a reader sees, what makes no sense changes nothing.

    Commands: `up 2`, `down 2`, `move 2 5`, `rename 2 words`, `remove 2`, `edit 2`, `clear`, `undo`.
    """
    action, _, rest = command.partition(" ")
    first, _, words = rest.partition(" ")
    place = int(first) - 1 if first.isdecimal() else -1
    before, after = list(texts), list(texts)
    if action == "undo":
        after = st.session_state.get(_UNDO, before)
    elif action == "clear":
        after = []
    elif not 0 <= place < len(after):
        return
    elif action == "edit":
        return _open(after[place], place)
    elif action == "rename":
        after[place] = renamed(after[place], words)
    elif action == "remove":
        del after[place]
    elif action in _WITHIN or (action == "move" and words.isdecimal()):
        to = place + _WITHIN[action] if action in _WITHIN else int(words) - 1
        after.insert(min(max(to, 0), len(after) - 1), after.pop(place))
    _keep(after, undo=before if action in {"remove", "clear"} else None)


def renamed(text: str, title: str) -> str:
    """The item with another headline; without one, the proposed one is printed again."""
    kept = [part for part in text.split("&") if not part.startswith("title=")]
    said = brief_state.title_part(title)
    return "&".join([*kept, said] if said else kept)


def _keep(texts: list[str], undo: list[str] | None = None) -> None:
    """Write the pages into the address; what a removal took can be brought back until the next change."""
    state.write({state.ITEM: texts, "edit": None})
    if undo is None:
        st.session_state.pop(_UNDO, None)
    else:
        st.session_state[_UNDO] = undo


def _open(text: str, place: int) -> None:
    """Make a collected page the current one."""
    asked = brief_state.parameters(text)
    of_files = state.several("without", brief_state.IN_FILE)
    names = (*state.FILTERS, *state.SELECTION, *brief_state.OF_PAGE)
    state.write({**dict.fromkeys(names), **asked, "edit": str(place + 1)})
    state.write({"without": ",".join([*asked.get("without", []), *of_files])})


def draw(catalog: Catalog, items: Sequence[Item], export: Callable[[], None], *, pages: int) -> None:
    """The head with the number of pages and what `export` draws, and a row per page."""
    texts = [item.text for item in items]
    obeying = partial(obey, texts)
    with st.container(key="basket"):
        with st.container(key="basket_head", horizontal=True, gap=None, vertical_alignment="center"):
            markup.show(_head(items, pages), key="basket_said", on_open=obeying)
            export()
        edited = state.positive("edit")
        rows = "".join(_row(catalog, item, number, edited) for number, item in enumerate(items, start=1))
        body = f'<ol class="basket-rows">{rows}</ol>' if items else empty.message(*EMPTY, clear=False)
        markup.show(body, key="basket_rows", on_open=obeying)


def _head(items: Sequence[Item], pages: int) -> str:
    """Title, number of pages, and the links that empty the basket or bring back what was removed."""
    counted = t("{n} 页", n=pages)
    if pages != len(items):
        counted = t("{items} 项,共 {pages}", items=len(items), pages=counted)
    number = f"<small>{counted}</small>" if items else ""
    undo = f'<button type="button" class="link" data-open="undo">{t("撤销移除")}</button>'
    clear = f'<button type="button" class="link" data-open="clear">{t("清空")}</button>'
    links = (undo if _UNDO in st.session_state else "") + (clear if items else "")
    return f'<h2 class="basket-title">{t("简报篮")}{number}</h2>{links}'


def _row(catalog: Catalog, item: Item, number: int, edited: int | None) -> str:
    """A page: number, sheet, headline to write over, scope in words, paper, and its buttons."""
    title, empty_scope = proposed(catalog, item)
    same = sha256(item.text.encode()).hexdigest()[:8]  # the focus stays with the page when it changes its place
    buttons = "".join(
        f'<button type="button" class="icon-button" data-open="{action} {number}" data-keep="{action}-{same}" '
        f'aria-label="{literal(t(label, number=number))}" title="{literal(t(label, number=number))}">{sign}</button>'
        for action, sign, label in (
            ("up", "↑", mark("第 {number} 页上移")),
            ("down", "↓", mark("第 {number} 页下移")),
            ("edit", "✎", mark("打开并编辑第 {number} 页")),
            ("remove", "×", mark("移除第 {number} 页")),
        )
    )
    field = (
        f'<input class="headline" lang="zh" value="{literal(item.title)}" placeholder="{literal(title)}" '
        f'data-change="rename {number} " maxlength="{brief_state.TITLE_LIMIT}" '
        f'aria-label="{literal(t("第 {number} 页的标题", number=number))}">'
    )
    note = f' <b class="alarm">{t("没有项目")}</b>' if empty_scope else ""
    now = ' class="now" aria-current="true"' if number == edited else ""
    return (
        f'<li{now} data-place="{number}"><span class="handle" draggable="true" data-drag="{number}">'
        f'<b class="badge">{number}</b><i class="sheet sheet-{item.paper}"></i></span><div class="grow">{field}'
        f"<small>{in_words(catalog, item)}{note}</small></div>"
        f"<span>{kind_in_words(catalog, item)}</span><div>{buttons}</div></li>"
    )


def in_words(catalog: Catalog, item: Item) -> str:
    """Plan, filters and extent of a page as HTML."""
    told = filters.in_words(catalog, item.view)
    parts = [f"{t('{label}:{names}', label=label, names=names)}" for label, names in told.items()]
    if item.bounds:
        west, south, east, north = (f"{value:.2f}" for value in item.bounds)
        parts.append(t("地图范围 {west}–{east}°E,{south}–{north}°N", west=west, east=east, south=south, north=north))
    return " · ".join([filters.plan_in_words(catalog, item.view), *parts])


def kind_in_words(catalog: Catalog, item: Item) -> str:
    """Paper of a page, and how many it is as an atlas."""
    pages = len(scopes_of(catalog, [item]))
    paper = t(PAPERS[item.paper], context="paper")
    return f"{paper} · {t('图集 {n} 页', n=pages)}" if item.atlas else paper


def scopes_of(catalog: Catalog, items: Sequence[Item]) -> tuple[briefing.MapScope, ...]:
    """The pages to print, those of an atlas one by one."""
    pages: list[briefing.MapScope] = []
    for item in items:
        pages += briefing.atlas(catalog, item.scope) if item.atlas else (item.scope,)
    return tuple(pages)


def proposed(catalog: Catalog, item: Item) -> tuple[str, bool]:
    """The headline that a page would get, and whether nothing is on it."""
    return _proposed(catalog.build_id, item.text, catalog, item)


@st.cache_data(max_entries=512, show_spinner=False)
def _proposed(build_id: str, text: str, _catalog: Catalog, _item: Item) -> tuple[str, bool]:
    del build_id, text  # the key
    found = briefing.brief(_catalog, _item.scope)
    return found.proposed, not found.projects

"""What the long tables share: heads that sort, the page that holds the open row, the box with its foot."""

from collections.abc import Collection, Sequence
from math import ceil

from pages.components.language import mark, t
from pages.components.markup import link

OPENS = mark("展开")
NO_ORDER = mark("这份清单很长,不能按这一列排序;用左侧的筛选缩小范围后可以。")


def heading(
    sort: str, label: str, current: str, *, most_first: Collection[str] = (), orders: Collection[str] | None = None
) -> str:
    """A column head that sorts by its column, and the other way round when it does so already.

    Of a list too long to be sorted by every column only the `orders` do.
    """
    if orders is not None and sort not in orders:
        return f'<th scope="col" class="no-order" title="{t(NO_ORDER)}">{t(label, context="column")}</th>'
    order = {sort: "ascending", f"-{sort}": "descending"}.get(current, "none")
    first, other = (f"-{sort}", sort) if sort in most_first else (sort, f"-{sort}")
    name = link(t(label, context="column"), sort=other if current == first else first, page=None)
    return f'<th scope="col" aria-sort="{order}">{name}</th>'


def table(body: str, head: str, *, css: str, label: str, first: str = OPENS) -> str:
    """A table of rows that open: `label` and `first`, the head of the column of arrows, are for screen readers."""
    return (
        f'<table class="task-table {css}" aria-label="{t(label)}"><thead><tr>'
        f'<th scope="col"><span class="sr">{t(first)}</span></th>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def page_of(open_rows: Sequence[bool], *, asked: int | None, size: int) -> int:
    """The page asked for (from 1, at most the last), else the one that holds the first open row."""
    if asked:
        return min(asked, max(1, ceil(len(open_rows) / size)))
    return (open_rows.index(True) if True in open_rows else 0) // size + 1


def box(body: str, foot: str) -> str:
    """The table, which scrolls, above its foot, which stays; no foot where there are no rows."""
    footer = f'<footer class="tasks-foot">{foot}</footer>' if foot else ""
    return f'<div class="tasks"><div class="tasks-scroll">{body}</div>{footer}</div>'


def pager(total: int, *, page: int, size: int) -> str:
    """Links to the neighbouring pages round the numbers of the first and last row shown; `page` counts from 1."""
    first, last = (page - 1) * size + 1, min(page * size, total)
    before = link(t("‹ 上一页"), css="more", page=str(page - 1)) if page > 1 else ""
    after = link(t("下一页 ›"), css="more", page=str(page + 1)) if last < total else ""
    return f"<span>{before} {first}–{last} / {total} {after}</span>"

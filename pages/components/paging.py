"""Turning the pages of a long table: which rows are shown, and links to the page before and behind."""

from pages.components.markup import link


def pager(total: int, *, page: int, size: int) -> str:
    """Links to the neighbouring pages round the numbers of the first and last row shown; `page` counts from 1."""
    first, last = (page - 1) * size + 1, min(page * size, total)
    before = link("‹ 上一页", css="more", page=str(page - 1)) if page > 1 else ""
    after = link("下一页 ›", css="more", page=str(page + 1)) if last < total else ""
    return f"<span>{before} {first}–{last} / {total} {after}</span>"

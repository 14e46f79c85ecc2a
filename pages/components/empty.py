"""What a page says in place of its content: that there is nothing, why, and the button that changes it."""

from pages.components import markup
from pages.components.language import mark, t
from pages.components.state import FILTERS

NO_TASK = (mark("没有符合条件的任务"), mark("放宽左侧的筛选,或清除筛选看全部任务。"))


def message(title: str, hint: str, *, clear: bool = True, keep: str = "", **fields: str) -> str:
    """One sentence, what to do, and (with `clear`) a button that takes out every filter but the plan and `keep`.

    Title and hint are messages of the catalogue; what stands in the `fields` of the title is HTML.
    """
    changes = {name: None for name in (*FILTERS[1:], "page") if name != keep}
    said = t("清除全部筛选")
    button = f'<button type="button" class="button primary" {markup.go(**changes)}>{said}</button>' if clear else ""
    return f'<div class="empty"><b>{t(title, **fields)}</b><p>{t(hint)}</p>{button}</div>'

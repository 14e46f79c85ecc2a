"""What a page says in place of its content: that there is nothing, why, and the button that changes it."""

from pages.components import markup
from pages.components.state import FILTERS

CLEAR = "清除全部筛选"
NO_TASK = ("没有符合条件的任务", "放宽左侧的筛选,或清除筛选看全部任务。")


def message(title: str, hint: str, *, clear: bool = True, keep: str = "") -> str:
    """One sentence, what to do, and (with `clear`) a button that takes out every filter but the plan and `keep`.

    Title and hint are HTML, already escaped.
    """
    changes = {name: None for name in (*FILTERS[1:], "page") if name != keep}
    button = f'<button type="button" class="button primary" {markup.go(**changes)}>{CLEAR}</button>' if clear else ""
    return f'<div class="empty"><b>{title}</b><p>{hint}</p>{button}</div>'

"""Units that filter: a chip or a word that puts its unit into the address, or takes it out again."""

from collections.abc import Sequence

from pages.components import chips, quoting, state
from pages.components.language import t
from pages.components.markup import go, literal


def buttons(names: Sequence[str], chosen: Sequence[str], *, css: str = "") -> str:
    """Units as chips that switch the filter, or the words for what the plan does not say."""
    return "".join(button(name, chosen, css=f"chip {css}") for name in names) or chips.not_stated()


def button(name: str, chosen: Sequence[str], *, css: str, label: str = "") -> str:
    """A button that switches the filter of one unit; `label` is HTML, by default the name."""
    return (
        f'<button type="button" class="unit-filter {css}" aria-pressed="{str(name in chosen).lower()}" '
        f'title="{literal(title(name, chosen))}" {go(unit=state.toggled(chosen, name), page=None)}>'
        f"{label or quoting.quoted(name)}</button>"
    )


def title(name: str, chosen: Sequence[str]) -> str:
    """What a click on the unit will do."""
    if name in chosen:
        return t("取消按单位筛选:{name}", name=name)
    return t("按单位筛选:只看{name}牵头或参与的任务", name=name)

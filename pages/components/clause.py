"""The clause of a task as HTML: the selected project in yellow, every other named place underlined."""

from collections.abc import Callable, Iterable
from itertools import groupby

from loaders.catalog import Mention
from pages.components.markup import link, literal

Changes = Callable[[Mention], dict[str, str | None] | None]


def as_html(
    text: str,
    *,
    offset: int,
    mentions: Iterable[Mention],
    selected: frozenset[str],
    changes: Changes,
    soft: bool = False,
) -> str:
    """The text of a clause with its mentions marked.

    Parameters
    ----------
    text
        The clause as in the plan.
    offset
        Where it starts in the plan, in characters: mentions count from there.
    mentions
        What is marked; names of divisions alone are left plain unless selected.
    selected
        Ids of the mentions to show in yellow.
    changes
        Changes of the address when a mention is clicked, or None for a mention that leads nowhere.
    soft
        Pale yellow instead of the strong one, and the marked mentions stay links.
    """
    owners: list[Mention | None] = [None] * len(text)
    shown = [mention for mention in mentions if mention.type != "admin" or mention.mention_id in selected]
    for mention in sorted(shown, key=lambda mention: mention.mention_id in selected):
        for start, end in _pieces(mention):
            for position in range(max(start - offset, 0), min(end - offset, len(text))):
                owners[position] = mention
    runs = groupby(zip(owners, text, strict=True), key=lambda pair: pair[0])
    return "".join(
        _piece("".join(letter for _, letter in run), owner, selected=selected, changes=changes, soft=soft)
        for owner, run in runs
    )


def _pieces(mention: Mention) -> Iterable[tuple[int, int]]:
    if mention.parts:
        return [(part.start_char, part.end_char) for part in mention.parts]
    return [(mention.start_char, mention.end_char)]


def _piece(text: str, owner: Mention | None, *, selected: frozenset[str], changes: Changes, soft: bool) -> str:
    if owner is None:
        return literal(text)
    is_selected = owner.mention_id in selected
    marked = f'<mark class="{"soft" if soft else ""}">{literal(text)}</mark>' if is_selected else literal(text)
    goto = None if is_selected and not soft else changes(owner)
    if goto is None:
        return marked if is_selected else f'<span class="place">{marked}</span>'
    return link(marked, css="place", **goto)

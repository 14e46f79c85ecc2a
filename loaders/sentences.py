"""Takes the sentences of geo and loaders apart again, so that the screen can say them in another language.

A reason is put together from templates (`geo.reasons`) and kept as one Chinese sentence in the build. `pieces` finds
the templates and what stood in their fields: `只知在城口县，未找到更细的位置` is FOUND_COUNTY of 城口县. A sentence
that is made of no template (a remark in a table of sites) gives none; it can only be quoted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType

from geo import reasons
from geo.local import reasons as local_reasons
from loaders import comparison, online_maps, pairing, progress, quality
from loaders.correcting import words as correcting_words
from loaders.projects import SOURCES
from loaders.stored.inputs import UNREADABLE

JOINED = "；"  # between the sentences of one reason
ADDED = (JOINED, "（")  # how a template begins that continues another one
_FIELD = re.compile(r"\{(\w+)(?::[^}]*)?\}")
_CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One template of a sentence and what stands in its fields; `added` continues the piece before."""

    template: str
    fields: tuple[tuple[str, str], ...]
    added: bool


def _constants(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if name.isupper() and isinstance(value, str) and _CHINESE.search(value):
            yield value


def templates() -> tuple[str, ...]:
    """Every template a sentence on the screen can be made of, each once."""
    several = (reasons, local_reasons, progress, online_maps, correcting_words)
    others = (
        *(quality.WHY_INFERRED, quality.WHY_DOUBTED, quality.WHY_TIED),
        *(pairing.SEVERAL, pairing.OTHER_PART, pairing.COUNTY_UNSTATED, pairing.OTHER_NAME),
        *(comparison.NO_COUNTY, UNREADABLE, *SOURCES.values()),
    )
    found = dict.fromkeys((*(text for module in several for text in _constants(module)), *others))
    return tuple(text for text in found if text != reasons.SITE_EVIDENCE)  # a remark and its references: never ours


@lru_cache(maxsize=4096)
def pieces(sentence: str) -> tuple[Piece, ...]:
    """The templates that the sentence is made of in order, or nothing where it holds anything else."""
    found = _whole(sentence, "[^；]+?")
    if found:
        return (found,)
    return _with_addition(sentence) or _joined(sentence) or tuple(filter(None, [_whole(sentence, ".+?")]))


def _whole(sentence: str, field: str) -> Piece | None:
    """The one template that makes the whole sentence: of several the one with most words of its own."""
    for template, pattern in _patterns(field):
        match = pattern.fullmatch(sentence)
        if match and not any(_is_additional(value) for value in match.groups()):
            return Piece(template, tuple(match.groupdict().items()), template.startswith(ADDED))
    return None


def _is_additional(value: str) -> bool:
    """Whether a field has swallowed the addition behind it."""
    return any(
        pattern.search(value)
        for template, pattern in _patterns("[^；]+?")
        if template.startswith("（") and "{" in template
    )


def _with_addition(sentence: str) -> tuple[Piece, ...]:
    """A sentence and what continues it without a sign between them, as a remark in brackets."""
    for place in range(len(sentence) - 1, 0, -1):
        if sentence[place] not in ADDED:
            continue
        added = _whole(sentence[place:], "[^；]+?")
        head = pieces(sentence[:place]) if added and added.added else ()
        if added and head:
            return (*head, added)
    return ()


def _joined(sentence: str) -> tuple[Piece, ...]:
    """Sentences with a semicolon between them."""
    for place, sign in enumerate(sentence):
        head = pieces(sentence[:place]) if sign == JOINED else ()
        tail = pieces(sentence[place + 1 :]) if head else ()
        if tail:
            return (*head, *tail)
    return ()


@lru_cache(maxsize=2)
def _patterns(field: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Templates, those with most words of their own first, and what matches their sentences."""
    ordered = sorted(templates(), key=lambda text: -len(_FIELD.sub("", text)))
    return tuple((text, re.compile(_pattern(text, field), re.DOTALL)) for text in ordered)


def _pattern(template: str, field: str) -> str:
    literals = _FIELD.split(template)[::2]
    names = _FIELD.findall(template)
    groups = [f"(?P<{name}>{field})" for name in names]
    parts = [part for pair in zip(map(re.escape, literals), [*groups, ""], strict=True) for part in pair]
    return "".join(parts)

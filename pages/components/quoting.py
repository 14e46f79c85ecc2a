"""What plans, gazetteers and the reader of plans wrote, as HTML for the interface in either language.

In the English interface names keep their Chinese form with the reading beside it, other words of a plan stay as they
are, both said to be Chinese (`lang="zh"`), and sentences of the program are said in English.
"""

import re
from collections.abc import Iterable

from loaders.catalog import map_credit, romanised, sentence_pieces, terms
from pages.components import language
from pages.components.language import mark, t
from pages.components.markup import literal

_CHINESE = re.compile("[\u3400-\u9fff]")
# Fields of the reasons that hold divisions, whose rank has an English word, and those with other names.
_DIVISIONS = frozenset({"county", "counties", "region", "township", "city", "part", "found", "wanted", "current"})
_NAMES = frozenset({"name", "village", "points", "choices", "letters", "missing", "chosen", *_DIVISIONS})
_LISTED = "、"
_NUMBER = "号"  # behind the number of an approval
# The credit of the base map as `data/sources.toml` states it.
BOUNDARIES = mark("国家地理信息公共服务平台(天地图)")
CREDIT = mark("底图:{source} 底图审图号:{number} · 内部工作用图 · 公开使用须依法送审")


def quoted(text: str) -> str:
    """Words of a plan as they stand there."""
    if language.is_chinese() or not _CHINESE.search(text):
        return literal(text)
    return f'<span lang="zh">{literal(text)}</span>'


def name(text: str, *, division: bool = False) -> str:
    """A name of a place or project, in the English interface with its reading; a `division` with its rank in words."""
    if language.is_chinese() or not _CHINESE.search(text):
        return literal(text)
    reading = literal(romanised(text, division=division))
    return f'<span lang="zh">{literal(text)}</span> <span class="reading">{reading}</span>'


def names(texts: Iterable[str], *, division: bool = False) -> str:
    """Several names in a row."""
    return t(_LISTED).join(name(text, division=division) for text in texts)


def plain_name(text: str, *, division: bool = False) -> str:
    """The same as plain text, where no markup can stand: the entries of a list, a title of the browser."""
    if language.is_chinese() or not _CHINESE.search(text):
        return text
    return f"{text} {romanised(text, division=division)}"


def sentence(text: str) -> str:
    """A sentence of the program in the language of the interface; what is none of its sentences is a quotation."""
    if language.is_chinese() or not _CHINESE.search(text):
        return literal(text)
    return _translated(text) or _quotation(text)


def plain_sentence(text: str) -> str:
    """The same as plain text, for the browser's script and for titles."""
    return re.sub("<[^>]*>", "", sentence(text))


def credit() -> str:
    """What every map must say of its base map; its approval number stays as it was given."""
    known = map_credit()
    if language.is_chinese():
        return known.footer
    return t(CREDIT, source=t(BOUNDARIES), number=approval_number())


def approval_number() -> str:
    """The number (审图号) under which the map of the boundaries was approved."""
    number = map_credit().approval_number
    return number if language.is_chinese() else number.removesuffix(_NUMBER)


def _translated(text: str) -> str:
    """The sentence in English piece by piece, '' for one the program does not make."""
    said = ""
    for piece in sentence_pieces(text):
        fields = {field: _field(field, value) for field, value in piece.fields}
        joint = "; " if said and not piece.added else ""
        said += joint + t(piece.template, context="sentence", **fields)
    return said


def _field(field: str, value: str) -> str:
    """What stands in a field: a sentence again, a list of them, or names."""
    whole = _translated(value) if _CHINESE.search(value) else literal(value)
    if whole:
        return whole
    parts = value.split(_LISTED)
    if field not in _NAMES:
        said = [_translated(part) for part in parts]
        return ", ".join(said) if all(said) else _quotation(value)
    kinds = {term.zh: term.en for term in terms()["kind"].values()}
    return ", ".join(kinds.get(part) or name(part, division=field in _DIVISIONS) for part in parts)


def _quotation(text: str) -> str:
    return f'<q lang="zh">{literal(text)}</q>' if _CHINESE.search(text) else literal(text)

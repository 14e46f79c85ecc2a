"""The language of the interface: Chinese as the source writes it, English from a gettext catalogue.

`t("共 {n} 个项目", n=3)` is the sentence in the language of the address (`?lang=en`; Chinese without it). The Chinese
words are the keys of `data/locale/en/LC_MESSAGES/plan_atlas.po`. Words that are kept in a constant pass `mark`, and
`t` where they are shown. A message with the field `{n}` has two English forms, chosen by that number.

What plans and gazetteers write is never translated: `pages.components.markup` shows it as Chinese (`lang="zh"`).
"""

import gettext
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

import streamlit as st

from loaders.catalog import terms

DOMAIN = "plan_atlas"
DIRECTORY = Path(__file__).parents[2] / "data" / "locale"
PARAMETER = "lang"
DEFAULT = "zh"
# What each language is called in itself, by the code of the address; the first one needs no parameter.
LANGUAGES = {DEFAULT: "中文", "en": "English"}
TAGS = {DEFAULT: "zh-CN", "en": "en"}  # for the attribute `lang` of the document

_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


FIVE_DIGITS, SIX_DIGITS = 10_000, 100_000


def read() -> str:
    """Take the language of this run from the address; an unknown one is Chinese."""
    use(st.query_params.get(PARAMETER, DEFAULT))
    return current()


def use(code: str) -> None:
    """Speak the language of this code from now on in this run."""
    _current.set(code if code in LANGUAGES else DEFAULT)


def current() -> str:
    """Code of the language of this run."""
    return _current.get()


def is_chinese() -> bool:
    """Whether names and plan texts are in the language of the interface, and need no reading beside them."""
    return current() == DEFAULT


def t(message: str, /, *, context: str = "", **fields: object) -> str:
    """The message in the language of this run, its `{fields}` filled in.

    `context` tells apart messages that are the same in Chinese only (项目 over one column, or before a number).
    """
    catalogue = _catalogue(current())
    if "n" in fields:
        number = int(str(fields["n"]))
        text = (
            catalogue.npgettext(context, message, message, number)
            if context
            else catalogue.ngettext(message, message, number)
        )
    else:
        text = catalogue.pgettext(context, message) if context else catalogue.gettext(message)
    return text.format(**fields) if fields else text


def number(value: int) -> str:
    """A count for a narrow place: long ones are rounded, as `17.0万` from six digits on, `17k` (English) from five."""
    if is_chinese():
        return str(value) if value < SIX_DIGITS else t("{amount}万", amount=f"{value / 10_000:.1f}")
    return str(value) if value < FIVE_DIGITS else f"{value / 1_000:.0f}k"


def mark(message: str, /, *, context: str = "") -> str:
    """The message as it is, marked for the catalogue: a constant that `t` translates where it is shown."""
    del context  # read from the source by the test of the catalogue
    return message


def title(kind: str, code: str) -> str:
    """What a code of a list of the vocabulary is called: the sector `water` is 水利, Water; '' for an unknown one."""
    term = terms()[kind].get(code)
    return "" if term is None else term.zh if is_chinese() else term.en


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == DEFAULT:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, localedir=DIRECTORY, languages=[language])

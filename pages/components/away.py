"""While a database is away that a page cannot do without: one sentence over it, and it asks again by itself.

A run that cannot read it says so, rests and runs anew: a run that ends so takes nothing from the page, so that the
browser keeps what is typed, and shows it again when the database answers. The address stays what it is.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from loaders import operations
from loaders.catalog import CatalogError
from loaders.store import StoreBusyError, StoreError
from pages.components import access, catalog
from pages.components.language import mark, t

RETRY_S = 3.0
Away = CatalogError | StoreError
_AWAY = mark("数据库暂时连不上,正在重试……")
_TO_DO = mark("不用刷新:数据库恢复后本页自动显示,地址和已填写的内容都在。若超过几分钟,请告诉管理员。")
_NOTHING = mark("数据库里还没有发布数据,正在重试……")
_TO_PUBLISH = mark("管理员发布数据(python -m loaders publish)后,本页自动显示。")
Given = ParamSpec("Given")


@contextmanager
def patient() -> Iterator[None]:
    """Wait for the catalog or the store where the page cannot be drawn without, then draw it anew."""
    place = st.empty()  # on every run, so that what follows keeps its position
    try:
        yield
    except (CatalogError, StoreError) as error:
        if isinstance(error, StoreError) and type(error) not in {StoreError, StoreBusyError}:
            raise  # something that was asked of a store that answers
        if isinstance(error, StoreError) or not catalog.has_moved():  # then there is another build to look at, now
            _note(error)
            place.html(_card(error))
            time.sleep(RETRY_S)
        st.rerun()


def spared(act: Callable[Given, None]) -> Callable[Given, None]:
    """A callback that does nothing while the catalog is away; the run after it says so."""

    @wraps(act)
    def tried(*args: Given.args, **words: Given.kwargs) -> None:
        try:
            act(*args, **words)
        except CatalogError as error:
            _note(error)

    return tried


def _note(error: Away) -> None:
    name = "catalog_away" if isinstance(error, CatalogError) else "store_away"
    operations.event(name, logging.WARNING, cause=type(error).__name__)


def _card(error: Away) -> str:
    is_empty = isinstance(error, CatalogError) and error.is_gone
    said, to_do = (_NOTHING, _TO_PUBLISH) if is_empty else (_AWAY, _TO_DO)
    cause = access.cause(error)
    return f'<div class="away" role="alert"><div><h2>{t(said)}</h2><p>{t(to_do)}</p>{cause}</div></div>'

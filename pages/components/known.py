"""The corrections that this server knows: those of the store or, while it is away, those it read last.

What planners have rejected does not come back because a database is away.
"""

import threading
import time
from dataclasses import dataclass, replace
from datetime import datetime

import streamlit as st

from loaders.catalog import Corrections
from loaders.store import StoreError, corrections, is_store_there
from pages.components import access
from pages.components.language import mark, t

RETRY_S = 3.0
KIND = "correction"  # of the records of the store
_NONE = Corrections()
_UNKNOWN, _NEVER = -1, 0  # instead of the number of the newest correction
_KNOWN = mark("更正库暂时连不上,显示的是 {time} 读到的更正;暂时不能保存更改。正在重试,恢复后自动更新。")
_NOT_KNOWN = mark("更正库连不上,显示的是未更正的内容,已否定的项目也在内;暂时不能保存更改。正在重试。")
_NOT_SHOWN = mark("更正库暂时连不上,暂时不能保存更改;查看不受影响。正在重试。")


@dataclass(frozen=True, slots=True)
class Known:
    """Corrections up to the one with the number `newest`, when the store last said so, and whether it is away now."""

    corrections: Corrections = _NONE
    newest: int = _UNKNOWN
    at: datetime | None = None
    is_away: bool = False


class Memory:
    """What the sessions of this server share."""

    def __init__(self) -> None:
        self.known = Known()
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def look(self) -> Known:
        """What is known now; a store that is away is asked every few seconds, however many sessions there are."""
        if self.known.is_away and time.monotonic() < self._rests_until:
            return self.known
        try:
            newest = access.store().latest(KIND) if is_store_there() else _NEVER
            with self._lock:
                self._learn(newest)
        except StoreError:
            self.known = replace(self.known, is_away=True)
            self._rests_until = time.monotonic() + RETRY_S
        return self.known

    def _learn(self, newest: int) -> None:
        is_new = newest != self.known.newest
        read = (corrections(access.store()) if newest else _NONE) if is_new else self.known.corrections
        self.known = Known(read, newest, datetime.now().astimezone())


@st.cache_resource(show_spinner=False)
def _memory() -> Memory:
    return Memory()


def present() -> Known:
    """The corrections to show, asked at every run: whoever corrects something, all sessions show it."""
    return _memory().look()


@st.fragment(run_every=RETRY_S)
def tell(*, is_shown: bool) -> None:
    """One sentence while the store is away; the page runs anew as soon as it is back.

    `is_shown` is whether corrections are laid over what is shown.
    """
    found = present()
    if not found.is_away:
        st.rerun()
    words = _KNOWN if found.at else _NOT_KNOWN
    st.html(f'<p class="store-away" role="status">{t(words if is_shown else _NOT_SHOWN, time=_time(found.at))}</p>')


def _time(at: datetime | None) -> str:
    if at is None:
        return ""
    return f"{at:%H:%M}" if at.date() == datetime.now().astimezone().date() else f"{at:%m-%d %H:%M}"

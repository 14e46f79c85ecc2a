"""What the server does besides showing pages: says whether it is well, and writes what happens to the log."""

import secrets
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from loaders import operations
from pages.components.language import t

HEALTH = "/healthz"  # for machines; the examples for proxies keep it inside
ASKED_AGAIN_S = 5.0  # whoever asks more often gets the same answer
_VISIT = "visit"


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Take over the log while the server runs, and open the catalog in the meantime."""
    operations.give_back()
    operations.start()
    operations.event("server_started")
    threading.Thread(target=_prepare, name="prepare", daemon=True).start()
    yield
    operations.event("server_stopped")


def _prepare() -> None:
    from pages.components import catalog  # components are declared to a server that runs

    catalog.prepare()


def routes() -> list[Route]:
    """The addresses that are no pages."""
    known: list[tuple[float, operations.Health]] = []

    async def answer(_: Request) -> JSONResponse:
        if not known or time.monotonic() - known[-1][0] > ASKED_AGAIN_S:
            known[:] = [(time.monotonic(), await run_in_threadpool(operations.health))]
        found = known[-1][1]
        parts = {part.name: part.ok for part in found.parts}  # the details are on the command line
        return JSONResponse({"ok": found.ok, "parts": parts}, status_code=200 if found.ok else 503)

    return [Route(HEALTH, answer)]


@contextmanager
def watched(url_path: str, name: str = "run") -> Iterator[None]:
    """Write one line for this run of the script: whose visit (a random mark), page, build, how long it took.

    A run that the next click cuts short is written as well. `name` is `part` where a part of the page runs alone.
    """
    visit = st.session_state.setdefault(_VISIT, secrets.token_hex(6))
    operations.about(session=visit, page=f"/{url_path}")
    with operations.timed(name):
        yield


def failed(error: Exception) -> bool:
    """Write an error that nothing caught to the log, and show its reference in place of what could not be drawn."""
    operations.about(session=st.session_state.get(_VISIT, ""))  # a part of a page runs in a thread of its own
    reference = operations.failed(error)
    sentence = t(
        "页面出错,已写入服务器日志,参考编号 {reference}。请刷新页面;若再次出现,请把编号告诉管理员。",
        reference=reference,
    )
    st.html(f'<p class="failed" role="alert">{sentence}</p>')
    return True

"""The stages of a build on a Dask cluster: worker processes of this machine, or those of a scheduler.

Imported only when asked for. A worker that dies is survived: its calls are run again, and a call whose worker died
several times is run once more with nothing beside it, so that it alone answers for what happens then. A plan whose
reading does not end is given up by its worker (`patience`).
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, as_completed

from loaders.bulk.running import Call, Lost, Result
from loaders.errors import BuildFailedError, DocumentError, LoaderError

COUNT_EVERY_S = 1.0
CALLS_PER_WORKER = 3  # in the cluster at a time, so that none waits and little is held
DEATHS = 1  # of workers that a call of a local cluster survives before it is set aside
SETTINGS = {
    "distributed.scheduler.allowed-failures": DEATHS,
    "distributed.admin.large-graph-warning-threshold": "1GB",  # a part of the plans goes with its call
    "distributed.worker.daemon": True,
    "distributed.worker.profile.enabled": False,  # looks at every thread a hundred times a second
}
LOGGERS = ("distributed", "distributed.client", "distributed.utils", "asyncio")
LOST = "the connection to the cluster is lost; see that the scheduler runs, then build again: what was read is kept"
KILLED = "ends the process that reads it, several times; look at the text, or give the workers more memory"


@contextmanager
def local(workers: int) -> Iterator["Cluster"]:
    """So many worker processes on this machine, heard only by it."""
    _quiet()
    with (
        dask.config.set(SETTINGS),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs="CRITICAL",
        ) as own,
        Client(own) as client,
    ):
        yield Cluster(client)


@contextmanager
def remote(address: str) -> Iterator["Cluster"]:
    """The workers of the scheduler at `address`."""
    _quiet()
    with dask.config.set(SETTINGS), Client(address) as client:
        cluster = Cluster(client)
        if not cluster.workers:
            raise BuildFailedError(f"{address}: the scheduler has no worker; start some, then build again")
        yield cluster


def _quiet() -> None:
    """Let Dask write no log: what matters is said in a sentence."""
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)


class Cluster:
    """Runs calls on the workers of a client."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._workers, self._counted_at = 0, float("-inf")

    @property
    def workers(self) -> int:
        """How many threads work, as of a second ago."""
        if time.monotonic() - self._counted_at > COUNT_EVERY_S:
            self._workers, self._counted_at = sum(self._client.nthreads().values()), time.monotonic()
        return self._workers

    def run(self, function: Callable[..., Result], calls: Iterable[Call]) -> Iterator[tuple[int, Result | Lost]]:
        """The results as they come; calls that ended their workers last."""
        waiting, suspects = iter(calls), []
        done = as_completed(loop=self._client.loop)
        running: dict[Future, Call] = {}
        while True:
            room = max(CALLS_PER_WORKER * self.workers, 1) - len(running)
            for number, arguments in islice(waiting, max(room, 0)):
                future = self._client.submit(function, *arguments, pure=False)
                running[future] = number, arguments
                done.add(future)
            if not running:
                break
            future = next(done)
            call = running.pop(future)
            answer = _answer(future)
            if isinstance(answer, KilledWorker):
                suspects.append(call)
            else:
                yield call[0], answer
        for number, arguments in suspects:
            answer = _answer(self._client.submit(function, *arguments, pure=False))
            yield number, Lost(KILLED) if isinstance(answer, KilledWorker) else answer


def _answer(future: Future) -> Any:  # noqa: ANN401  # the result of any function
    """The result of a call, `Lost` for one that failed, or what says that its workers died."""
    error = future.exception() if not future.cancelled() else None
    if future.cancelled():
        raise BuildFailedError(LOST)
    if error is None:
        return future.result()
    if isinstance(error, DocumentError):
        return Lost(str(error))
    if isinstance(error, LoaderError):
        raise error
    if isinstance(error, KilledWorker):
        return error
    return Lost(f"cannot be read ({type(error).__name__}: {error})")

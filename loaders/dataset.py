"""Reads every plan and writes the build: `data/build/` is made here and nowhere else.

A build goes into a temporary directory beside its target and takes its place when whole, so readers never see
half of one and an interrupted build leaves the old one. One process builds at a time (a lock file beside the
target); the same inputs give the same bytes.
"""

import contextlib
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from filelock import FileLock

from geo.boundaries import Boundaries
from geo.errors import GeoError
from geo.gazetteer import Gazetteer
from geo.online.options import read_options
from loaders import documents, ledger, progress, storage
from loaders.bulk import stages
from loaders.bulk.clock import Timings
from loaders.bulk.pipeline import Pipeline
from loaders.bulk.running import OneProcess, Runner
from loaders.bulk.stages import Job
from loaders.checking import partial
from loaders.errors import BuildFailedError
from loaders.freshness import PLANS_DIRECTORY, inputs_digest, is_current, versions
from loaders.row_cache import RowCache
from loaders.storage import BUILD_DIRECTORY, PLANS_PER_PART, Manifest
from loaders.stored.inputs import read_inputs

Report = Callable[[str, float], None]
Runners = Callable[[], AbstractContextManager[Runner]]
ONLINE = "an online geocoder is asked at a pace that one process keeps; build without workers, or turn it off"


def silent(label: str, fraction: float) -> None:
    """Report nothing."""


def build(
    directory: Path = BUILD_DIRECTORY,
    *,
    plans_directory: Path = PLANS_DIRECTORY,
    report: Report = silent,
    runners: Runners | None = None,
    timings: Path | None = None,
) -> Manifest:
    """Read all plans (`*.txt`, and those of the store) and put a new build in the place of `directory`; its manifest.

    `report` receives a Chinese label and the fraction done (0–1). A plan that cannot be read is stated in the
    manifest and does not lose the others. `runners` opens what runs the stages in the place of this process;
    `timings` is a file for how long each took.

    Raises
    ------
    BuildFailedError
        If a gazetteer or boundary file is broken, or nothing can be written beside `directory`.
    """
    with _lock(directory):
        if runners and read_options().order:
            raise BuildFailedError(ONLINE)
        measured = Timings()
        with measured.wall.stage("total"):
            manifest = _build(directory, plans_directory, report, runners=runners, fresh=True, timings=measured)
        if timings:
            measured.save(timings)
        return manifest


def ensure(
    directory: Path = BUILD_DIRECTORY, *, plans_directory: Path = PLANS_DIRECTORY, report: Report = silent
) -> Manifest:
    """Manifest of a current build, made now when there is none; of several processes one builds.

    Unlike `build` it takes the rows of plans it has read before from the cache.
    """
    with _lock(directory):
        if is_current(directory, plans_directory=plans_directory):
            return storage.read_manifest(directory)
        return _build(directory, plans_directory, report)


def _build(
    directory: Path,
    plans_directory: Path,
    report: Report,
    *,
    runners: Runners | None = None,
    fresh: bool = False,
    timings: Timings | None = None,
) -> Manifest:
    _sweep(directory)
    stored = read_inputs(texts=True)
    inputs = inputs_digest(plans_directory, stored)
    report(progress.READING_TABLES, 0.0)
    Gazetteer.load(), Boundaries.load()
    scratch, spool = _scratch(directory), _scratch(directory)
    cache = RowCache(spool, inputs=inputs, fresh=fresh)
    job = Job(uuid.uuid4().hex, shape=cache.shape if runners else "", remembers=0 if runners else PLANS_PER_PART)
    try:
        with runners() if runners else contextlib.nullcontext(OneProcess()) as runner:
            made = Pipeline(scratch, spool, cache=cache, runner=runner, job=job, timings=timings or Timings())
            made.run(documents.sources(plans_directory, stored), report)
        cache.finish()
        report(progress.WRITING, 0.95)
        manifest = storage.finish(
            scratch,
            inputs=inputs,
            versions=versions(),
            scopes=made.scopes(),
            failed=made.failed(),
            checked=partial.total(made.found.checked),
            notices=(*stored.notices, *stages.notices(job)),
        )
        _put_in_place(scratch, directory)
    finally:
        stages.release()
        shutil.rmtree(spool, ignore_errors=True)
        shutil.rmtree(scratch, ignore_errors=True)
    ledger.remember(directory, made.found.counts)
    report(progress.DONE, 1.0)
    return manifest


def _scratch(directory: Path) -> Path:
    """A new folder beside the build; a build is for every account that runs the app."""
    scratch = Path(tempfile.mkdtemp(prefix=_scratch_prefix(directory), dir=directory.parent))
    scratch.chmod(0o755)
    return scratch


def _scratch_prefix(directory: Path) -> str:
    return f".{directory.name}-"


@contextmanager
def _lock(directory: Path) -> Iterator[None]:
    """Hold the lock file of `directory` while building; waits for another process that builds."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(directory.with_name(f".{directory.name}.lock")):
            yield
    except (GeoError, OSError) as error:
        raise BuildFailedError(f"{directory}: cannot be built ({error})") from error


def _sweep(directory: Path) -> None:
    """Remove what interrupted builds left beside `directory` (only the holder of the lock may)."""
    for left in directory.parent.glob(f"{_scratch_prefix(directory)}*"):
        shutil.rmtree(left)


def _put_in_place(scratch: Path, directory: Path) -> None:
    old = scratch.with_name(f"{scratch.name}-old")
    if directory.exists():
        directory.rename(old)
    scratch.rename(directory)
    shutil.rmtree(old, ignore_errors=True)

"""Making a build when there is none that fits. Imports the document readers only when something must be built."""

from collections.abc import Callable
from pathlib import Path

from geo import settings
from loaders import storage
from loaders.errors import BuildBrokenError, BuildMissingError
from loaders.freshness import is_current
from loaders.storage import BUILD_DIRECTORY


def ensure_built(
    report: Callable[[str, float], None] = lambda label, fraction: None,
    *,
    directory: Path = BUILD_DIRECTORY,
    force: bool = False,
) -> str:
    """Id of a build that fits the plans, vocabulary, gazetteer and code; builds first when there is none.

    `report` receives a Chinese label and the fraction done (0–1); `force` builds in any case. Safe when several
    processes start at once. A published catalog is never built here.

    Raises
    ------
    BuildFailedError
        If the build cannot be made.
    """
    if settings.text(settings.CATALOG):
        return _published()
    if not force and is_current(directory):
        return storage.read_manifest(directory).build_id
    from loaders import dataset  # the document readers are loaded only when something must be built

    make = dataset.build if force else dataset.ensure
    return make(directory, report=report).build_id


def fitting_build(directory: Path = BUILD_DIRECTORY) -> str | None:
    """Id of what `ensure_built` would take as it is; None where it would build.

    Raises
    ------
    CatalogError
        If the database of a published catalog does not answer.
    """
    if settings.text(settings.CATALOG):
        return _published()
    return storage.read_manifest(directory).build_id if is_current(directory) else None


def present_build(directory: Path = BUILD_DIRECTORY) -> str | None:
    """Id of the build that is there now, fitting or not; None in the moment when one takes another's place.

    Of a published catalog it is what the database serves.
    """
    if settings.text(settings.CATALOG):
        return _published()
    try:
        return storage.read_manifest(directory).build_id
    except (BuildMissingError, BuildBrokenError):
        return None


def _published() -> str:
    from loaders.serving import published  # a database only where one is used

    return published.current()

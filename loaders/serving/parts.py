"""A build as it is served, read part by part: what is published need not fit in memory."""

from collections.abc import Iterator
from pathlib import Path

from loaders import storage
from loaders.models import Place
from loaders.serving.rows import BASE_LAYERS, Build, Part
from loaders.storage import Manifest

AREAS = "areas"
PLAN_TABLES = ("plans", "tasks", "mentions", "links", "task_areas", "features")  # in the order of `Part`


def opened(directory: Path, manifest: Manifest) -> Build:
    """The build in `directory`, every file of which has passed its checksum; its parts are read when asked for.

    Raises
    ------
    BuildBrokenError
        If a file is missing, was changed, or (later) does not hold the records it should.
    """
    storage.check_files(directory, manifest)
    whole = {
        name: [row for path in storage.paths(directory, manifest, name) for row in storage.read_part(path, name)]
        for name in (AREAS, *BASE_LAYERS)
    }
    return Build(manifest, whole.pop(AREAS), whole, _parts(directory, manifest), _places(directory, manifest))


def _parts(directory: Path, manifest: Manifest) -> Iterator[Part]:
    for paths in zip(*(storage.paths(directory, manifest, name) for name in PLAN_TABLES), strict=True):
        yield Part(*(storage.read_part(path, name) for path, name in zip(paths, PLAN_TABLES, strict=True)))


def _places(directory: Path, manifest: Manifest) -> Iterator[list[Place]]:
    for path in storage.paths(directory, manifest, storage.PLACES):
        yield storage.read_part(path, storage.PLACES)

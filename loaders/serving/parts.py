"""A build as it is served: its parts are files, each read in the process that makes its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from loaders import storage, tables
from loaders.models import Area
from loaders.serving.rows import Before, Part
from loaders.storage import PLACES, PLAN_TABLES, Manifest

AREAS = "areas"
BASE_LAYERS = ("base_counties", "base_provinces", "base_lines")
COUNTED = ("plans", "tasks", "mentions", "features")  # in the order of `Before`


class PartFiles(NamedTuple):
    """The files of one part, by table, or of some places."""

    before: Before
    paths: Mapping[str, Path]

    def read(self) -> Part:
        """What the files hold."""
        columns = {name: storage.read_columns(path, name) for name, path in self.paths.items()}
        return Part(self.before, columns)


@dataclass(frozen=True, slots=True)
class Build:
    """Few records of the whole, and the parts."""

    manifest: Manifest
    areas: Sequence[Area]
    base: Mapping[str, Sequence[Any]]
    parts: Sequence[PartFiles]


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
    return Build(manifest, whole.pop(AREAS), whole, _parts(directory, manifest))


def _parts(directory: Path, manifest: Manifest) -> list[PartFiles]:
    """Those of plans, then those of places."""
    paths = {name: storage.paths(directory, manifest, name) for name in PLAN_TABLES}
    counts = [accumulate(map(tables.count, paths[name]), initial=0) for name in COUNTED]
    own = [dict(zip(PLAN_TABLES, several, strict=True)) for several in zip(*paths.values(), strict=True)]
    found = [PartFiles(Before(*before), one) for one, before in zip(own, zip(*counts, strict=True), strict=False)]
    nothing = Before(0, 0, 0, 0)
    return found + [PartFiles(nothing, {PLACES: path}) for path in storage.paths(directory, manifest, PLACES)]

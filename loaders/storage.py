"""The files of a build: one Parquet table per record type and `manifest.json`, which makes the build whole.

The manifest is written last. It states the format, the build id, the digest of the inputs, the versions of what
shaped the tables, a SHA-256 per file, rows per table, and plans that could not be read. No time stamps: the same inputs
give the same bytes.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geo import settings
from loaders import tables
from loaders.errors import BuildBrokenError, BuildMissingError
from loaders.models import Area, BaseArea, BaseLine, Link, Mention, Place, PlanDocument, Task, TaskArea

BUILD_DIRECTORY = settings.directory(settings.BUILD)
MANIFEST_NAME = "manifest.json"
FORMAT = 4
TABLES: dict[str, type] = {
    "plans": PlanDocument,
    "tasks": Task,
    "mentions": Mention,
    "places": Place,
    "links": Link,
    "areas": Area,
    "task_areas": TaskArea,
    "base_counties": BaseArea,
    "base_provinces": BaseArea,
    "base_lines": BaseLine,
}
REPAIR = "run python -m loaders build"


@dataclass(frozen=True, slots=True)
class FailedPlan:
    """A plan file that could not be read, and why; the rest of the build is complete without it."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanScope:
    """The counties a plan is about (adcodes, those with most projects first) and the box its map shows.

    `bounds` are (west, south, east, north) in degrees, or None for a plan without any place.
    """

    plan_id: str
    adcodes: tuple[str, ...]
    bounds: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """How many errors and warnings the quality gate found in the rows of a build."""

    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build is: `files` maps a file name to its SHA-256, `rows` a table to how many it has.

    `checked` is None for a build whose rows were not tested; `notices` are what went wrong with local tables and
    online services, in sentences for the planner.
    """

    format: int
    build_id: str
    inputs: str
    versions: dict[str, str]
    files: dict[str, str]
    rows: dict[str, int]
    scopes: tuple[PlanScope, ...]
    failed: tuple[FailedPlan, ...]
    checked: CheckCounts | None = None
    notices: tuple[str, ...] = ()


def write(
    directory: Path,
    records: Mapping[str, Sequence[Any]],
    *,
    inputs: str,
    versions: Mapping[str, str],
    scopes: Sequence[PlanScope] = (),
    failed: Sequence[FailedPlan] = (),
    checked: CheckCounts | None = None,
    notices: Sequence[str] = (),
) -> Manifest:
    """Write every table and then the manifest into an empty `directory`, and return the manifest."""
    rows = {name: tables.write(directory / f"{name}.parquet", kind, records[name]) for name, kind in TABLES.items()}
    files = {f"{name}.parquet": sha256(directory / f"{name}.parquet") for name in TABLES}
    manifest = Manifest(
        format=FORMAT,
        build_id=hashlib.sha256(json.dumps([FORMAT, inputs, files], sort_keys=True).encode()).hexdigest()[:16],
        inputs=inputs,
        versions=dict(versions),
        files=files,
        rows=rows,
        scopes=tuple(scopes),
        failed=tuple(failed),
        checked=checked,
        notices=tuple(notices),
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (directory / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")
    return manifest


def read_manifest(directory: Path) -> Manifest:
    """The manifest of the build in `directory`.

    Raises
    ------
    BuildMissingError
        If there is no finished build.
    BuildBrokenError
        If the manifest is unreadable or of another format.
    """
    path = directory / MANIFEST_NAME
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        if stated["format"] == FORMAT:
            return _manifest(stated)
        fault = f"format {stated['format']}, this program reads {FORMAT}"
    except FileNotFoundError as error:
        raise BuildMissingError(f"{directory}: no finished build; {REPAIR}") from error
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BuildBrokenError(f"{path}: unreadable manifest ({error}); {REPAIR}") from error
    raise BuildBrokenError(f"{path}: {fault}; {REPAIR}")


def _manifest(stated: dict[str, Any]) -> Manifest:
    scopes = [
        PlanScope(row["plan_id"], tuple(row["adcodes"]), row["bounds"] and tuple(row["bounds"]))
        for row in stated.pop("scopes")
    ]
    failed = [FailedPlan(**row) for row in stated.pop("failed")]
    checked = CheckCounts(**counts) if (counts := stated.pop("checked")) else None
    notices = tuple(stated.pop("notices"))
    return Manifest(**stated, scopes=tuple(scopes), failed=tuple(failed), checked=checked, notices=notices)


def read_tables(directory: Path, manifest: Manifest) -> dict[str, list[Any]]:
    """All records of a build by table name, after every file has passed its checksum.

    Raises
    ------
    BuildBrokenError
        If a file is missing, was changed, or does not hold the records it should.
    """
    check_files(directory, manifest)
    records: dict[str, list[Any]] = {}
    for name, kind in TABLES.items():
        path = directory / f"{name}.parquet"
        try:
            records[name] = tables.read(path, kind)
        except (OSError, ValueError) as error:
            raise BuildBrokenError(f"{path}: unreadable table ({error}); {REPAIR}") from error
    return records


def check_files(directory: Path, manifest: Manifest) -> None:
    """Check that every table is there and unchanged.

    Raises
    ------
    BuildBrokenError
        If a file is missing or its checksum differs from the manifest.
    """
    for name in TABLES:
        path = directory / f"{name}.parquet"
        if not path.is_file():
            raise BuildBrokenError(f"{path}: missing from the build; {REPAIR}")
        if sha256(path) != manifest.files.get(path.name):
            raise BuildBrokenError(f"{path}: checksum differs from {MANIFEST_NAME}; {REPAIR}")


def sha256(path: Path) -> str:
    """SHA-256 of a file as hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""The files of a build: a folder of Parquet parts per table and `manifest.json`, which makes the build whole.

`TABLE/00000.parquet` and on. A part of a table in `PLAN_TABLES` holds the rows of `PLANS_PER_PART` consecutive plans,
one of `places` the places whose id has its hash, by id; areas and the base map are one part each. How a table is parted
depends on the plans alone, so that builds are the same bytes however many processes made them. `features` are the
distinct projects, made from the other tables for what queries them where they lie; `read_tables` leaves them out.

The manifest is written last. It states the format, the build id, the digest of the inputs, the versions of what
shaped the tables, a SHA-256 per file, rows per table, and plans that could not be read. No time stamps: the same inputs
give the same bytes.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from geo import settings
from loaders import layers, tables
from loaders.digests import Mark, mark, sha256
from loaders.errors import BuildBrokenError, BuildMissingError
from loaders.models import (
    Area,
    BaseArea,
    BaseLine,
    Link,
    Mention,
    Place,
    PlanDocument,
    ProjectFeature,
    Task,
    TaskArea,
)

BUILD_DIRECTORY = settings.directory(settings.BUILD)
MANIFEST_NAME = "manifest.json"
FORMAT = 5
MANIFESTS_KEPT = 4
PLANS_PER_PART = 100
PLANS_PER_PLACE_PART = 500
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
FEATURES = "features"
KINDS = TABLES | {FEATURES: ProjectFeature}
PLACES = "places"
PLAN_TABLES = ("plans", "tasks", "mentions", "links", "task_areas", FEATURES)
WHOLE_TABLES = ("areas", "base_counties", "base_provinces", "base_lines")
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
    """What a build is: `files` maps `TABLE/PART.parquet` to its SHA-256, `rows` a table to how many it has.

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
    for number, part in enumerate(plan_parts(records)):
        for name in PLAN_TABLES:
            write_part(directory, name, number, part[name])
    for number, places in enumerate(place_parts(records[PLACES], len(records["plans"]))):
        write_part(directory, PLACES, number, places)
    for name in WHOLE_TABLES:
        write_part(directory, name, 0, records[name])
    return finish(
        directory, inputs=inputs, versions=versions, scopes=scopes, failed=failed, checked=checked, notices=notices
    )


def finish(
    directory: Path,
    *,
    inputs: str,
    versions: Mapping[str, str],
    scopes: Sequence[PlanScope] = (),
    failed: Sequence[FailedPlan] = (),
    checked: CheckCounts | None = None,
    notices: Sequence[str] = (),
) -> Manifest:
    """Write the manifest of the parts that lie in `directory`, and return it."""
    parts = sorted(path for name in KINDS for path in (directory / name).glob("*.parquet"))
    files = {path.relative_to(directory).as_posix(): sha256(path) for path in parts}
    manifest = Manifest(
        format=FORMAT,
        build_id=hashlib.sha256(json.dumps([FORMAT, inputs, files], sort_keys=True).encode()).hexdigest()[:16],
        inputs=inputs,
        versions=dict(versions),
        files=files,
        rows={name: count(directory, name) for name in KINDS},
        scopes=tuple(scopes),
        failed=tuple(failed),
        checked=checked,
        notices=tuple(notices),
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (directory / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")
    return manifest


def part_name(table: str, number: int) -> str:
    """Name of a part in the build directory, as the manifest has it."""
    return f"{table}/{number:05d}.parquet"


def part_count(plans: int, per_part: int) -> int:
    """Into how many parts a table is cut for this many plans; every table has at least one."""
    return max(1, -(-plans // per_part))


def place_part(place_id: str, parts: int) -> int:
    """Which of the parts of `places` holds a place."""
    return int.from_bytes(hashlib.sha256(place_id.encode()).digest()[:8]) % parts


def write_part(directory: Path, table: str, number: int, records: Iterable[Any]) -> None:
    """Write one part of a table."""
    put_part(directory, table, number, tables.pack(KINDS[table], records))


def put_part(directory: Path, table: str, number: int, packed: bytes) -> None:
    """Write one part of a table that is packed already."""
    path = directory / part_name(table, number)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(packed)


def count(directory: Path, table: str) -> int:
    """How many rows the parts of a table hold that lie in `directory`."""
    return sum(map(tables.count, (directory / table).glob("*.parquet")))


def plan_parts(records: Mapping[str, Sequence[Any]]) -> list[dict[str, list[Any]]]:
    """The rows of `PLAN_TABLES` by part, in their order; rows of no plan stand in the first part."""
    part_of = {plan.plan_id: number // PLANS_PER_PART for number, plan in enumerate(records["plans"])}
    plan_of = {task.task_id: task.plan_id for task in records["tasks"]}
    plan_of |= {mention.mention_id: mention.plan_id for mention in records["mentions"]}
    rows: dict[str, dict[int, list[Any]]] = {name: defaultdict(list) for name in PLAN_TABLES}
    for name in ("plans", "tasks", "mentions"):
        for row in records[name]:
            rows[name][part_of.get(row.plan_id, 0)].append(row)
    for name, key in (("links", "mention_id"), ("task_areas", "task_id")):
        for row in records[name]:
            rows[name][part_of.get(plan_of.get(getattr(row, key), ""), 0)].append(row)
    parts = part_count(len(records["plans"]), PLANS_PER_PART)
    found = [{name: rows[name][number] for name in PLAN_TABLES} for number in range(parts)]
    place_of = {place.place_id: place for place in records[PLACES]}
    for part in found:
        named = {link.place_id for link in part["links"]} & place_of.keys()
        places = [place_of[place_id] for place_id in named]
        part[FEATURES] = list(layers.project_features(part["mentions"], part["links"], places, part["tasks"]))
    return found


def place_parts(places: Iterable[Place], plans: int) -> list[list[Place]]:
    """The places by part for this many plans, by id within each."""
    parts: list[list[Place]] = [[] for _ in range(part_count(plans, PLANS_PER_PLACE_PART))]
    for place in sorted(places, key=lambda place: place.place_id):
        parts[place_part(place.place_id, len(parts))].append(place)
    return parts


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
        found = _manifest_in(str(path), mark(path))
        if isinstance(found, Manifest):
            return found
        fault = f"format {found}, this program reads {FORMAT}"
    except FileNotFoundError as error:
        raise BuildMissingError(f"{directory}: no finished build; {REPAIR}") from error
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BuildBrokenError(f"{path}: unreadable manifest ({error}); {REPAIR}") from error
    raise BuildBrokenError(f"{path}: {fault}; {REPAIR}")


@lru_cache(maxsize=MANIFESTS_KEPT)
def _manifest_in(path: str, _: Mark) -> "Manifest | object":
    """The manifest in a file of this mark, which takes long to read where there are many plans; else its format."""
    stated = json.loads(Path(path).read_text(encoding="utf-8"))
    return manifest_of(stated) if stated["format"] == FORMAT else stated["format"]


def manifest_of(stated: dict[str, Any]) -> Manifest:
    """The manifest that a JSON file states."""
    scopes = [
        PlanScope(row["plan_id"], tuple(row["adcodes"]), row["bounds"] and tuple(row["bounds"]))
        for row in stated.pop("scopes")
    ]
    failed = [FailedPlan(**row) for row in stated.pop("failed")]
    checked = CheckCounts(**counts) if (counts := stated.pop("checked")) else None
    notices = tuple(stated.pop("notices"))
    return Manifest(**stated, scopes=tuple(scopes), failed=tuple(failed), checked=checked, notices=notices)


def read_tables(directory: Path, manifest: Manifest) -> dict[str, list[Any]]:
    """All records of a build by table name, after every file has passed its checksum; not those of `features`.

    Raises
    ------
    BuildBrokenError
        If a file is missing, was changed, or does not hold the records it should.
    """
    check_files(directory, manifest)
    records = {
        name: [row for path in paths(directory, manifest, name) for row in read_part(path, name)] for name in TABLES
    }
    records[PLACES].sort(key=lambda place: place.place_id)
    return records


def paths(directory: Path, manifest: Manifest, table: str) -> list[Path]:
    """The parts of a table in their order."""
    return [directory / name for name in sorted(manifest.files) if name.startswith(f"{table}/")]


def read_part(path: Path, table: str) -> list[Any]:
    """The records of one part of a table, whose checksum is not looked at.

    Raises
    ------
    BuildBrokenError
        If it does not hold the records it should.
    """
    try:
        return tables.read(path, KINDS[table])
    except (OSError, ValueError) as error:
        raise BuildBrokenError(f"{path}: unreadable table ({error}); {REPAIR}") from error


def read_columns(path: Path, table: str) -> pa.Table:
    """The same part as it is stored.

    Raises
    ------
    BuildBrokenError
        If it does not hold the columns it should.
    """
    try:
        return tables.columns(path.read_bytes(), KINDS[table])
    except (OSError, ValueError) as error:
        raise BuildBrokenError(f"{path}: unreadable table ({error}); {REPAIR}") from error


def check_files(directory: Path, manifest: Manifest) -> None:
    """Check that every table is there and unchanged.

    Raises
    ------
    BuildBrokenError
        If a file is missing or its checksum differs from the manifest.
    """
    for name in {part_name(table, 0) for table in KINDS}.union(manifest.files):
        path = directory / name
        if not path.is_file():
            raise BuildBrokenError(f"{path}: missing from the build; {REPAIR}")
        if sha256(path) != manifest.files.get(name):
            raise BuildBrokenError(f"{path}: checksum differs from {MANIFEST_NAME}; {REPAIR}")

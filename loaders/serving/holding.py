"""What a served catalog holds in memory of its database, as it was read or as planners have corrected it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from loaders import storage
from loaders.correcting.models import Overlay
from loaders.errors import BuildBrokenError
from loaders.models import Area, PlanDocument
from loaders.serving.choosing import codes_of
from loaders.serving.engines import Engine
from loaders.serving.index import Index
from loaders.serving.records import Records
from loaders.serving.schema import REVISION
from loaders.serving.whole import base_of


@dataclass(frozen=True, slots=True)
class Held:
    """A catalog in a database; `base` gives the tables of its base map, `plans` come without their texts.

    The `overlay` holds the records of the plans that corrections touch, and of no others.
    """

    engine: Engine
    manifest: storage.Manifest
    plans: tuple[PlanDocument, ...]
    areas: Mapping[str, Area]
    index: Index
    codes: Mapping[int, tuple[str, str]]
    base: Callable[[], Mapping[str, Sequence[Any]]]
    overlay: Overlay


def opened(engine: Engine) -> Held:
    """The catalog as it was read.

    Raises
    ------
    BuildBrokenError
        If the database holds a catalog of another program.
    """
    meta: dict[str, str] = dict(engine.rows("SELECT name, value FROM meta"))
    if meta.get("revision") != str(REVISION):
        raise BuildBrokenError(f"the catalog is of revision {meta.get('revision')}, this program reads {REVISION}")
    manifest = storage.manifest_of(json.loads(meta["manifest"]))
    areas = engine.rows("SELECT code, name, level, adcode, lon, lat FROM area")
    nothing: dict[str, list[Any]] = {name: [] for name in storage.TABLES}
    index = Index(engine)
    return Held(
        engine,
        manifest,
        Records(engine, index).plans(),
        {row[0]: Area(*row) for row in areas},
        index,
        codes_of(engine),
        lru_cache(maxsize=1)(partial(base_of, engine)),
        Overlay(nothing, manifest.scopes, nothing),
    )

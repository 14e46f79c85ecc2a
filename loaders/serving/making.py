"""All rows of a served catalog, of one part after the other, made in several processes.

The rows of a part travel in the form that a database takes. What is numbered over all parts is put together here (see
`loaders.serving.packing`). The same build gives the same rows, however many processes make them.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa

from loaders.models import Area
from loaders.serving.apart import in_order
from loaders.serving.packing import Packed, Packing
from loaders.serving.parts import BASE_LAYERS, Build, PartFiles
from loaders.serving.rows import Maker, Row, arrow, bodies, of_rows, written
from loaders.serving.schema import REVISION
from loaders.storage import PLACES

MOST_PROCESSES = 4  # more are faster than any database takes rows
Form = Callable[[str, pa.Table], Any]


class Filled(NamedTuple):
    """Some rows of a table, in the form that was asked for."""

    table: str
    rows: int
    data: Any


class _Done(NamedTuple):
    filled: list[Filled]
    packed: Packed | None
    letters: set[str]


def filled(build: Build, form: Form, processes: int | None = None) -> Iterator[Filled]:
    """The rows of every table (see `loaders.serving.schema`); tables come more than once."""
    packing, letters = Packing(), set[str]()
    several = min(os.cpu_count() or 1, MOST_PROCESSES) if processes is None else processes
    for done in in_order(partial(_done, form, build.areas), build.parts, several if _is_large(build) else 1):
        yield from done.filled
        letters.update(done.letters)
        if done.packed:
            yield from _in_form(form, of_rows({"pack": packing.add(done.packed)}))
    base = [(name, place, written(one)) for name in BASE_LAYERS for place, one in enumerate(build.base.get(name, ()))]
    rest: dict[str, list[Row]] = {
        "area": [(one.code, one.name, one.level, one.adcode, one.lon, one.lat) for one in build.areas],
        "base": base,
        "meta": [("revision", str(REVISION)), ("manifest", json.dumps(asdict(build.manifest), ensure_ascii=False))],
        "letter": [(letter,) for letter in sorted(letters)],
        "code": packing.codes(),
    }
    yield from _in_form(form, of_rows(rest))
    for rows in packing.rest():
        yield from _in_form(form, of_rows({"pack": rows}))


def _is_large(build: Build) -> bool:
    """Whether other processes are worth their start."""
    return sum(PLACES not in part.paths for part in build.parts) > 1


def _done(form: Form, areas: Sequence[Area], part: PartFiles) -> _Done:
    """What one part comes to."""
    own = part.read()
    if PLACES in part.paths:
        places = own.columns[PLACES]
        return _Done(_in_form(form, {"place": arrow("place", [places["place_id"], bodies(places)])}), None, set())
    made, packed, letters = Maker(areas).of(own)
    return _Done(_in_form(form, made), packed, letters)


def _in_form(form: Form, made: Mapping[str, pa.Table]) -> list[Filled]:
    return [Filled(name, len(own), form(name, own)) for name, own in made.items() if len(own)]

"""Rows of a served catalog: the same from one process and from several, and whole wherever they go."""

from itertools import groupby

import pyarrow as pa
import pytest

from loaders import storage
from loaders.errors import BuildBrokenError, LoaderError, ProcessDiedError
from loaders.serving import apart, embedded, loading, making, parts
from loaders.serving.making import filled
from tests.benchmarks import synthetic


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A build of two parts."""
    folder = tmp_path_factory.mktemp("large") / "build"
    synthetic.make_build(folder, features=10_100)
    return parts.opened(folder, storage.read_manifest(folder))


@pytest.mark.parametrize("form", [embedded.as_it_is, loading.lines_of])
def test_several_processes_make_the_rows_of_one(large, form):
    assert len(large.parts) > 2
    assert list(filled(large, form, processes=2)) == list(filled(large, form, processes=1))


def test_packed_arrays_count_on_over_parts(large):
    rows = [some.data for some in filled(large, embedded.as_it_is, processes=1) if some.table == "pack"]
    pieces = sorted(tuple(row.values()) for row in pa.concat_tables(rows).to_pylist())
    for name, own in groupby(pieces, key=lambda piece: piece[0]):
        places, kinds = zip(*((place, kind) for _, place, kind, _ in own), strict=True)
        assert (places, len(set(kinds))) == (tuple(range(len(places))), 1), name


def test_a_part_that_cannot_be_read_is_said_here(large, tmp_path):
    broken = tmp_path / "00000.parquet"
    broken.write_bytes(b"PAR1")
    worse = [part._replace(paths=part.paths | {"tasks": broken}) for part in large.parts[:2]]
    with pytest.raises(BuildBrokenError, match=str(broken)):
        list(apart.in_order(parts.PartFiles.read, worse, 2))


def test_a_process_that_ends_is_missed():
    with pytest.raises(ProcessDiedError, match="ended with 3"):
        list(apart.in_order(exit, [3, 3], 2))


def test_nothing_is_left_of_a_catalog_whose_rows_were_not_made(large, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_CACHE", str(tmp_path))
    monkeypatch.setattr(making, "in_order", lambda *_: apart.in_order(exit, [3, 3], 2))
    with pytest.raises(LoaderError, match="free some memory"):
        embedded.prepared(large)
    assert not list(tmp_path.rglob("*.duckdb"))


def test_texts_arrive_in_lines_as_they_are():
    text = 'a,"b"\n\\.\n\\N\t水\0'
    rows = pa.table({"name": ["a", ""], "value": [text, "\\."]})
    assert loading.lines_of("meta", rows) == '"a","a,""b""\n\\.\n\\N\t水 "\n"","\\."\n'.encode()

"""The archive of a briefing: every other file in it, as it is by itself, under its own name, with what it is."""

import io
from datetime import date
from zipfile import ZipFile

import pytest

from loaders import briefing
from loaders.briefing import BriefOptions, MapScope
from loaders.briefs import archive, files
from loaders.catalog import Catalog, Query, ensure_built
from loaders.typography import chinese

DAY = date(2026, 11, 22)
OPTIONS = BriefOptions(dpi=96)
UTF8 = 0x800


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


@pytest.fixture(scope="module")
def scopes(catalog):
    return briefing.atlas(catalog, MapScope(Query(plans=("chongqing",), sectors=("water",)), drawn=DAY))[:2]


@pytest.fixture(scope="module")
def said():
    return []


@pytest.fixture(scope="module")
def packed(catalog, scopes, said):
    content = briefing.brief_file(catalog, scopes, "zip", OPTIONS, lambda label, fraction: said.append(fraction))
    return ZipFile(io.BytesIO(content))


def test_every_other_format_is_in_it_as_it_is_by_itself(catalog, scopes, packed):
    names = packed.namelist()
    endings = [name.rpartition(".")[2] for name in names]
    assert names[0] == "说明.txt"
    assert set(endings) == {*briefing.FORMATS, "txt"} - {"zip"}
    assert endings.count("png") == endings.count("svg") == len(scopes)
    for ending in ("pdf", *files.DOCUMENTS):
        name = briefing.file_name(catalog, scopes, ending)
        assert packed.read(name) == briefing.brief_file(catalog, scopes, ending, OPTIONS)
    picture = f"PNG图片/{briefing.file_name(catalog, scopes[1:], 'png')}"
    assert packed.read(picture) == briefing.brief_file(catalog, scopes[1:], "png", OPTIONS)


def test_names_are_unicode_and_files_can_be_read(packed):
    for entry in packed.infolist():
        assert entry.flag_bits & UTF8
        assert entry.external_attr >> 16 == 0o644
    assert not [name for name in packed.namelist() if name.startswith("/") or ".." in name]


def test_it_is_told_what_each_file_is(catalog, scopes, packed):
    raw = packed.read("说明.txt")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n") > 10
    text = raw.decode("utf-8-sig")
    told = briefing.brief(catalog, scopes[0])
    assert chinese(told.title) in text
    assert told.warning in text
    tops = {name.partition("/")[0] for name in packed.namelist()} - {"说明.txt"}
    assert all(sum(line.startswith(top) for line in text.splitlines()) == 1 for top in tops)


def test_progress_never_goes_back_and_ends(packed, said):
    assert packed
    assert said == sorted(said)
    assert said[-1] == pytest.approx(1.0)
    assert len(said) > 4


def test_every_map_is_drawn_once_for_all_its_formats(catalog, scopes, monkeypatch):
    drawn = []
    real = archive.composed
    monkeypatch.setattr(archive, "composed", lambda *args: drawn.append(args[1]) or real(*args))
    archive.archive({"xlsx": files.DOCUMENTS["xlsx"]}, catalog, scopes[:1], OPTIONS, lambda *_: None)
    assert drawn == list(scopes[:1])


def test_two_scopes_of_one_name_are_two_files(catalog, scopes):
    twice = [scopes[1], scopes[1]]
    content = archive.archive({"xlsx": files.DOCUMENTS["xlsx"]}, catalog, twice, OPTIONS, lambda *_: None)
    names = ZipFile(io.BytesIO(content)).namelist()
    assert len(names) == len(set(names))
    assert sum(name.endswith("_2.png") for name in names) == 1
    again = archive.archive({"xlsx": files.DOCUMENTS["xlsx"]}, catalog, twice, OPTIONS, lambda *_: None)
    assert again == content

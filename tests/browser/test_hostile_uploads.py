"""A part of `tests/benchmarks/hostile_uploads.py` in every run: hostile files dropped while others look at the map."""

import shutil

import pytest

from tests.benchmarks.hostile_uploads import SLOWEST_S, campaign, files, filled, held
from tests.browser.serving import ROOT, running

KEYS = (
    *("cut_9.docx", "flip_6.xlsx", "cut_3.pdf", "bomb_overlapping.docx", "entities_laughs.docx", "renamed_exe.docx"),
    *("scan.pdf", "locked.pdf", "too_big.txt", "noise.txt", "combining.txt", "scripts.html", "name 0", "name 25"),
)


@pytest.fixture
def own_server(build_directory, tmp_path):
    """The application on a build and a store that only this test writes."""
    shutil.copytree(build_directory, tmp_path / "build")
    (tmp_path / "store").mkdir()
    before = filled(tmp_path / "store")
    places = {"PLAN_ATLAS_BUILD": "build", "PLAN_ATLAS_STORE": "store", "PLAN_ATLAS_CACHE": "cache"}
    with running(ROOT / "app.py", **{name: str(tmp_path / place) for name, place in places.items()}) as server:
        yield server
    assert held(tmp_path / "store") == before


def test_each_hostile_file_is_one_sentence_or_a_draft_and_others_are_served(browser, own_server, tmp_path):
    (tmp_path / "files").mkdir()
    given = files(tmp_path / "files", KEYS)
    told, answers = campaign(own_server, browser, given, store=tmp_path / "store", at_once=7)
    assert told.faults == []
    assert answers.faults == []
    assert set(told.said) == set(KEYS)
    assert told.said["locked.pdf"].startswith("文件有密码保护")
    assert told.said["too_big.txt"].startswith("文件超过 50 MB")
    assert told.said["name 25"] == "draft"
    for found in answers.times.values():  # the middle one: whatever else this machine does is no matter of ours
        assert sorted(found)[len(found) // 2][0] <= SLOWEST_S

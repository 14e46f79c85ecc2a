"""The one handle on the build."""

import gc

import pytest

from loaders import opening, storage
from pages.components import catalog as handle_module


@pytest.fixture
def openings(monkeypatch):
    """Builds that were opened."""
    found = []
    real = opening.opened
    monkeypatch.setattr(
        opening, "opened", lambda directory, corrections: found.append(1) or real(directory, corrections)
    )
    handle_module._opened.clear()
    handle_module._corrected.clear()
    yield found
    handle_module._opened.clear()
    handle_module._corrected.clear()


def test_a_server_opens_the_catalog_before_the_first_visitor(app, openings):
    handle_module.prepare()
    assert len(openings) == 1
    app.open()
    assert not app.test.exception
    assert len(openings) == 1


def test_a_server_builds_nothing_by_itself(tmp_path, monkeypatch, openings):
    monkeypatch.setattr(handle_module, "DIRECTORY", tmp_path / "none")
    handle_module.prepare()
    assert not openings
    assert not (tmp_path / "none" / storage.MANIFEST_NAME).exists()


def test_what_is_loaded_is_left_out_of_garbage_collection(app):
    gc.unfreeze()
    app.open()
    assert not app.test.exception
    assert gc.get_freeze_count() > 0
    gc.unfreeze()

"""A correction made in the panel over a published catalog: panel, map and list show it at once, and not when undone."""

import pytest

from loaders import dataset
from loaders.catalog import Catalog
from loaders.serving import address, publishing
from loaders.store import Store, corrections
from pages.components import catalog as handle_module
from tests.correcting import write_plans
from tests.pages.test_correcting import NAME, Screen

RENAMED = "金洞山风电场"


@pytest.fixture
def screen(app, serving_url, monkeypatch, tmp_path):
    dataset.build(tmp_path / "build", plans_directory=write_plans(tmp_path / "plans"))
    publishing.publish(address.read(serving_url), tmp_path / "build")
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PLAN_ATLAS_CATALOG", serving_url)
    yield Screen(app, tmp_path / "build")
    handle_module._corrected.clear()
    handle_module._opened.clear()


def test_a_correction_changes_map_list_and_panel(screen):
    assert RENAMED not in screen.open().app.body
    assert "status-unverified" in screen.app.page_html
    screen.form("rename").widget("text_input", "name").set_value(RENAMED).run()
    page = screen.save()
    assert "status-edited" in page
    assert RENAMED in screen.app.body
    with Store.open() as store:
        shown = Catalog.open(screen.build, corrections(store))
    drawn = {item.name for layer in shown.map_view().layers[:2] for item in layer.features}
    drawn |= {item.name for mark in shown.map_view().layers[2].features for item in mark.projects}
    listed = [item.name for item in shown.projects()]
    assert RENAMED in drawn
    assert (listed.count(RENAMED), listed.count(NAME)) == (2, 0)  # the later plan names it, too
    page = screen.undo()
    assert "status-unverified" in page
    assert RENAMED not in screen.app.body

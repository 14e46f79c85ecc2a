"""Pages while a database is away: they wait for the catalog, and go on with the corrections that were read last."""

import pytest
from sqlalchemy.exc import OperationalError

from loaders import opening
from loaders.catalog import CatalogError, MemoryCatalog, Query
from loaders.errors import CatalogGoneError
from loaders.serving.address import read
from loaders.serving.embedded import Embedded
from loaders.serving.postgis import PostGis
from loaders.store import ConflictError, Editor, Store, StoreError
from pages.components import away, known
from pages.components import catalog as handle_module

PAGES = ("task_map", "county", "tasks", "projects", "compare", "quality", "briefing", "progress")
UNREACHABLE = "postgresql://planner:geheim@127.0.0.1:1/atlas"


class Outage:
    """Makes every query of a served catalog fail, until the page has waited `patience` times."""

    def __init__(self, monkeypatch, error=CatalogError):
        self.left, self.rests = 0, 0
        answers = Embedded.rows

        def rows(engine, sql, **values):
            if self.left:
                raise error("atlas on host does not answer")
            return answers(engine, sql, **values)

        monkeypatch.setattr(Embedded, "rows", rows)
        monkeypatch.setattr(away.time, "sleep", self.rest)

    def rest(self, seconds):
        if seconds == away.RETRY_S:
            self.rests += 1
            self.left -= 1


@pytest.fixture
def served(app, monkeypatch):
    monkeypatch.setattr(opening, "MOST_IN_MEMORY", 0)
    return app


def test_the_page_comes_back_where_it_was(served, monkeypatch):
    served.open(plan="all", q="水库")
    expected = served.text, served.query
    outage = Outage(monkeypatch)
    outage.left = 2
    handle_module._opened.clear()
    handle_module._corrected.clear()
    served.test.run()
    assert not served.test.exception
    assert (served.text, served.query) == expected
    assert outage.rests == 2
    assert 'class="away"' not in served.page_html


@pytest.mark.parametrize(
    ("error", "language", "said"),
    [
        (CatalogError, "zh", "数据库暂时连不上,正在重试……"),
        (CatalogError, "en", "The database is out of reach for the moment"),
        (CatalogGoneError, "zh", "还没有发布数据"),
        (CatalogGoneError, "en", "Nothing is published"),
    ],
)
def test_what_is_said_keeps_the_navigation(error, language, said, served, monkeypatch):
    outage = Outage(monkeypatch, error)
    outage.left = 9
    monkeypatch.setattr(away.st, "rerun", away.st.stop)
    served.open(lang=language)
    assert not served.test.exception
    assert said in served.page_html
    assert 'class="failed"' not in served.page_html
    assert served.test.get("page_link")


def test_another_build_is_looked_at_without_a_rest(served, monkeypatch):
    served.open()
    outage = Outage(monkeypatch, CatalogGoneError)
    outage.left = 1
    handle_module._opened.clear()
    handle_module._corrected.clear()

    def moved():
        outage.left = 0
        return True

    monkeypatch.setattr(handle_module, "has_moved", moved)
    served.test.run()
    assert not served.test.exception
    assert (outage.rests, outage.left) == (0, 0)


def test_a_click_does_nothing_while_the_catalog_is_away():
    def refused(code):
        raise CatalogError(code)

    assert away.spared(refused)("500114") is None


def test_driver_errors_are_one_error_without_the_password():
    engine = PostGis(read(UNREACHABLE), "build")
    with pytest.raises(CatalogError, match=r"atlas on 127\.0\.0\.1:1 does not answer") as told:
        engine.rows("SELECT 1")
    assert isinstance(told.value.__cause__, OperationalError)
    assert "geheim" not in str(told.value)
    assert not told.value.is_gone


def test_a_store_that_is_needed_is_waited_for_and_what_it_refuses_is_not(app, monkeypatch):
    rests = []
    monkeypatch.setattr(away.time, "sleep", rests.append)
    monkeypatch.setattr(away.st, "rerun", lambda: None)
    with away.patient():
        raise StoreError("the store cannot be read")
    assert rests == [away.RETRY_S]
    with pytest.raises(ConflictError), away.patient():
        raise ConflictError("changed")


@pytest.fixture
def store_with_a_rejection(app, catalog, monkeypatch, tmp_path):
    """The name of a project that planners have rejected, and what takes the store away and gives it back."""
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(known, "RETRY_S", 0.0)
    project = catalog.projects(Query())[0]
    with Store.open() as store:
        Editor(store, catalog.overlay, who="甲").reject(project.mention_ids)
    reading = Store.reading

    def refuse(store):
        raise StoreError("the store cannot be read: connection refused; check disk and database")

    def switch(*, there):
        for name in ("reading", "writing"):
            monkeypatch.setattr(Store, name, switches[name] if there else refuse)

    switches = {"reading": reading, "writing": Store.writing}
    return project.mention_id, switch


def shown_mentions(monkeypatch):
    """Mention ids of the projects of the last catalog that a page got."""
    got = []
    handle = handle_module.handle
    monkeypatch.setattr(handle_module, "handle", lambda **words: got.append(handle(**words)) or got[-1])
    return lambda: {one.mention_id for one in got[-1].projects(Query())}


def test_corrections_stay_while_the_store_is_away_and_every_page_says_so(app, store_with_a_rejection, monkeypatch):
    rejected, switch = store_with_a_rejection
    shown = shown_mentions(monkeypatch)
    app.open(plan="all")
    assert rejected not in shown()
    switch(there=False)
    for page in PAGES:
        app.switch(f"pages/{page}.py")
        assert not app.test.exception, page
        assert "读到的更正" in app.page_html, page
        assert rejected not in shown(), page
    handle_module._opened.clear()  # as when another build takes the place of this one
    handle_module._corrected.clear()
    app.switch("pages/task_map.py")
    assert rejected not in shown()
    switch(there=True)
    app.test.run()
    assert "store-away" not in app.page_html
    assert rejected not in shown()


def test_where_no_corrections_are_known_it_is_said(app, store_with_a_rejection):
    _, switch = store_with_a_rejection
    switch(there=False)
    app.open(plan="all")
    assert "显示的是未更正的内容" in app.page_html
    app.open(lang="en")
    assert "without corrections, rejected projects included" in app.page_html


def test_over_a_published_catalog_the_same_is_told(served, store_with_a_rejection):
    _, switch = store_with_a_rejection
    switch(there=False)
    served.open(plan="all")
    assert "显示的是未更正的内容" in served.page_html


def test_where_corrections_cannot_be_laid_over_only_saving_is_told_of(app, store_with_a_rejection, monkeypatch):
    _, switch = store_with_a_rejection
    monkeypatch.setattr(MemoryCatalog, "is_corrected", False)
    switch(there=False)
    app.open(plan="all")
    assert "暂时不能保存更改;查看不受影响" in app.page_html

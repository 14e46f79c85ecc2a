"""Stores to write into: every test of the contract runs on SQLite and on PostgreSQL."""

import itertools

import pytest

from loaders.store import Store
from tests import postgres

NUMBERS = itertools.count()


@pytest.fixture
def postgres_url(postgres_cluster):
    """An empty PostgreSQL database."""
    return postgres.new_database(postgres_cluster, f"store_{next(NUMBERS)}")


@pytest.fixture
def sqlite_url(tmp_path):
    """A SQLite file that is not there yet, nor its folder."""
    return f"sqlite:///{tmp_path}/store/plan.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request):
    """URLs of new databases of one kind, as many as asked for."""

    def make():
        number = next(NUMBERS)
        if request.param == "sqlite":
            return f"sqlite:///{request.getfixturevalue('tmp_path')}/store/plan_{number}.db"
        return postgres.new_database(request.getfixturevalue("postgres_cluster"), f"store_{number}")

    return make


@pytest.fixture
def open_store(new_url):
    """Opens stores of one kind of database, new ones or those of a URL; all are closed at the end."""
    opened = []

    def make(url=None):
        opened.append(Store.open(url or new_url()))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store):
    return open_store()

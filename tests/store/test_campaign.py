"""The short form of `tests/benchmarks/store_campaign.py`: killed writers and many editors lose nothing."""

import itertools

import pytest

from tests import postgres
from tests.benchmarks import store_campaign
from tests.benchmarks.store_campaign import WRITERS, Tally

NUMBERS = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Kind of database, and a function that makes new ones."""
    if request.param == "sqlite":
        return request.param, lambda: f"sqlite:///{tmp_path}/{next(NUMBERS)}.db"
    cluster = request.getfixturevalue("postgres_cluster")
    return request.param, lambda: postgres.new_database(cluster, f"short_{next(NUMBERS)}")


def test_a_killed_writer_loses_nothing(database, tmp_path):
    kind, new_url = database
    tallies = list(store_campaign.kill_campaign(kind, new_url, tmp_path, 2 if kind == "sqlite" else 1))
    assert [tally.kind for tally in tallies] == list(WRITERS)
    assert sum(tally.acknowledged for tally in tallies) > 0
    assert [tally for tally in tallies if tally.lost or tally.half] == []


def test_many_editors_lose_no_update(database):
    kind, new_url = database
    found = store_campaign.edit_campaign(kind, new_url(), editors=50, edits=2)
    assert (found.edits, found.lost) == (100, 0)


def test_what_is_lost_is_counted(tmp_path):
    """The campaign itself: an acknowledged change that is not there, and a batch of which a part is missing."""
    url = f"sqlite:///{tmp_path}/a.db"
    place = store_campaign.Place(url, (), tmp_path, 0)
    with store_campaign.Store.open(url) as store:
        store.write([store_campaign.Change("correction", "0-0-0", {"batch": "0-0"})], who="甲")
    tally = Tally("sqlite", "20 corrections")
    store_campaign.verify(tally, place, [store_campaign.Acknowledged("0-0", 20, "")])
    assert (tally.lost, tally.half) == (1, 1)
    tally = Tally("sqlite", "add a plan")
    store_campaign.verify(tally, place, [store_campaign.Acknowledged("p-none", 1, "")])
    assert tally.lost == 1
    tally = Tally("sqlite", "backup")
    place = place._replace(spare=(f"sqlite:///{tmp_path}/b.db",))
    store_campaign.verify(tally, place, [store_campaign.Acknowledged("copy.zip", 1, "")])
    assert tally.half == 1

"""Answers of a catalog are kept while they are small, and asked for anew when they are not."""

import psycopg
import pytest

from loaders.errors import CatalogError
from loaders.serving import address, postgis, recent
from loaders.serving.recent import Lately, Recent
from tests import postgres


class Asked:
    """An engine that answers with its values, and counts."""

    def __init__(self):
        self.times = 0

    def rows(self, sql, **values):
        self.times += 1
        return [(sql, len(values))]


def test_what_was_asked_is_not_asked_again():
    asked = Asked()
    engine = Recent(asked)
    first = engine.rows("SELECT", ids=["a", "b"], most=3)
    first.clear()
    assert engine.rows("SELECT", most=3, ids=["a", "b"]) == [("SELECT", 2)]
    assert asked.times == 1
    engine.rows("SELECT", ids=["b", "a"], most=3)
    assert asked.times == 2


def test_only_so_much_is_kept(monkeypatch):
    asked = Asked()
    monkeypatch.setattr(recent, "MOST", 10 * recent.EMPTY)
    engine = Recent(asked)
    for number in (*range(100), 99, 98, 0):
        engine.rows(f"SELECT {number}")
    assert asked.times == 101
    engine.rows("SELECT", ids=["a" * 10] * recent.LONGEST)
    engine.rows("SELECT", ids=["a" * 10] * recent.LONGEST)
    assert asked.times == 103


@pytest.mark.parametrize("trusted_s", [0.0, 60.0])
def test_a_connection_that_died_is_replaced(postgres_cluster, monkeypatch, trusted_s):
    """At once when it was idle for long, else after one question without an answer."""
    monkeypatch.setattr(postgis, "TRUSTED_S", trusted_s)
    url = postgres.new_database(postgres_cluster, f"dying_{trusted_s:.0f}")
    engine = postgis.PostGis(address.read(url), "public")
    own = "SELECT pg_backend_pid()"
    ((first,),) = engine.rows(own)
    assert engine.rows(own) == [(first,)]
    with psycopg.connect(postgres.plain(url)) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (first,))
    if trusted_s:
        with pytest.raises(CatalogError):
            engine.rows(own)
    assert engine.rows(own) != [(first,)]
    engine.close()


def test_what_was_read_last_is_read_once():
    asked = []

    def read(keys):
        asked.append(keys)
        return {key: -key for key in keys if key != 9}

    kept = Lately(3)
    assert kept.several([1, 2], read) == {1: -1, 2: -2}
    assert kept.several([2, 3, 9], read) == {2: -2, 3: -3}
    assert kept.several([2, 4, 5], read) == {2: -2, 4: -4, 5: -5}
    assert kept.several([2, 1], read) == {2: -2, 1: -1}
    assert asked == [[1, 2], [3, 9], [4, 5], [1]]

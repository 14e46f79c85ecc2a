"""The campaign of killed parts in short: a server dies under its visitors, and what is lost would be counted."""

import argparse
import threading
from collections import Counter

from tests.benchmarks import chaos


def test_visitors_of_a_killed_server_go_on_and_nothing_is_lost(tmp_path):
    given = argparse.Namespace(visitors=4, blows=1, seconds=8.0, away=0.2, features=60)
    found = chaos.server(given, tmp_path)
    assert (found.lost, found.unfit) == ([], [])
    assert found.acknowledged > 0
    assert found.answers > found.visitors == 4
    assert 1 <= len(found.outages_s) <= 4  # those of the killed server
    assert set(found.seen) <= {"no answer (ConnectionClosedError)", "no answer (ConnectionRefusedError)"}
    assert "lost 0" in chaos.report(found)


def test_what_is_lost_is_counted():
    clerk = chaos.Clerk("")
    clerk.acknowledged = ["clerk-1-0", "clerk-1-1", "clerk-1-2", "clerk-2-0", "clerk-2-1", "clerk-2-2"]
    before = {("plan", "a", 1): "{}", ("plan", "b", 1): "{}"}
    there = {("note", name, 1): "{}" for name in clerk.acknowledged[:5]}
    lost = chaos.losses(before, {("plan", "a", 1): "{}", ("plan", "b", 1): "changed", **there}, clerk)
    assert lost == [
        "('plan', 'b', 1) is gone or changed",
        "clerk-2-2 was acknowledged and is gone",
        "clerk-2 is there in part",
    ]
    assert not chaos.losses(before, before | there | {("note", "clerk-2-2", 1): "{}"}, clerk)


def test_the_clerk_goes_on_after_refusals(monkeypatch):
    class Refusing:
        calls = 0
        told = threading.Event()

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def write(self, changes, *, who):
            self.calls += 1
            if self.calls == 1:
                raise chaos.StoreError("the store cannot be written: refused")
            self.told.set()

    store = Refusing()
    monkeypatch.setattr(chaos.Store, "open", lambda url: store)
    with chaos.Clerk("") as clerk:
        assert store.told.wait(10)
    assert clerk.refused == Counter({"the store cannot be written": 1})
    assert clerk.acknowledged[: chaos.BATCH] == [f"clerk-2-{part}" for part in range(chaos.BATCH)]

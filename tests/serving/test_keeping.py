"""Answers over arrays are kept by their bytes."""

import numpy as np

from loaders.serving import keeping


def test_answers_are_kept_while_they_are_small_together(monkeypatch):
    monkeypatch.setattr(keeping, "LEAST", 3 * keeping.EMPTY + 300)
    asked = []

    def answer(size):
        asked.append(size)
        return np.zeros(size, dtype=np.int8)

    kept = keeping.kept(answer, 1)
    for size in (100, 101, 100, 99, 100):
        assert len(kept(size)) == size
    assert asked == [100, 101, 99]
    kept(150)  # takes the place of the one that was asked longest ago
    kept(100)
    kept(101)
    assert asked == [100, 101, 99, 150, 101]


def test_what_alone_is_too_much_is_not_kept(monkeypatch):
    monkeypatch.setattr(keeping, "LEAST", 0)
    asked = []

    def answer(size):
        asked.append(size)
        return np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int8)

    kept = keeping.kept(answer, 1_000 // keeping.PER_PROJECT)
    assert [len(kept(500)[0]), len(kept(500)[1])] == [500, 500]
    assert asked == [500, 500]

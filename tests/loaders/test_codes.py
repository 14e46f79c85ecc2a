"""Counting on arrays gives what counting one by one gives."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loaders.codes import Dimension, Pairs

LETTERS = "abcde"


@st.composite
def tables(draw):
    """Codes and tasks of some rows, how many of them are projects, which rows are chosen, and what is asked for."""
    projects = draw(st.integers(0, 6))
    tasks = draw(st.integers(1, 5))
    of_project = st.lists(st.integers(0, tasks - 1), min_size=1, max_size=3, unique=True)
    task_lists = [draw(of_project) for _ in range(projects)] + [[number] for number in range(tasks)]
    rows = len(task_lists)
    codes = [draw(st.frozensets(st.sampled_from(LETTERS), max_size=3)) for _ in range(rows)]
    chosen = draw(st.lists(st.booleans(), min_size=rows, max_size=rows))
    return codes, task_lists, projects, chosen, draw(st.sets(st.sampled_from(LETTERS + "z")))


@given(tables())
def test_counts_are_those_of_the_rows(table):
    codes, task_lists, projects, chosen, wanted = table
    tasks = Pairs(task_lists)
    dimension = Dimension(codes, tasks, projects)
    rows = np.array(chosen, dtype=bool)
    assert dimension.holding(wanted).tolist() == [not own.isdisjoint(wanted) for own in codes]
    counted = Counter(code for number, own in enumerate(codes[:projects]) if chosen[number] for code in own)
    assert dimension.projects(rows) == counted
    pairs = {
        (task, code)
        for number, own in enumerate(codes)
        if chosen[number]
        for task in task_lists[number]
        for code in own
    }
    assert dimension.tasks(rows) == Counter(code for _, code in pairs)
    reached = {task for number, own in enumerate(task_lists) if chosen[number] for task in own}
    assert tasks.chosen(rows, max(map(max, task_lists)) + 1).nonzero()[0].tolist() == sorted(reached)

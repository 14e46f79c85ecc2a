"""Which projects of all plans could be the same as some others: at their place, or of their name in their county.

Found in the arrays of the catalog, by numbers that a few places share and by the characters of names: what is read then
is compared closely (see `loaders.projects`).
"""

import unicodedata
from collections.abc import Iterable, Mapping

import numpy as np

from loaders.codes import Mask
from loaders.models import ProjectFeature
from loaders.projects import Projects
from loaders.serving.index import Index, Rows
from loaders.serving.records import Records

MOST_ALIKE = 2_000  # projects at one place that are compared by name


def together(index: Index, records: Records, rows: Rows) -> Projects:
    """The projects, put together with all that could be one of them; TooMuchError if these are too many."""
    found = records.of_rows(ProjectFeature, "feature", alike(index, rows))
    return Projects(records.records_of(found), found)


def alike(index: Index, rows: Rows) -> Rows:
    """The projects themselves and all that could be one of them, in plan and text order."""
    place, present = index.place[rows], index.present()
    places = np.unique(place[place > 0])
    there = np.flatnonzero(np.isin(index.place, places) & present)
    at = np.searchsorted(places, index.place[there])
    is_crowded = np.bincount(at, minlength=len(places)) > MOST_ALIKE
    crowded = places[is_crowded]
    loose = rows[(place == 0) | np.isin(place, crowded)]
    found: Mask = np.zeros(len(index), dtype=bool)
    few = ~is_crowded[at]
    for own in (rows, _formed(index, rows, there[few], at[few]), _named(index, loose, crowded, present)):
        found[own] = True
    return index.ordered(found)


def _formed(index: Index, rows: Rows, there: Rows, at: Rows) -> Rows:
    """Of projects at places those whose names could be forms of one name with those of some of them.

    Whatever has no such name there is never compared with a project that has.
    """
    wanted = np.isin(there, rows)
    labels, name = np.unique(index.first_name[there], return_inverse=True)
    characters = [frozenset(unicodedata.normalize("NFD", one)) for one in index.names(labels)]
    order = np.argsort(at, kind="stable")
    found = np.zeros(len(there), dtype=bool)
    for own in np.split(order, np.cumsum(np.bincount(at))[:-1]) if len(at) else ():
        mine = set(name[own[wanted[own]]].tolist())
        numbers = name[own].tolist()
        related = _related({number: characters[number] for number in numbers}, mine)
        found[own] = [number in related for number in numbers]
    return there[found]


def _related(names: Mapping[int, frozenset[str]], own: Iterable[int]) -> set[int]:
    """Of names by their characters the own ones and all that have no other or more characters, step by step."""
    found = set(own)
    waiting, left = list(found), names.keys() - found
    while waiting and left:
        one = names[waiting.pop()]
        near = {number for number in left if names[number] <= one or one <= names[number]}
        left -= near
        found |= near
        waiting += near
    return found


def _named(index: Index, rows: Rows, crowded: Rows, present: Mask) -> Rows:
    """Those with the name of one of the projects, at a crowded place or somewhere in one of their counties."""
    if not len(rows):
        return rows
    names = index.first_name
    same = np.flatnonzero(np.isin(names, names[rows]) & present)
    counties = index.county[rows]
    near = (index.place[same] == 0) & np.isin(index.county[same], counties[counties > 0])
    found: Rows = same[near | np.isin(index.place[same], crowded)]
    return found

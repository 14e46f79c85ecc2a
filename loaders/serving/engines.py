"""What a served catalog needs of the database that holds it."""

import re
from collections.abc import Iterator
from typing import Protocol

from loaders.serving.laying import Laid
from loaders.serving.rows import Row

Condition = tuple[str, dict[str, object]]  # SQL with `$named` values, and these
Piece = tuple[str, int, bytes]  # of an array: its name, place and data


class Engine(Protocol):
    """A database with the tables of `loaders.serving.schema`, to read from; safe to use in several threads."""

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Rows of a query with `$named` values; those it does not name are left aside.

        Raises
        ------
        CatalogError
            If the database does not answer.
        """

    def pieces(self) -> Iterator[Piece]:
        """All of the table `pack` in any order, read as fast as the database can and never held as a whole.

        Raises
        ------
        CatalogError
            If the database does not answer.
        """

    def holds(self, column: str, name: str, text: str) -> Condition:
        """Condition that a column of words holds a text; `name` is free for its value."""

    def among(self, table: str, column: str, name: str) -> str:
        """Condition that a column is one of a list of values, as it finds rows of the table fastest."""

    def laid(self, over: Laid) -> "Engine":
        """The same database with rows of corrected plans over its tables; to be closed by itself.

        Raises
        ------
        NotLaidError
            If the account may not make what that needs.
        """

    def close(self) -> None:
        """Let go of the database."""


def pattern(ways: list[list[frozenset[str]]]) -> str:
    """A regular expression of characters of these classes in a row, in one of the ways."""
    spelled = (["".join(map(re.escape, sorted(one))) for one in way] for way in ways)
    return "|".join("".join(f"[{one}]" for one in way) for way in spelled)

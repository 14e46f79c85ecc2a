"""Tables of a served catalog, the same on DuckDB and PostgreSQL, in the order they are filled.

What filters look at is one number per code: `code` lists them by dimension of the query (a county, a unit, a stage and
the group of stages …); those that each project and task has are packed into arrays with all that filters, counts and
the map look at (`pack`, see `loaders.serving.packing`). Projects and tasks are numbered in plan and text order. Records
travel whole as JSON (`body`, see `loaders.serving.rows`); beside it stand only the columns that are searched or sorted
by.

Positions are in world units as in `loaders.map_views`: `x`, `y` where a project is counted (no value: nowhere), `west`
to `north` its box, and `shape` its geometry in degrees (a point for what is known to an area only).
"""

from typing import NamedTuple

REVISION = 3  # of this schema; a catalog of another one is made anew
POSTGIS, DUCKDB = "postgresql", "duckdb"


class Column(NamedTuple):
    """One column: `kind` is one of `TYPES`; `needed` forbids an empty value."""

    name: str
    kind: str
    needed: bool = True


class Table(NamedTuple):
    """A table with its key (empty: none) and the columns of further indexes on PostgreSQL, each with its method."""

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    indexes: tuple[tuple[str, str], ...] = ()  # (method, columns or expression)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)


# Types of columns: PostgreSQL, DuckDB. `words` is text to search: on PostgreSQL each character stands twice, so that
# pg_trgm, which needs three, finds Chinese words of two (see `doubled`); `shape` comes as WKB.
TYPES = {
    "text": ("text", "VARCHAR"),
    "words": ("text", "VARCHAR"),
    "int": ("integer", "INTEGER"),
    "big": ("bigint", "BIGINT"),
    "real": ("double precision", "DOUBLE"),
    "flag": ("boolean", "BOOLEAN"),
    "ints": ("integer[]", "INTEGER[]"),
    "shape": ("geometry(Geometry, 4490)", "BLOB"),
    "bytes": ("bytea", "BLOB"),
}


def _column(stated: str) -> Column:
    name, kind = stated.rstrip("?").split(":")
    return Column(name, kind, not stated.endswith("?"))


def _table(columns: str, key: str = "", **indexes: str) -> Table:
    """A table from `name:kind` words (`?` for one that can be empty) and indexes by method, parted by `;`."""
    listed = tuple((method, one.strip()) for method, several in indexes.items() for one in several.split(";"))
    return Table(tuple(map(_column, columns.split())), tuple(key.split()), listed)


TABLES: dict[str, Table] = {
    "meta": _table("name:text value:text", "name"),
    "plan": _table("plan_id:text place:int body:text full_text:text", "plan_id"),
    "plan_county": _table("plan_id:text code:text", "plan_id code"),
    "area": _table("code:text name:text level:text adcode:text lon:real lat:real", "code"),
    "base": _table("layer:text place:int body:text", "layer place"),
    "code": _table("n:int dimension:text code:text", "n"),
    "feature": _table(
        "n:int mention_id:text plan_id:text name:text sector:text precision:text adcode:text? township:text?"
        " place_id:text? area_code:text? x:real? y:real? west:real? south:real? east:real? north:real? length:real"
        " shape:shape? tasks:ints body:text",
        "n",
        btree="mention_id; area_code; place_id; adcode, township; plan_id",
        gist="shape",
    ),
    "task": _table(
        "n:int task_id:text plan_id:text said:words clause:text body:text",
        "n",
        btree="task_id; plan_id",
        gin="said gin_trgm_ops",
    ),
    "feature_task": _table("task:int feature:int", "task feature"),
    "feature_mention": _table("mention_id:text feature:int", "mention_id"),
    "task_area": _table("task:int code:text via:text", btree="task; code"),
    "task_mark": _table("task:int place:int code:text adcode:text township:text", "task place", btree="code"),
    "mention": _table(
        "place:int mention_id:text plan_id:text task_id:text? start_char:int end_char:int body:text",
        "mention_id",
        btree="task_id; plan_id",
    ),
    "link": _table("mention_id:text place_id:text? body:text", "mention_id"),
    "place": _table("place_id:text body:text", "place_id"),
    "letter": _table("letter:text", "letter"),
    "pack": _table("name:text place:int kind:text data:bytes", "name place"),  # see `loaders.serving.packing`
}


def create(engine: str) -> list[str]:
    """Statements that make the tables, without keys and indexes: those come when they are full (see `index`)."""
    return [f"CREATE TABLE {name} ({stated(name, engine)})" for name in TABLES]


def stated(name: str, engine: str) -> str:
    """The columns of a table with their types."""
    number = 0 if engine == POSTGIS else 1
    return ", ".join(f"{one.name} {TYPES[one.kind][number]}{' NOT NULL' * one.needed}" for one in TABLES[name].columns)


def index(engine: str) -> list[str]:
    """Statements that add keys and indexes to full tables.

    DuckDB gets the indexes of keys and ids only: it reads columns fast and keeps its indexes in memory.
    """
    made = []
    for name, table in TABLES.items():
        if engine == POSTGIS and table.key:
            made.append(f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(table.key)})")
        wanted = table.indexes if engine == POSTGIS else ()
        made += [f"CREATE INDEX ON {name} USING {method} ({columns})" for method, columns in wanted]
    return made


def doubled(text: str) -> str:
    """The text with every character twice: two characters of it give trigrams, and what stands in it stays findable."""
    return "".join(character * 2 for character in text)

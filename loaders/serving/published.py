"""The build that a database serves now: asked at each look, and opened by its schema, whose rows never change."""

from functools import lru_cache

from geo import settings
from loaders.errors import CatalogError, CatalogGoneError
from loaders.serving import address, pointer
from loaders.serving.catalog import ServedCatalog
from loaders.serving.postgis import PostGis

NOTHING = "nothing is published in {database}; run python -m loaders publish"


def current() -> str:
    """The schema of the build that the configured database serves.

    Raises
    ------
    CatalogError
        If the database does not answer, or (`CatalogGoneError`) nothing is published there.
    """
    where = settings.text(settings.CATALOG)
    database = address.shown(address.read(where))
    try:
        rows = _database(where).rows("SELECT current FROM published")
    except CatalogGoneError as error:
        raise CatalogGoneError(NOTHING.format(database=database)) from error
    if not rows:
        raise CatalogGoneError(NOTHING.format(database=database))
    return str(rows[0][0])


def opened() -> ServedCatalog:
    """The catalog of the build that is served now.

    Raises
    ------
    CatalogError
        If the database does not answer, or nothing is published there.
    """
    engine = PostGis(address.read(settings.text(settings.CATALOG)), current())
    try:
        return ServedCatalog(engine)
    except CatalogError:
        engine.close()
        raise


@lru_cache(maxsize=1)
def _database(where: str) -> PostGis:
    return PostGis(address.read(where), pointer.SCHEMA)

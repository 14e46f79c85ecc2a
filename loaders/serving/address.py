"""Where published builds lie: the address of a PostgreSQL database, never shown with its password."""

from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from geo import settings
from loaders.serving.errors import PublishError

BACKEND = "postgresql"
DRIVERS = {"postgres", BACKEND, f"{BACKEND}+psycopg"}
DRIVER = f"{BACKEND}+psycopg"
EXAMPLE = "postgresql://user@host/database"
PORT = 5432


def read(text: str) -> URL:
    """The address in a setting or an option.

    Raises
    ------
    PublishError
        If it is none of a PostgreSQL database; the sentence does not repeat it, since it may hold a password.
    """
    repair = f"write it as {EXAMPLE} in --to or {settings.CATALOG.name}"
    if not text:
        raise PublishError(f"no database to publish to; {repair}")
    if text.count("@") > 1:
        raise PublishError("the address holds more than one @; write an @ of the password as %40")
    try:
        address = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise PublishError(f"the address of the database cannot be read; {repair}") from error
    if address.drivername not in DRIVERS or not address.database:
        raise PublishError(f"the address names no PostgreSQL database; {repair}")
    return address.set(drivername=DRIVER)


def shown(address: URL) -> str:
    """Which database it is, for a sentence."""
    return f"{address.database} on {address.host or 'this machine'}:{address.port or PORT}"


def conninfo(address: URL, **options: str | int) -> str:
    """The address as psycopg takes it.

    Raises
    ------
    psycopg.ProgrammingError
        If it states something that PostgreSQL does not know.
    """
    stated: dict[str, Any] = address.translate_connect_args(username="user", database="dbname")
    return make_conninfo(**(stated | dict(address.query) | options))

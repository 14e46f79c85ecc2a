"""Where the store lies. Imports no database library, so that a program without a store starts fast."""

from pathlib import Path

from geo import settings

FILE_NAME = "plan_atlas.db"


def default_file() -> Path:
    """The SQLite file in the directory of the store."""
    return settings.directory(settings.STORE) / FILE_NAME


def default_url() -> str:
    """URL of the configured database, else that of the SQLite file in the directory of the store."""
    return settings.text(settings.DATABASE) or f"sqlite:///{default_file()}"


def is_there() -> bool:
    """Whether there may be something to read: a database is configured, or the SQLite file exists."""
    return bool(settings.text(settings.DATABASE)) or default_file().exists()

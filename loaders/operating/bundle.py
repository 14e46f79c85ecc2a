"""All that a machine without a network needs, in one folder or ZIP: program, data, packages, install scripts."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from geo.settings import ROOT
from loaders.errors import BundleError
from loaders.operating import wheels
from loaders.operating.wheels import Platform
from loaders.progress import Report

TEMPLATES = Path(__file__).with_name("bundled")
PROGRAM, WHEELS = "plan-atlas", "wheels"
LEFT_OUT = ("tests/", ".ci/", ".github/")  # for developers
SUMS, LICENCES = "SHA256SUMS.txt", "LICENCES.txt"
NAMES = {"guide.txt": "安装说明.txt"}  # in the bundle, of templates whose name is not theirs
EXECUTABLE, READABLE = 0o755, 0o644
PACKED = {".whl", ".woff2", ".png", ".gz"}  # compressed already
FETCHING = "下载软件包 {platform} Python {python}"
COPYING = "写入安装包"


class Bundle(NamedTuple):
    """What was made: where, how many files and bytes, how many of the bytes are wheels."""

    path: Path
    files: int
    size: int
    wheels: int


def bundle(
    out: Path,
    platforms: Sequence[Platform],
    pythons: Sequence[str],
    *,
    source: Path | None = None,
    report: Report = lambda label, fraction: None,
) -> Bundle:
    """Make the bundle at `out`, a ZIP if it ends so, else a new folder.

    Raises
    ------
    BundleError
        If something is at `out`, this is no checkout with git, or packages cannot be fetched.
    """
    _check_free(out)
    program = program_files()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".bundle") as scratch:
        folder = Path(scratch) / PROGRAM
        (folder / WHEELS).mkdir(parents=True)
        steps = [(platform, python) for platform in platforms for python in pythons]
        for done, (platform, python) in enumerate(steps):
            report(FETCHING.format(platform=platform.name, python=python), 0.9 * done / len(steps))
            one = Path(scratch) / f"{platform.name}{python}"
            wheels.fetch(ROOT / "requirements.txt", one, platform, python, source=source)
            for wheel in one.glob("*.whl"):
                wheel.replace(folder / WHEELS / wheel.name)
        report(COPYING, 0.9)
        for name in program:
            target = folder / PROGRAM / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
        _write_scripts(folder, platforms, pythons)
        _write_sums(folder)
        size = sum(path.stat().st_size for path in _files(folder))
        share = sum(path.stat().st_size for path in (folder / WHEELS).iterdir())
        count = len(_files(folder))
        _deliver(folder, out)
    report(COPYING, 1.0)
    return Bundle(out, count, out.stat().st_size if out.is_file() else size, share)


def program_files() -> list[str]:
    """Names of the program's files: those that git knows, as they are now, but for what only developers use.

    Raises
    ------
    BundleError
        If git does not know them.
    """
    try:
        answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BundleError("git is missing; it knows which files belong to the program") from error
    if answer.returncode:
        raise BundleError(f"{ROOT}: no checkout with git, which knows the files of the program; bundle from one")
    names = sorted(name for name in answer.stdout.split("\0") if name and not name.startswith(LEFT_OUT))
    return [name for name in names if (ROOT / name).is_file()]


def _check_free(out: Path) -> None:
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise BundleError(f"{out}: is there already; choose another name or take it away")


def _write_scripts(folder: Path, platforms: Sequence[Platform], pythons: Sequence[str]) -> None:
    pip = max(path.name for path in (folder / WHEELS).glob("pip-*.whl"))
    words = {
        "@PYTHONS@": " ".join(f"python{version}" for version in reversed(pythons)),
        "@VERSIONS@": " ".join(pythons),
        "@PLATFORMS@": ";".join(platform.shown for platform in platforms),
        "@PIP@": pip,
    }
    for template in sorted(TEMPLATES.iterdir()):
        text = template.read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(word, value)
        target = folder / NAMES.get(template.name, template.name)
        if template.suffix == ".sh":
            target.write_text(text, encoding="utf-8", newline="\n")
            target.chmod(EXECUTABLE)
        else:  # for Notepad and the command prompt of Windows; a batch file is plain ASCII
            encoding = "ascii" if template.suffix == ".bat" else "utf-8-sig"
            target.write_text(text, encoding=encoding, newline="\r\n")
    lines = ["Licences of the packages in wheels/, each with its text inside the wheel:", ""]
    (folder / LICENCES).write_text("\n".join([*lines, *wheels.licences(folder / WHEELS), ""]), encoding="utf-8")


def _write_sums(folder: Path) -> None:
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _deliver(folder: Path, out: Path) -> None:
    """Put the finished folder, or a ZIP of it that has no times, where it was asked for."""
    if out.suffix.lower() != ".zip":
        if out.is_dir():
            out.rmdir()
        folder.replace(out)
        return
    packed = folder.with_suffix(".zip")
    with ZipFile(packed, "w") as archive:
        for path in _files(folder):
            entry = ZipInfo(f"{out.stem}/{path.relative_to(folder).as_posix()}")
            entry.external_attr = (EXECUTABLE if path.suffix == ".sh" else READABLE) << 16
            entry.compress_type = ZIP_STORED if path.suffix in PACKED else ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, 1 << 20)
    packed.replace(out)


def _files(folder: Path) -> list[Path]:
    return sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.as_posix())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

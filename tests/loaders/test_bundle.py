"""What is in an offline bundle, and what is said when one cannot be made; no package index is asked."""

import hashlib
import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest

from loaders.errors import BundleError
from loaders.operating import bundle, wheels
from tests.loaders.test_cli import ROOT, run

PLATFORMS = [wheels.LINUX, wheels.WINDOWS]


def wheel(folder, name, *needs, version="1.0", licence="License-Expression: MIT"):
    """A wheel of these metadata and nothing else."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    said = [f"Name: {name}", f"Version: {version}", licence, *(f"Requires-Dist: {need}" for need in needs)]
    with ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(["Metadata-Version: 2.4", *said, "", ""]))
        archive.writestr(f"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{name}-{version}.dist-info/RECORD", "")
    return path


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A folder of wheels in place of the index: one package, what it needs on Windows alone, and pip."""
    folder = tmp_path / "source"
    wheel(folder, "first", 'second>=1; sys_platform == "win32"', 'third; extra == "more"')
    wheel(folder, "second", version="2.0", licence="Classifier: License :: OSI Approved :: BSD License")
    wheel(folder, "pip", version=wheels.PIP.partition("==")[2])
    root = tmp_path / "root"
    root.mkdir()
    (root / "requirements.txt").write_text("first==1.0\n")
    for name in ("app.py", "tests/test.py", "data/plan.txt", ".ci/run", ".streamlit/config.toml", "untracked.txt"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(f"of {name}\n")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    tracked = [name for name in ("app.py", "tests", "data", ".ci", ".streamlit", "requirements.txt")]
    subprocess.run(["git", "add", *tracked], cwd=root, check=True)
    monkeypatch.setattr(bundle, "ROOT", root)
    return folder


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_bundle_holds_program_packages_scripts_and_sums(source, tmp_path):
    made = bundle.bundle(tmp_path / "out", PLATFORMS, ["3.11", "3.12"], source=source)
    assert names(tmp_path / "out") == sorted(
        [
            "LICENCES.txt",
            "SHA256SUMS.txt",
            "install.bat",
            "install.sh",
            "plan-atlas/.streamlit/config.toml",
            "plan-atlas/app.py",
            "plan-atlas/data/plan.txt",
            "plan-atlas/requirements.txt",
            "start.bat",
            "start.sh",
            "wheels/first-1.0-py3-none-any.whl",
            f"wheels/pip-{wheels.PIP.partition('==')[2]}-py3-none-any.whl",
            "wheels/second-2.0-py3-none-any.whl",
            "安装说明.txt",
        ]
    )
    assert made.files == len(names(tmp_path / "out"))
    sums = dict(line.split("  ")[::-1] for line in (tmp_path / "out" / "SHA256SUMS.txt").read_text().splitlines())
    assert sums.keys() == {*names(tmp_path / "out")} - {"SHA256SUMS.txt"}
    for name, digest in sums.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    listed = (tmp_path / "out" / "LICENCES.txt").read_text()
    assert "first 1.0: MIT\n" in listed
    assert "second 2.0: BSD License\n" in listed


def test_what_only_windows_needs_comes_for_windows_alone(source, tmp_path):
    bundle.bundle(tmp_path / "linux", [wheels.LINUX], ["3.11"], source=source)
    bundle.bundle(tmp_path / "windows", [wheels.WINDOWS], ["3.11"], source=source)
    found = {each: {name for name in names(tmp_path / each) if "second" in name} for each in ("linux", "windows")}
    assert found == {"linux": set(), "windows": {"wheels/second-2.0-py3-none-any.whl"}}


def test_scripts_suit_their_systems(source, tmp_path):
    bundle.bundle(tmp_path / "out", PLATFORMS, ["3.11", "3.12"], source=source)
    for path in (tmp_path / "out").iterdir():
        if path.suffix in {".sh", ".bat", ".txt"}:
            assert b"@" not in path.read_bytes().replace(b"@echo off", b"").replace(b'"$@"', b""), path.name
    for name in ("install.sh", "start.sh"):
        assert (tmp_path / "out" / name).stat().st_mode & 0o111
        assert b"\r" not in (tmp_path / "out" / name).read_bytes()
        assert subprocess.run(["sh", "-n", tmp_path / "out" / name], check=False).returncode == 0
    for name in ("install.bat", "start.bat"):
        content = (tmp_path / "out" / name).read_bytes()
        assert content.isascii()
        assert content.count(b"\r\n") == content.count(b"\n") > 5
    assert (tmp_path / "out" / "安装说明.txt").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_same_state_gives_the_same_archive(source, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        bundle.bundle(tmp_path / name / "atlas.zip", [wheels.LINUX], ["3.11"], source=source)
    one, two = ((tmp_path / name / "atlas.zip").read_bytes() for name in ("one", "two"))
    assert one == two
    with ZipFile(tmp_path / "one" / "atlas.zip") as archive:
        told = {entry.filename: entry for entry in archive.infolist()}
    assert list(told) == sorted(told)
    assert told["atlas/install.sh"].external_attr >> 16 == 0o755
    assert "atlas/安装说明.txt" in told


def test_a_changed_file_is_not_installed(source, tmp_path):
    bundle.bundle(tmp_path / "out", [wheels.LINUX], ["3.11"], source=source)
    (tmp_path / "out" / "plan-atlas" / "app.py").write_text("changed")
    answer = subprocess.run(["sh", "install.sh"], cwd=tmp_path / "out", capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "文件不完整或被改动" in answer.stderr
    assert not (tmp_path / "out" / ".venv").exists()


def test_another_python_is_refused_in_one_sentence(source, tmp_path):
    other = "3.12" if sys.version_info[:2] == (3, 11) else "3.11"
    bundle.bundle(tmp_path / "out", [wheels.LINUX], [other], source=source)
    path = tmp_path / "bin"
    path.mkdir()
    (path / "python3").symlink_to(sys.executable)
    for tool in ("dirname", "sha256sum"):
        (path / tool).symlink_to(shutil.which(tool))
    answer = subprocess.run(
        [shutil.which("sh"), "install.sh"],
        cwd=tmp_path / "out",
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"需要 Python {other}")


def test_what_has_no_wheel_is_named(source, tmp_path):
    (source / "second-2.0-py3-none-any.whl").unlink()
    with pytest.raises(BundleError, match=r"second>=1: no wheel for windows, Python 3.12, in .*source"):
        bundle.bundle(tmp_path / "out", [wheels.WINDOWS], ["3.12"], source=source)
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".bundle")] == []


def test_an_index_out_of_reach_is_said_in_one_sentence(source, tmp_path, monkeypatch):
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "https://127.0.0.1:9/simple")
    with pytest.raises(BundleError, match="the package index cannot be reached"):
        bundle.bundle(tmp_path / "out", [wheels.LINUX], ["3.11"])


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: No matching distribution found for x==1", "x==1: no wheel for windows, Python 3.11"),
        ("Retrying after connection broken by ...\nERROR: No matching distribution found for x", "cannot be reached"),
        ("ERROR: the disk is full", "the disk is full"),
        ("", "no reason given"),
    ],
)
def test_what_pip_says_becomes_one_sentence(said, sentence):
    assert sentence in wheels._reason(said, wheels.WINDOWS, "3.11", None)


def test_an_existing_place_and_a_folder_without_git_are_refused(source, tmp_path, monkeypatch):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    with pytest.raises(BundleError, match="is there already"):
        bundle.bundle(tmp_path / "taken", PLATFORMS, ["3.11"], source=source)
    shutil.rmtree(bundle.ROOT / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    with pytest.raises(BundleError, match="no checkout with git"):
        bundle.bundle(tmp_path / "out", PLATFORMS, ["3.11"], source=source)


def test_the_program_in_a_bundle_is_whole():
    program = bundle.program_files()
    assert {"app.py", "requirements.txt", "README.md", ".streamlit/config.toml", "data/plans/chongqing.txt"} <= {
        *program
    }
    assert not [name for name in program if name.startswith(("tests/", ".ci/", "data/build/"))]
    assert len(program) > 400


def test_the_command_says_why_it_cannot(tmp_path):
    (tmp_path / "taken.zip").touch()
    answer = run("bundle", "--out", tmp_path / "taken.zip", "--quiet")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == f"plan atlas: {tmp_path}/taken.zip: is there already; choose another name or take it away\n"
    assert (ROOT / "loaders" / "operating" / "bundled").is_dir()

"""`python -m loaders add`, `plans` and `store`: what is said, what is kept, and the exit codes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loaders import plan_command
from loaders.cli import main
from loaders.documents import SAMPLE_DIRECTORY

ROOT = Path(__file__).parents[2]
TEXT = (
    "黔江区2026年水利工作要点\n一、年内开工黔江区平凯水库，研究论证石岭水库。\n二、完善水利工程管理制度和考核办法。\n"
)
LATER = TEXT + "三、新建黔江区清水水库。\n"


@pytest.fixture
def files(tmp_path):
    for name, text in {"one": TEXT, "again": TEXT.replace("\n", "\r\n"), "later": LATER}.items():
        (tmp_path / f"{name}.txt").write_bytes(text.encode())
    return tmp_path


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Exit code, output and complaint of one call with a store of its own; no build is made."""
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(plan_command, "_build", lambda added, quiet: {})

    def run(*arguments):
        code = main([*map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def plan_id(run, files):
    return run("add", files / "one.txt", "--who", "甲")[1].partition(" ")[0]


def test_a_file_is_added_once(run, files, plan_id):
    code, out, err = run("add", files / "again.txt", files / "none.txt", SAMPLE_DIRECTORY / "qionghai.txt", "--quiet")
    assert code == 1
    assert [line.partition(": ")[2] for line in out.splitlines()] == [
        "has this text already, as version 1; nothing was written",
        "a plan file has this text already; nothing was written",
    ]
    assert err == f"plan atlas: {files / 'none.txt'}: cannot be read (No such file or directory); check the path\n"
    listed = run("plans")[1].splitlines()
    assert listed[-1].startswith(f"{plan_id}: “黔江区2026年水利工作要点” 500114; version 1 of 1; one.txt added 20")
    assert listed[-1].endswith("by 甲")


def test_what_may_be_a_new_version_is_asked(run, files, plan_id):
    code, out, err = run("add", files / "later.txt", "--quiet")
    assert (code, out) == (1, "")
    assert f"may be a new version of {plan_id}" in err
    assert err.count("\n") == 1
    assert "version 2 added" in run("add", files / "later.txt", "--replaces", plan_id, "--quiet")[1]
    assert "version 1 is the present one" in run("plans", "restore", plan_id, 1)[1]
    assert run("add", files / "later.txt", "--quiet")[1].endswith("as version 2; nothing was written\n")
    assert [line.partition(": ")[2][:7] for line in run("plans", "history", plan_id)[1].splitlines()] == [
        "version",
        "version",
        "added; ",
    ]


def test_both_are_kept_with_yes(run, files, plan_id):
    assert "“标题”: added" in run("add", files / "later.txt", "--yes", "--title", "标题", "--quiet")[1]
    assert sum("version 1 of 1" in line for line in run("plans")[1].splitlines()) == 2


def test_a_plan_is_removed_and_comes_back(run, plan_id):
    assert run("plans", "remove", plan_id)[0] == 0
    assert plan_id not in run("plans")[1]
    assert run("plans", "undo")[0] == 0
    assert plan_id in run("plans")[1]


@pytest.mark.parametrize(
    "call", [("plans", "remove", "x"), ("plans", "undo"), ("plans", "history", "x"), ("plans", "restore", "x", "1")]
)
def test_what_is_not_there_is_one_sentence(run, call):
    code, _, err = run(*call)
    assert (code, err.count("\n")) == (1, 1)


def test_a_title_is_for_one_file(run, files):
    with pytest.raises(SystemExit) as left:
        run("add", files / "one.txt", files / "later.txt", "--title", "x")
    assert left.value.code == 2


def test_the_store_is_backed_up_checked_and_restored(run, files, plan_id, monkeypatch, tmp_path):
    assert run("store", "check")[:2] == (0, "1 plan; 1 revisions, 1 texts, 0 errors\n")
    assert run("store", "backup", files / "copy.zip")[0] == 0
    assert run("store", "restore", files / "copy.zip")[0] == 1
    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path / "other"))
    assert run("store", "where")[1] == f"sqlite:///{tmp_path}/other/plan_atlas.db (not made yet)\n"
    assert run("store", "backup", files / "none.zip")[0] == 1
    assert run("store", "restore", files / "copy.zip")[0] == 0
    assert plan_id in run("plans")[1]


def test_no_password_is_shown(run, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_DATABASE", "postgresql://me:geheim@127.0.0.1:9/x")
    assert run("store", "where")[1] == "postgresql+psycopg://me:***@127.0.0.1:9/x\n"
    code, out, err = run("store", "check")
    assert (code, err.count("\n")) == (1, 1)
    assert "geheim" not in out + err


def test_adding_shows_what_the_build_found(files):
    (files / "plans").mkdir()
    shutil.copy(SAMPLE_DIRECTORY / "qionghai.txt", files / "plans")
    own = {f"PLAN_ATLAS_{name.upper()}": str(files / name) for name in ("plans", "store", "cache", "build")}
    command = [sys.executable, "-m", "loaders", "add", files / "one.txt"]
    answer = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.endswith("“黔江区2026年水利工作要点”: added; 2 tasks, 4 places and projects\n")


def test_help_loads_no_database_library():
    code = "import sys; from loaders import cli; cli._parser(); print('sqlalchemy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"

"""`python -m loaders brief`: the file that is asked for, or one sentence that says what is wrong."""

import re

import pytest

from loaders import cli

DAY = ("--date", "2026-11-22")


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_command_writes_the_file(tmp_path, ending):
    out = tmp_path / f"map.{ending}"
    assert cli.main(["brief", "--plan", "qionghai", "--size", "a4", "--dpi", "96", "--out", str(out)]) == 0
    assert out.read_bytes().startswith({"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[ending])


@pytest.mark.parametrize(
    "wrong",
    [
        ["--county", "乌有县", "--out", "x.png"],
        ["--out", "x.bmp"],
        ["--dpi", "20", "--out", "x.png"],
        ["--plan", "qionghai", "--out", "no/such/folder/x.png"],
    ],
)
def test_command_says_what_is_wrong(capsys, tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["brief", *wrong]) == 1
    assert capsys.readouterr().err.startswith("plan atlas: ")
    assert not list(tmp_path.iterdir())


def test_a_folder_gets_a_file_with_the_name_that_planners_expect(tmp_path):
    assert (
        cli.main(["brief", "--county", "黔江区", "--sector", "水利", "--format", "svg", *DAY, "--out", str(tmp_path)])
        == 0
    )
    assert [file.name for file in tmp_path.iterdir()] == ["20261122_黔江区_水利项目.svg"]


def test_own_title_and_atlas(tmp_path):
    out = tmp_path / "atlas.pdf"
    asked = ["--plan", "chongqing", "--sector", "水利", "--title", "Water", "--atlas", *DAY]
    assert cli.main(["brief", *asked, "--out", str(out)]) == 0
    content = out.read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) > 3
    assert b"/Title (Water)" in content


def test_a_build_that_is_missing_is_said(tmp_path, capsys):
    assert cli.main(["brief", "--build", str(tmp_path), "--out", str(tmp_path / "x.png")]) == 1
    assert capsys.readouterr().err.startswith("plan atlas: ")


def test_the_build_of_the_app_is_made_when_there_is_none(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr("loaders.catalog.ensure_built", lambda report: made.append(report))
    assert cli.main(["brief", "--plan", "qionghai", "--format", "svg", "--out", str(tmp_path)]) == 0
    assert len(made) == 1

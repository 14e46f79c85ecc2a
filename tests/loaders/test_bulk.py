"""Many processes make the build that one makes, whatever happens to them meanwhile."""

import json
import os
import re
import shutil
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from distributed import WorkerPlugin
from shapely import Point

from loaders import cli, dataset, plan_rows, storage, tables
from loaders.bulk import cluster, patience, pipeline, stages
from loaders.bulk.spool import Spool
from loaders.checking import partial as partly
from loaders.checking.check import check
from loaders.errors import BuildFailedError, DocumentError
from loaders.models import Place
from loaders.storage import CheckCounts

GOLD = Path(__file__).parents[1] / "gold" / "dev"
PLANS, WORKERS = 10, 2
DEADLY, BROKEN = "本句使进程终止", "本句使阅读出错"
# What takes for ever: Python code, a regular expression (which lets no other thread run), and what only waits.
ENDLESS, STUCK, WAITING = "本句使阅读不止", "本句使匹配不止", "本句使等待不止"
LIMIT_S = 2.0


@pytest.fixture(scope="module", autouse=True)
def small_parts():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "PLANS_PER_PART", 4)
        patch.setattr(pipeline, "PLANS_PER_PLACE_PART", 5)
        yield


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """The shortest plans that are marked for development, and one that is no text."""
    folder = tmp_path_factory.mktemp("plans")
    for path in sorted(GOLD.glob("*.txt"), key=lambda path: path.stat().st_size)[:PLANS]:
        shutil.copy(path, folder)
    (folder / "latin.txt").write_bytes("琼海市".encode("gb18030"))
    return folder


@pytest.fixture(scope="module")
def single(plans, tmp_path_factory):
    """The build of this process alone."""
    directory = tmp_path_factory.mktemp("single") / "build"
    dataset.build(directory, plans_directory=plans)
    return directory


@pytest.fixture
def make(plans, tmp_path):
    """Builds with what is given, without anything read before."""

    def built(**given):
        return dataset.build(tmp_path / "build", plans_directory=given.pop("plans_directory", plans), **given)

    return built


def contents(directory):
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def test_the_build_is_in_parts(single):
    manifest = storage.read_manifest(single)
    assert Counter(name.split("/")[0] for name in manifest.files) == {
        **dict.fromkeys(storage.PLAN_TABLES, 3),
        **dict.fromkeys(storage.WHOLE_TABLES, 1),
        "places": 2,
    }
    assert [failed.file for failed in manifest.failed] == ["latin.txt"]


def test_worker_processes_make_the_same_build_though_one_is_killed(single, make, tmp_path):
    clusters, killed = [], []

    @contextmanager
    def watched():
        with cluster.local(WORKERS) as own:
            clusters.append(own._client)
            yield own

    def kill_one(label, fraction):
        if clusters and not killed and fraction > 0.2:
            killed.append(next(iter(clusters[0].run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    make(runners=watched, report=kill_one)
    assert killed
    assert contents(tmp_path / "build") == contents(single)


def trapped(read):
    """Reads plans, but for those whose texts end the process, raise or never end."""

    def reading(document, **tools):
        if DEADLY in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if BROKEN in document.text:
            raise ValueError(document.plan_id)
        while ENDLESS in document.text:
            pass
        if STUCK in document.text:
            re.match("(a|a?)+$", "a" * 100 + "b")
        if WAITING in document.text:
            time.sleep(10_000)
        return read(document, **tools)

    return reading


class Trap(WorkerPlugin):
    """Lays the trap in a worker."""

    def setup(self, worker):
        plan_rows.read = trapped(plan_rows.read)
        patience.SECONDS, patience.SECONDS_PER_CHARACTER = LIMIT_S, 0


@contextmanager
def trapping():
    """A cluster that somebody else has started, with the trap."""
    with cluster.local(WORKERS) as other:
        other._client.register_plugin(Trap())
        with cluster.remote(other._client.scheduler.address) as own:
            yield own


def reasons_beside(single, own, manifest):
    """Why plans have failed, by file; the rest of the build is the undisturbed one."""
    made, alone = contents(own), contents(single)
    assert {name for name in made if made[name] != alone.get(name)} == {storage.MANIFEST_NAME}
    return {failed.file: failed.reason for failed in manifest.failed}


def test_documents_that_break_or_kill_are_told_and_the_others_are_there(single, plans, make, tmp_path):
    more = shutil.copytree(plans, tmp_path / "plans")
    (more / "a_deadly.txt").write_text(f"一、推进甲水库。{DEADLY}\n", encoding="utf-8")
    (more / "b_broken.txt").write_text(f"一、推进乙水库。{BROKEN}\n", encoding="utf-8")

    reasons = reasons_beside(single, tmp_path / "build", make(runners=trapping, plans_directory=more))
    assert list(reasons) == ["a_deadly.txt", "b_broken.txt", "latin.txt"]
    assert "several times" in reasons["a_deadly.txt"]
    assert "ValueError: b_broken" in reasons["b_broken.txt"]


def endless_plans(plans, folder, *traps):
    more = shutil.copytree(plans, folder)
    for number, words in enumerate(traps):
        (more / f"{number}.txt").write_text(f"一、推进甲水库。{words}\n", encoding="utf-8")
    return more


def test_documents_that_never_end_are_given_up_by_workers_and_the_others_are_there(
    single, plans, make, tmp_path, monkeypatch
):
    notes = tmp_path / "notes"
    notes.mkdir()
    monkeypatch.setenv("TMPDIR", str(notes))
    more = endless_plans(plans, tmp_path / "plans", ENDLESS, STUCK, WAITING)
    reasons = reasons_beside(single, tmp_path / "build", make(runners=trapping, plans_directory=more))
    assert list(reasons) == ["0.txt", "1.txt", "2.txt", "latin.txt"]
    for name in ("0.txt", "1.txt", "2.txt"):
        assert reasons[name].startswith(f"{name}: takes longer than 2 seconds")
    assert not list(notes.glob("plan_atlas_*"))


@pytest.mark.parametrize("is_main", [True, False])
def test_documents_that_never_end_are_given_up_in_one_process(single, plans, make, tmp_path, monkeypatch, is_main):
    """Only the main thread, which the command runs in, can be interrupted while it looks for a regular expression."""
    more = endless_plans(plans, tmp_path / "plans", *([ENDLESS, STUCK] if is_main else [ENDLESS]))
    monkeypatch.setattr(plan_rows, "read", trapped(plan_rows.read))
    monkeypatch.setattr(patience, "SECONDS", LIMIT_S)
    before = signal.getsignal(signal.SIGPROF)
    with ThreadPoolExecutor(1) as pool:
        manifest = make(plans_directory=more) if is_main else pool.submit(make, plans_directory=more).result()
    reasons = reasons_beside(single, tmp_path / "build", manifest)
    assert list(reasons) == [*(["0.txt", "1.txt"] if is_main else ["0.txt"]), "latin.txt"]
    assert reasons["0.txt"].startswith("0.txt: takes longer than 2 seconds")
    assert signal.getsignal(signal.SIGPROF) == before


def test_a_long_plan_may_take_longer(make_document):
    with pytest.raises(DocumentError, match="than 2560 seconds"), patience.limited("plan", 5_000_000):
        raise patience._TooLongError


def test_a_build_that_was_stopped_goes_on_where_it_was(single, make, tmp_path):
    shutil.copytree(single, tmp_path / "build")
    before = contents(tmp_path / "build")
    measured = tmp_path / "timings.json"

    def stop(label, fraction):
        if fraction > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(report=stop)
    assert contents(tmp_path / "build") == before
    read = []
    for _ in range(2):
        make(timings=measured)
        read.append(json.loads(measured.read_text())["plans"])
    assert 0 < read[0] < PLANS
    assert read[1] == PLANS
    assert contents(tmp_path / "build") == before
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".build-")} == set()


def test_seconds_of_all_stages(make, tmp_path):
    make(timings=tmp_path / "timings.json")
    stated = json.loads((tmp_path / "timings.json").read_text())
    assert {"read", "geocode", "merge", "write"} <= stated["work_s"].keys()
    assert {"read", "merge", "tables", "map", "total"} <= stated["wall_s"].keys()
    assert stated["characters"] > PLANS


def test_checks_of_the_parts_are_those_of_the_whole(single):
    report = check(single)
    assert storage.read_manifest(single).checked == CheckCounts(report.errors, report.warnings)


def test_workers_are_refused_beside_an_online_geocoder(make, monkeypatch):
    monkeypatch.setenv("PLAN_ATLAS_AMAP_KEY", "0123456789abcdef")
    with pytest.raises(BuildFailedError, match="one process keeps"):
        make(runners=partial(cluster.local, WORKERS))


def test_a_worker_with_another_program_is_refused(make_document):
    with pytest.raises(BuildFailedError, match="give all machines the same"):
        stages.read_plan(stages.Job("a run", shape="other"), make_document("一、推进甲水库。"))


def test_no_scheduler_is_one_sentence(make, monkeypatch):
    monkeypatch.setitem(cluster.SETTINGS, "distributed.comm.timeouts.connect", "1s")
    with pytest.raises(BuildFailedError, match="cannot be built"):
        make(runners=partial(cluster.remote, "tcp://127.0.0.1:9"))


@pytest.mark.parametrize("wrong", [["--workers", "0"], ["--workers", "2", "--scheduler", "tcp://h:1"]])
def test_wrong_calls(wrong, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["build", *wrong])
    assert stopped.value.code == 2


def test_of_a_place_in_several_plans_the_first_row_wins(make_place):
    one, other = make_place(evidence="the first"), make_place(evidence="the second")
    alone = make_place("site:2", name="石岭风电", geometry=Point(108.71, 29.41))
    pieces = {7: tables.pack(Place, [alone, other]), 3: tables.pack(Place, [one]), 9: tables.pack(Place, [one])}
    merged = stages.merge_places(stages.Job("a run"), pieces)
    assert tables.unpack(merged.packed, Place) == [one, alone]
    assert {number: tables.unpack(piece, Place) for number, piece in merged.winners.items()} == {7: [one]}


def test_places_that_may_be_confused_are_found_across_parts(make_place):
    parts = [
        [make_place("site:1"), make_place("site:2", name="石岭风电")],
        [make_place("site:3"), make_place("site:4", name="另一处", precision="exact", geometry=Point(108.1, 29.1))],
        [],
        [make_place("site:5", name="远处", precision="exact", geometry=Point(108.1, 29.1))],
    ]
    several = partly.shared([partly.keys(part) for part in parts])
    assert [part.tolist() for part in several] == [[True, False], [True, True], [], [True]]
    found = partly.between_places([place for part in parts for place in part])
    assert found == CheckCounts(errors=2, warnings=0)


def test_pieces_come_back_by_sender(tmp_path):
    spool = Spool(tmp_path / "spool")
    for sender in (2, 1):
        spool.add(5, sender, bytes([sender]) * sender)
    assert spool.pieces(5) == {2: b"\2\2", 1: b"\1"}
    assert spool.pieces(4) == {}

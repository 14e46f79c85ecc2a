"""The offline bundle: made, copied, installed and used where no route leads out of the machine."""

import json
import os
import subprocess
import sys

import pytest

from loaders.operating import bundle, wheels
from tests.browser.serving import ARTEFACTS, ROOT

PATIENCE_S = 240
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A bundle for this machine alone, as a folder whose name has a space."""
    folder = tmp_path_factory.mktemp("bundle") / "离线 包"
    bundle.bundle(folder, [wheels.LINUX], [PYTHON])
    return folder


def unplugged(folder, picture):
    """The command in a network namespace of its own; who is not root becomes it there."""
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    script = [sys.executable, "-m", "tests.browser.unplugged", str(folder), str(picture)]
    return subprocess.run(
        ["unshare", "--net", *as_root, *script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_the_bundle_installs_and_draws_the_map_where_no_route_leads_out(made):
    ARTEFACTS.mkdir(exist_ok=True)
    answer = unplugged(made, ARTEFACTS / "bundle_unplugged.png")
    assert answer.returncode == 0, answer.stderr[-3000:]
    told = json.loads(answer.stdout)
    assert told["refused"] == "Network is unreachable"
    assert told["before"]["ok"] is False  # nothing is built yet
    assert told["after"]["ok"] is True
    assert told["marks"] > 10
    assert told["routes"] > 5
    assert (made / "plan-atlas" / "data" / "build" / "manifest.json").is_file()

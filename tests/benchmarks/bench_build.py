"""How long a build of the sample plans takes and how much memory it needs at most.

    python tests/benchmarks/bench_build.py [--rounds 3]

Each build runs in a process of its own, imports included. Leaves with 1 when the budget is not met.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
BUDGET_S = 5.0
BUILD = "import sys; from pathlib import Path; from loaders import dataset; dataset.build(Path(sys.argv[1]))"
WATCH_S = 0.02


def build_once(directory: Path) -> tuple[float, float, float]:
    """Seconds, peak resident memory (MB) and size on disk (kB) of one build."""
    started, peak = time.perf_counter(), 0
    process = psutil.Popen([sys.executable, "-c", BUILD, str(directory)], cwd=ROOT)
    while process.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(WATCH_S)
    elapsed = time.perf_counter() - started
    if process.wait() != 0:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    size = sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())
    return elapsed, peak / 1e6, size / 1e3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        found = [build_once(Path(folder) / str(number)) for number in range(rounds)]
    elapsed, peak, size = (statistics.median(values) for values in zip(*found, strict=True))
    print(f"build {elapsed:.2f} s, peak memory {peak:.0f} MB, on disk {size:.0f} kB")
    if elapsed > BUDGET_S:
        print(f"the build takes more than {BUDGET_S:.0f} s")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

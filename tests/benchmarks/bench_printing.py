"""Seconds and peak memory of printed maps and slides, each in a process: `python tests/benchmarks/bench_printing.py`.

The first picture of a process also loads matplotlib and the boundaries; `again` is the next one.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

CASES = (
    ("slide", "png", 144),
    ("a4", "png", 150),
    ("a3", "png", 300),
    ("a4", "pdf", 150),
    ("a4", "svg", 150),
)
PLANS = ("chongqing", "qionghai")
ATLAS_PAGES = 8
SLIDES_S = {1: 4.0, ATLAS_PAGES: 20.0}  # what slides of so many maps may take, on two free cores


def measure(plan: str, paper: str, file_format: str, dpi: int) -> None:
    from loaders.briefing import MapScope, picture
    from loaders.catalog import Catalog, Query

    scope = MapScope(query=Query(plans=(plan,)), paper=paper)
    catalog = Catalog.open()
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        content = picture(catalog, scope, file_format, dpi=dpi)
        spent.append(time.perf_counter() - start)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{plan:10} {paper:6} {file_format} {dpi:3} dpi: first {spent[0]:.2f} s, again {min(spent[1:]):.2f} s, "
        f"peak {peak_mb:.0f} MB, file {len(content) / 1e6:.2f} MB"
    )


def measure_slides(plan: str, pages: int) -> None:
    from loaders.briefing import MapScope, atlas, brief_file
    from loaders.catalog import Catalog, Query

    catalog = Catalog.open()
    start = time.perf_counter()
    scopes = atlas(catalog, MapScope(query=Query(plans=(plan,))))[:pages]
    content = brief_file(catalog, scopes, "pptx")
    spent, worked = time.perf_counter() - start, time.process_time()
    print(
        f"{plan:10} pptx of {len(scopes)} maps: {spent:.2f} s ({worked:.2f} s of work in the process), "
        f"file {len(content) / 1e6:.2f} MB"
    )
    assert spent <= SLIDES_S[pages], "slower than it may be; is the machine free?"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure_slides(sys.argv[1], int(sys.argv[2]))
    elif len(sys.argv) > 1:
        measure(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        for plan in PLANS:
            for case in CASES:
                subprocess.run([sys.executable, __file__, plan, *map(str, case)], check=True)
            for pages in SLIDES_S:
                subprocess.run([sys.executable, __file__, plan, str(pages)], check=True)

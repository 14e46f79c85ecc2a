"""Seconds and peak memory of printed maps, each in a process of its own: `python tests/benchmarks/bench_printing.py`.

The first picture of a process also loads matplotlib and the boundaries; `again` is the next one.
"""

import resource
import subprocess
import sys
import time

CASES = (
    ("slide", "png", 144),
    ("a4", "png", 150),
    ("a3", "png", 300),
    ("a4", "pdf", 150),
    ("a4", "svg", 150),
)
PLANS = ("chongqing", "qionghai")


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


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        for plan in PLANS:
            for case in CASES:
                subprocess.run([sys.executable, __file__, plan, *map(str, case)], check=True)

"""How large an offline bundle is per platform and Python, and which packages have no wheel; asks the package index.

`python tests/benchmarks/bench_bundle.py [--wheels DIR]`: nothing is installed, what is fetched is thrown away.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders.errors import BundleError  # noqa: E402
from loaders.operating import wheels  # noqa: E402
from loaders.operating.command import MEGABYTE, PYTHONS  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheels", type=Path, help="take packages from here, not from the index")
    source = parser.parse_args().wheels
    print(f"{'platform':10} {'Python':6} {'wheels':>6} {'MB':>5}  for this system alone")
    for platform in wheels.PLATFORMS.values():
        for python in PYTHONS:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    wheels.fetch(ROOT / "requirements.txt", Path(folder), platform, python, source=source)
                except BundleError as error:
                    print(f"{platform.name:10} {python:6} {error}")
                    continue
                found = list(Path(folder).glob("*.whl"))
                size = sum(path.stat().st_size for path in found) // MEGABYTE
            own = sum(not path.name.endswith("none-any.whl") for path in found)
            print(f"{platform.name:10} {python:6} {len(found):6} {size:5}  {own}")


if __name__ == "__main__":
    main()

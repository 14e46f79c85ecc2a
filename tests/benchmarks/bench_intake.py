"""How long documents take to import, and how far each format agrees with the plain text.

python tests/benchmarks/bench_intake.py            a DOCX of 60 pages and a PDF of 100
python tests/benchmarks/bench_intake.py --agreement    all plans of the repository in every format
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from loaders.intake.reading import read_file  # noqa: E402
from loaders.intake.safely import read_safely  # noqa: E402
from tests.intake import agreement, making  # noqa: E402
from tests.office import to_pdfs  # noqa: E402

SAMPLES = [ROOT / "data/plans/chongqing.txt", ROOT / "data/plans/qionghai.txt"]
DEV = sorted((ROOT / "tests/gold/dev").glob("*.txt"))
MOST_S = 20
PROGRAMMES = {60: 3, 100: 5}  # pages: how often both samples come again, found by looking at the pages


def prose(times: int) -> str:
    """Both samples again and again, each time as a plan of other years."""
    texts = [plan.read_text(encoding="utf-8") for plan in SAMPLES]
    return "\n".join(
        text.replace("2021", str(2021 + number)).replace("一区两群", f"{number}区两群")
        for number in range(times)
        for text in texts
    )


def speed(folder: Path) -> None:
    """Make both documents and read them safely."""
    files = []
    for pages, times in PROGRAMMES.items():
        files.append(folder / f"plan_{pages}.docx")
        files[-1].write_bytes(making.docx(prose(times), running_head="内部资料", official=True))
    for pages, pdf in zip(PROGRAMMES, to_pdfs(files), strict=True):
        for file in (pdf.with_suffix(".docx"), pdf):
            start = time.perf_counter()
            reading = read_safely(file.name, file.read_bytes())
            spent = time.perf_counter() - start
            size = f"{reading.pages or '?'} pages, {len(reading.text):,} characters"
            print(f"{spent:5.1f} s of {MOST_S}  {file.name} ({pages} wanted: {size}; {file.stat().st_size:,} bytes)")


def agreements(folder: Path) -> None:
    """Read every plan in every format; print the share of equal tasks and names by format."""
    plans = [*SAMPLES, *DEV]
    texts = {plan.stem: plan.read_text(encoding="utf-8") for plan in plans}
    pdfs: dict[str, dict[str, bytes]] = {}
    for style in ("official", "plain"):
        (folder / style).mkdir()
        files = [folder / style / f"{name}.docx" for name in texts]
        for file in files:
            file.write_bytes(making.docx(texts[file.stem], running_head="内部资料", official=style == "official"))
        pdfs[style] = {pdf.stem: pdf.read_bytes() for pdf in to_pdfs(files)}
    found: dict[str, Counter] = {}
    for name, text in texts.items():
        reading = read_file("plan.txt", text.encode())
        expected = agreement.read(text, reading.jurisdiction)
        forms = {
            "txt (GB18030)": ("a.txt", text.encode("gb18030")),
            "txt (UTF-16)": ("a.txt", text.encode("utf-16-be")),
            "md": ("a.md", making.markdown(text).encode()),
            "docx": ("a.docx", making.docx(text)),
            "html (gb18030)": ("a.html", making.web_page(text, reading.title or "", charset="gb18030")),
            "pdf (official)": ("a.pdf", pdfs["official"][name]),
            "pdf (plain)": ("a.pdf", pdfs["plain"][name]),
        }
        for form, (file, content) in forms.items():
            read = agreement.read(read_file(file, content).text, reading.jurisdiction)
            counts = found.setdefault(form, Counter())
            counts["plans"] += 1
            counts["equal"] += read.tasks == expected.tasks
            counts["tasks"] += len(expected.tasks)
            counts["same tasks"] += (Counter(expected.tasks) & Counter(read.tasks)).total()
            counts["names"] += expected.names.total() + read.names.total()
            counts["same names"] += 2 * (expected.names & read.names).total()
    for form, counts in found.items():
        names = counts["same names"] / counts["names"]
        told = f"{counts['equal']} of {counts['plans']} plans with equal tasks"
        print(f"{form:16} {told} ({counts['same tasks']} of {counts['tasks']}), names F1 {names:.2%}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--agreement", action="store_true")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        (agreements if options.agreement else speed)(Path(folder))


if __name__ == "__main__":
    main()

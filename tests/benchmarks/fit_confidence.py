"""Fit the weights of `data/vocabulary/confidence.csv` and say how well they hold on documents they have not seen.

    python tests/benchmarks/fit_confidence.py                  fit and write
    python tests/benchmarks/fit_confidence.py --add GOLD ...   first read marked plans that are not in the table yet

Rules are adjusted to every marked plan that is looked at, so that a plan shows the reader's errors truly only once.
`tests/gold/first_readings.csv` keeps what the reader made of each document at first sight: the traits of every mention
that was right (name and county) or wrong. Add a new document before adjusting anything to it.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from geo.gazetteer import Gazetteer  # noqa: E402
from loaders import documents, mentions, tasks  # noqa: E402
from loaders.evaluation import gold as marked  # noqa: E402
from loaders.evaluation.calibration import calibrate  # noqa: E402
from loaders.evaluation.reading import read_all  # noqa: E402
from loaders.reading.confidence import traits_of  # noqa: E402
from loaders.vocabulary import VOCABULARY_DIRECTORY  # noqa: E402

READINGS = ROOT / "tests" / "gold" / "first_readings.csv"
WEIGHTS = VOCABULARY_DIRECTORY / "confidence.csv"
BASE = "any"  # the trait every mention has; its weight is not drawn towards 0
PENALTY, FEWEST, STEPS = 2.0, 10, 60

Reading = tuple[str, bool, frozenset[str]]


def readings() -> list[Reading]:
    with READINGS.open(encoding="utf-8", newline="") as file:
        return [(row["doc"], row["right"] == "1", frozenset(row["traits"].split(";"))) for row in csv.DictReader(file)]


def add(folders: list[Path]) -> int:
    """Append the first reading of documents that are not in the table; how many mentions."""
    known = {doc for doc, _, _ in readings()}
    gold, scorer, gazetteer = marked.read(folders), marked.load_scorer(), Gazetteer.load()
    traits: dict[tuple[str, str, int], tuple[str, ...]] = {}
    for name, path in gold.paths.items():
        document = documents.read(path)
        found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
        for one, its in zip(found, traits_of(document.text, found, gazetteer), strict=True):
            traits[name, one.name, one.start_char] = its
    verdicts = scorer.score(gold.mentions, read_all(gold).mentions)["verdicts"]
    rows = [
        (row["doc"], int(verdict == "right"), ";".join(traits[row["doc"], row["name"], row["start"]]))
        for row, _, verdict in verdicts
        if verdict != "neutral" and row["doc"] not in known
    ]
    with READINGS.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return len(rows)


def design(rows: list[Reading], names: list[str]) -> np.ndarray:
    return np.array([[name in traits for name in names] for _, _, traits in rows], dtype=float)


def fit(matrix: np.ndarray, right: np.ndarray, names: list[str]) -> np.ndarray:
    """Weights of a logistic regression with a quadratic penalty, by Newton's method."""
    penalty = np.array([1e-6 if name == BASE else PENALTY for name in names])
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (right - likely) - penalty * weights
        curve = (matrix * (likely * (1 - likely))[:, None]).T @ matrix + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def common_traits(rows: list[Reading]) -> list[str]:
    counts = Counter(trait for _, _, traits in rows for trait in traits)
    return sorted(trait for trait, count in counts.items() if count >= FEWEST)


def fitted(rows: list[Reading]) -> dict[str, float]:
    """The weight of each trait that is common enough."""
    names = common_traits(rows)
    weights = fit(design(rows, names), np.array([is_right for _, is_right, _ in rows], dtype=float), names)
    return dict(zip(names, map(float, weights), strict=True))


def cross_validated(rows: list[Reading], names: list[str]) -> list[tuple[float, bool]]:
    """Confidence and verdict of every mention, by weights fitted to all other documents."""
    matrix, right = design(rows, names), np.array([is_right for _, is_right, _ in rows], dtype=float)
    docs = np.array([doc for doc, _, _ in rows])
    likely = np.zeros(len(rows))
    for doc in dict.fromkeys(docs):
        others = docs != doc
        weights = fit(matrix[others], right[others], names)
        likely[~others] = 1 / (1 + np.exp(-matrix[~others] @ weights))
    return [(round(float(one), 2), bool(is_right)) for one, is_right in zip(likely, right, strict=True)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", nargs="+", type=Path, metavar="GOLD", help="folders of marked plans to read first")
    folders = parser.parse_args().add
    if folders:
        print(f"{add(folders)} mentions added")
    rows = readings()
    found = calibrate(cross_validated(rows, common_traits(rows)))
    print(f"{found.mentions} mentions, {found.errors} wrong; by documents left out:")
    print(f"  at 0.9 or more {found.sure / found.mentions:.3f}, of those right {found.sure_right / found.sure:.3f}")
    print(f"  errors in the least confident fifth {found.errors_in_lowest_fifth / found.errors:.3f}")
    for tenth in found.tenths:
        right = tenth.right / tenth.mentions
        print(f"  {tenth.low:.1f}: {tenth.mentions} at {tenth.mean_confidence:.2f}, right {right:.2f}")
    with WEIGHTS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("trait", "weight"))
        table.writerows((name, f"{weight:.2f}") for name, weight in fitted(rows).items())
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""One evaluation from gold folders to figures, calibration and errors."""

from collections.abc import Iterable
from pathlib import Path

from loaders.evaluation import gold
from loaders.evaluation.figures import calibration, confidence_figures, figures, reading_figures, score
from loaders.evaluation.findings import findings
from loaders.evaluation.reading import read_all
from loaders.evaluation.report import Evaluation


def evaluate(folders: Iterable[Path], *, strict: bool = False) -> Evaluation:
    """Read the marked plans of the folders and score what was found; `strict` lists the strict scorer's errors.

    Raises
    ------
    GoldError
        If a folder cannot be used.
    """
    scorer, marks = gold.load_scorer(), gold.read(folders)
    reading = read_all(marks)
    scored = score(scorer, marks, reading)
    calibrated = calibration(scored.mentions)
    return Evaluation(
        documents=len(marks.paths),
        characters=reading.characters,
        marks=len(marks.mentions) + len(marks.tasks),
        figures=(*figures(scorer, scored), *confidence_figures(calibrated), *reading_figures(reading)),
        by_document={name: tuple(figures(scorer, score(scorer, marks, reading, name))) for name in marks.paths},
        calibration=calibrated,
        findings=tuple(findings(scored, reading.texts, strict=strict)),
    )

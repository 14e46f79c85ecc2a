"""Measuring the resolver apart from the reader, on hand-made questions (`tests/gold/toponyms_*.csv`).

A question is a name as a plan may write it, the plan's issuer, the county the text gives, and the
places named beside it; its answer is a code, a tie, or nothing.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from geo.models import Context, Resolution, Toponym
from loaders.errors import GoldError
from loaders.evaluation.answers import NONE, OPEN, TIE, WORSE_THAN_NONE, Answer, Codes, Verdict

ADMIN_LEVELS = frozenset({"province", "city", "county", "town", "village"})
LEVELS = (*sorted(ADMIN_LEVELS), "project", "site", "river")
COLUMNS = ("trap", "name", "level", "jurisdiction", "adcode", "beside", "expected", "expected_name", "tied", "note")

Resolve = Callable[["Question"], Resolution]


@dataclass(frozen=True, slots=True)
class Question:
    """One row: `level` of what is asked, `beside` adcodes named in the same task, `tied` the units that tie."""

    trap: str
    name: str
    level: str
    jurisdiction: str
    adcode: str | None
    beside: tuple[str, ...]
    expected: str
    tied: frozenset[str]
    note: str

    @property
    def toponym(self) -> Toponym:
        """What the resolver is asked."""
        is_admin = self.level in ADMIN_LEVELS
        return Toponym(
            name=self.name,
            type="admin" if is_admin else self.level,
            admin_level=self.level if is_admin else None,
            adcode=self.adcode,
            jurisdiction=self.jurisdiction,
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what was answered, why, and how that compares."""

    question: Question
    answer: Answer
    reason: str
    verdict: Verdict


def asked(resolver: Resolver) -> Resolve:
    """How a question is put to the resolver: the one line that knows its signature."""
    return lambda question: resolver.resolve(question.toponym, Context(question.beside))


def read(path: Path, codes: Codes) -> list[Question]:
    """The questions of a file.

    Raises
    ------
    GoldError
        If the file cannot be read, lacks a column, or a row names a unit the tables do not hold.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise GoldError(f"{path}: lacks the columns {', '.join(missing)}; add them")
            return [_question(path, number, row, codes) for number, row in enumerate(reader, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GoldError(f"{path}: cannot be read as a UTF-8 table ({error}); check the file") from error


def _question(path: Path, number: int, row: dict[str, str], codes: Codes) -> Question:
    if None in row.values() or None in row:
        raise GoldError(f"{path}:{number}: has not {len(COLUMNS)} cells; mend the row")
    beside, tied, expected = row["beside"].split(), row["tied"].split(), row["expected"]
    wanted = [] if expected in (TIE, NONE, OPEN) else [expected]
    for code in filter(None, [row["jurisdiction"], row["adcode"], *beside, *tied, *wanted]):
        if code not in codes:
            raise GoldError(f"{path}:{number}: {row['name']} speaks of {code}, which no table holds; mend the code")
    if wanted and codes.name(expected) != row["expected_name"]:
        raise GoldError(f"{path}:{number}: {expected} is {codes.name(expected)}, not {row['expected_name']}; mend it")
    if row["level"] not in LEVELS:
        raise GoldError(f"{path}:{number}: unknown level {row['level']}; use one of {', '.join(LEVELS)}")
    return Question(
        trap=row["trap"],
        name=row["name"],
        level=row["level"],
        jurisdiction=row["jurisdiction"],
        adcode=row["adcode"] or None,
        beside=tuple(beside),
        expected=expected,
        tied=frozenset(tied),
        note=row["note"],
    )


def judge_all(questions: Iterable[Question], resolve: Resolve, codes: Codes) -> list[Judged]:
    """Every question with its answer and verdict."""

    def judged(question: Question) -> Judged:
        resolution = resolve(question)
        answer = codes.answer(resolution)
        return Judged(question, answer, resolution.reason, codes.judge(answer, question.expected, question.tied))

    return [judged(question) for question in questions]


def evaluate(paths: Sequence[Path]) -> list[Judged]:
    """The questions of the files, asked of the embedded tables.

    Raises
    ------
    GoldError
        If a file cannot be used.
    """
    codes = Codes(Gazetteer.load())
    questions = [question for path in paths for question in read(path, codes)]
    return judge_all(questions, asked(Resolver.load()), codes)


def table(judged: Sequence[Judged]) -> str:
    """Counts of verdicts, overall, by level and by trap."""
    lines = [_row("", "asked", *Verdict, "share right")]
    lines += [_row("all", *_counts(judged))] if judged else []
    for key in ("level", "trap"):
        groups = defaultdict(list)
        for one in judged:
            groups[getattr(one.question, key)].append(one)
        lines += ["", f"by {key}", *(_row(f"  {name}", *_counts(members)) for name, members in groups.items())]
    worse = sum(one.verdict in WORSE_THAN_NONE for one in judged)
    return "\n".join([*lines, "", f"{worse} answers are worse than none (pretended or wrong)"])


def errors_list(judged: Iterable[Judged], most: int) -> str:
    """The first answers that are not right, the worst first, one a line."""
    order = list(Verdict)
    wrong = sorted(
        (one for one in judged if one.verdict is not Verdict.RIGHT), key=lambda one: -order.index(one.verdict)
    )
    return "\n".join(_line(one) for one in wrong[:most])


def records(judged: Iterable[Judged]) -> Iterator[dict[str, object]]:
    """One JSON object a question."""
    for one in judged:
        asked_for = one.question
        yield {
            "trap": asked_for.trap,
            "name": asked_for.name,
            "level": asked_for.level,
            "jurisdiction": asked_for.jurisdiction,
            "expected": asked_for.expected,
            "answer": one.answer.code,
            "is_tie": one.answer.is_tie,
            "verdict": one.verdict,
            "reason": one.reason,
        }


def _counts(judged: Sequence[Judged]) -> Iterator[object]:
    yield len(judged)
    for verdict in Verdict:
        yield sum(one.verdict is verdict for one in judged)
    yield f"{sum(one.verdict is Verdict.RIGHT for one in judged) / len(judged):.3f}"


def _line(one: Judged) -> str:
    asked_for, answer = one.question, "tie" if one.answer.is_tie else one.answer.code or "none"
    beside = f" beside {' '.join(asked_for.beside)}" if asked_for.beside else ""
    where = f"{asked_for.jurisdiction}{f' in {asked_for.adcode}' if asked_for.adcode else ''}{beside}"
    return (
        f"{one.verdict:<10}{asked_for.name} ({asked_for.level}, {where}): "
        f"{asked_for.expected} expected, {answer} answered | {asked_for.note} | {one.reason}"
    )


def _row(name: object, *cells: object) -> str:
    return f"{name!s:<20}" + "".join(f"{cell!s:>12}" for cell in cells)

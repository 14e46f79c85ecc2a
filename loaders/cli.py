"""The command line: build, check, tasks, extract, explain, evaluate, toponyms, gazetteer, brief, add, plans, store.

More commands: `corrections`, `publish` (serving builds from a database), and for those who run it `health`, `bundle`.

Only this module and the commands of their own (`*_command`, `*.command`) print.

Exit codes: 0 done, 1 the work failed (one sentence on stderr says why), 2 the call was wrong.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import GeoError
from geo.gazetteer import Gazetteer
from geo.geocoding import Resolver
from loaders import documents, gazetteer_command, linking, mentions, plan_command, store_command, tasks
from loaders.briefs import command as brief_command
from loaders.correcting import command as correcting_command
from loaders.correcting.opening import present_corrections
from loaders.errors import LoaderError
from loaders.explaining import explanation
from loaders.export import mention_record, task_record
from loaders.freshness import PLANS_DIRECTORY
from loaders.models import Mention, PlanDocument, Task
from loaders.operating import command as operating_command
from loaders.progress import ProgressBar
from loaders.serving import command as serving_command
from loaders.storage import BUILD_DIRECTORY

if TYPE_CHECKING:
    from loaders.bulk.running import Runner

Record = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except (LoaderError, GeoError) as error:
        _complain(str(error))
    except BrokenPipeError:
        sys.stderr.close()
    return 1


def _complain(sentence: str) -> None:
    print(f"plan atlas: {sentence}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m loaders",
        description="Plan Atlas: read government plans, find their places and projects, build the map's data.",
        epilog="Exit codes: 0 done, 1 failed with one sentence on stderr, 2 wrong call.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="read data/plans/ and write data/build/")
    build.add_argument("--quiet", action="store_true", help="no progress bar")
    many = build.add_mutually_exclusive_group()
    many.add_argument("--workers", type=_positive, metavar="N", help="read with N processes of this machine (Dask)")
    many.add_argument("--scheduler", metavar="URL", help="read with a Dask scheduler, e.g. tcp://host:8786")
    build.add_argument("--timings", type=Path, metavar="OUT", help="write the seconds of every stage as JSON")
    build.set_defaults(command=_build)
    _add_check(commands)
    for name, command, text in (
        ("tasks", _tasks, "the tasks of plan files, one JSON object a line"),
        ("extract", _extract, "the places and projects of plan files with their positions, one JSON object a line"),
    ):
        reader = commands.add_parser(name, help=text, description=text.capitalize() + ". Needs no build.")
        reader.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a plan as UTF-8 text")
        reader.add_argument("--jsonl", type=Path, metavar="OUT", help="write here instead of standard output")
        reader.set_defaults(command=command)
    text = "say for every mention of a plan or task which words gave its name, county and stage, and what placed it"
    explain = commands.add_parser("explain", help=text, description=text.capitalize() + ". Needs no build.")
    explain.add_argument(
        "what",
        metavar="FILE_OR_TASK_ID",
        help="a plan file, a plan of data/plans, or one task: plan.txt#3, qionghai#28",
    )
    explain.add_argument("--mention", metavar="TEXT", default="", help="only mentions whose name or words hold TEXT")
    explain.set_defaults(command=_explain)
    _add_evaluate(commands)
    gazetteer_command.add_parser(commands)
    brief_command.add_parser(commands)
    plan_command.add_parsers(commands)
    store_command.add_parser(commands)
    correcting_command.add_parser(commands)
    serving_command.add_parser(commands)
    operating_command.add_parsers(commands)
    return parser


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "test every row of a build; exit 1 when one is wrong, or when the build is empty or has shrunk"
    check = commands.add_parser("check", help=text, description=text.capitalize() + ".")
    check.add_argument(
        "--build", type=Path, default=BUILD_DIRECTORY, metavar="DIR", help="the build (default %(default)s)"
    )
    check.add_argument("--json", type=Path, metavar="OUT", help="also write everything to this file")
    check.add_argument(
        "--accept", action="store_true", help="let the rows of this build be the measure for later ones, though fewer"
    )
    check.set_defaults(command=_check)


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    text = "measure the reader on marked plans: figures beside their targets, calibration, errors"
    evaluate = commands.add_parser("evaluate", help=text, description=text.capitalize() + ". Needs no build.")
    evaluate.add_argument(
        "gold", nargs="+", type=Path, metavar="GOLD", help="a folder with plans.jsonl and tasks.jsonl beside its texts"
    )
    evaluate.add_argument("--strict", action="store_true", help="list the errors of the strict figures")
    evaluate.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N errors (default none)")
    evaluate.add_argument("--by-doc", action="store_true", help="also a line for every document")
    evaluate.add_argument("--places", action="store_true", help="measure where mentions are placed, not how they read")
    evaluate.add_argument("--json", type=Path, metavar="OUT", help="also write everything to this file")
    evaluate.set_defaults(command=_evaluate)
    text = "measure the resolver on hand-made questions: right, coarser, ties, wrong, by level and by trap"
    toponyms = commands.add_parser("toponyms", help=text, description=text.capitalize() + ". Needs no build.")
    toponyms.add_argument("files", nargs="+", type=Path, metavar="CSV", help="questions, as in tests/gold")
    toponyms.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N errors (default none)")
    toponyms.add_argument("--jsonl", type=Path, metavar="OUT", help="also write every answer to this file")
    toponyms.set_defaults(command=_toponyms)


def _build(options: argparse.Namespace) -> int:
    from loaders import dataset

    with ProgressBar(quiet=options.quiet) as report:
        manifest = dataset.build(report=report, runners=_runners(options), timings=options.timings)
    for sentence in (*(failed.reason for failed in manifest.failed), *manifest.notices):
        _complain(sentence)
    counts = ", ".join(f"{count} {name}" for name, count in sorted(manifest.rows.items()))
    print(f"build {manifest.build_id[:12]}: {counts}")
    return 1 if manifest.failed else 0


def _runners(options: argparse.Namespace) -> "Callable[[], AbstractContextManager[Runner]] | None":
    """What opens the cluster that was asked for."""
    if not options.workers and not options.scheduler:
        return None
    try:
        from loaders.bulk import cluster
    except ImportError as error:
        raise LoaderError(f"{error}; run pip install -r requirements.txt") from error
    return partial(cluster.local, options.workers) if options.workers else partial(cluster.remote, options.scheduler)


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _check(options: argparse.Namespace) -> int:
    from loaders.checking import printing
    from loaders.checking.check import check

    corrections = present_corrections()
    if corrections.notice:
        _complain(corrections.notice)
    report = check(options.build, accept=options.accept, corrections=corrections)
    for line in printing.lines(report):
        print(line)
    if options.json:
        _save(json.dumps(printing.record(report), ensure_ascii=False, indent=1) + "\n", options.json)
    return 1 if report.errors else 0


def _tasks(options: argparse.Namespace) -> int:
    read = [(document, tasks.parse(document)) for document in _documents(options.files)]
    _write((task_record(document, task) for document, found in read for task in found), options.jsonl)
    return 0


def _extract(options: argparse.Namespace) -> int:
    resolver = Resolver.load()
    read = [(document, *_read(document)) for document in _documents(options.files)]
    for path, (_, _, found) in zip(options.files, read, strict=True):
        if not found:
            _complain(f"{path}: names no place or project; check that it is the text of a plan")
    records = (
        mention_record(document, mention, answer)
        for document, _, found in read
        for mention, answer in zip(
            found, linking.link_all(found, resolver, jurisdiction=document.jurisdiction), strict=True
        )
    )
    _write(records, options.jsonl)
    return 0


def _explain(options: argparse.Namespace) -> int:
    name, _, ordinal = options.what.partition("#") if not Path(options.what).is_file() else (options.what, "", "")
    path = Path(name) if Path(name).is_file() else PLANS_DIRECTORY / f"{name}.txt"
    document = documents.read(path)
    found_tasks, found = _read(document)
    answers = linking.link_all(found, Resolver.load(), jurisdiction=document.jurisdiction)
    placed = {mention.mention_id: answer for mention, answer in zip(found, answers, strict=True)}
    if ordinal:
        found = [one for one in found if one.task_id == _task_id(document, found_tasks, ordinal)]
    chosen = [one for one in found if options.mention in one.name or options.mention in one.surface]
    if options.mention and not chosen:
        raise LoaderError(f"{options.what}: no mention holds {options.mention}; leave --mention out to see them all")
    if not chosen:
        _complain(f"{options.what}: names no place or project")
    for line in explanation(found_tasks, chosen, lambda one: placed[one.mention_id]):
        print(line)
    return 0


def _task_id(document: PlanDocument, found: list[Task], ordinal: str) -> str:
    """The id of the task with this ordinal."""
    task_id = f"{document.plan_id}#{ordinal}"
    if all(task.task_id != task_id for task in found):
        known = f"it has {document.plan_id}#1 to #{len(found)}" if found else "it has no tasks"
        raise LoaderError(f"{task_id}: no such task; {known}")
    return task_id


def _toponyms(options: argparse.Namespace) -> int:
    from loaders.evaluation import toponyms

    found = toponyms.evaluate(options.files)
    print(toponyms.table(found))
    if options.errors > 0:
        print("\n" + toponyms.errors_list(found, options.errors))
    if options.jsonl:
        _write(toponyms.records(found), options.jsonl)
    return 0


def _evaluate_places(options: argparse.Namespace) -> int:
    from loaders.evaluation import places, places_report

    found = places.evaluate(options.gold)
    print(places_report.table(found))
    print("\n" + places_report.parts_table(places_report.by_province(found)))
    if options.by_doc:
        print("\n" + places_report.parts_table(places_report.by_document(found)))
    if options.errors > 0:
        print("\n" + places_report.errors_list(found, options.errors))
    if options.json:
        _save(json.dumps(places_report.record(found), ensure_ascii=False, indent=1) + "\n", options.json)
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    if options.places:
        return _evaluate_places(options)
    from loaders.evaluation import report
    from loaders.evaluation.evaluate import evaluate

    found = evaluate(options.gold, strict=options.strict)
    print(report.table(found))
    if options.by_doc:
        print("\n" + report.documents_table(found))
    if options.errors > 0:
        print("\n" + report.errors_list(found.findings, options.errors))
    if options.json:
        _save(json.dumps(report.record(found), ensure_ascii=False, indent=1) + "\n", options.json)
    return 0


def _documents(paths: Iterable[Path]) -> Iterator[PlanDocument]:
    for path in paths:
        yield documents.read(path)


def _read(document: PlanDocument) -> tuple[list[Task], list[Mention]]:
    found = tasks.parse(document)
    return found, mentions.extract(document, found, gazetteer=Gazetteer.load())


def _write(records: Iterable[Record], path: Path | None) -> None:
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    if path is None:
        sys.stdout.write(lines)
        return
    _save(lines, path)


def _save(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LoaderError(f"{path}: cannot be written ({error.strerror}); choose another file") from error

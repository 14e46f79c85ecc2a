"""`python -m loaders add` and `plans`: plans into the store, and what is there.

What was added is in the store whatever happens afterwards; the build that follows only shows what it says.
"""

import argparse
import getpass
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.errors import LoaderError
from loaders.progress import READING_PLAN, ProgressBar

if TYPE_CHECKING:
    from loaders.store import AddedPlan, Store

SHORTEST_DATE = 10  # characters of a day


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands `add` and `plans` to the command line."""
    text = "keep plans in the store; a text that is already there is found again"
    add = commands.add_parser("add", help=text, description=text.capitalize() + ". The next build shows them.")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a plan")
    add.add_argument("--replaces", metavar="ID", help="the file is a new version of this plan, whose text is kept")
    add.add_argument("--title", metavar="TEXT", help="its title, where the text does not say it well")
    add.add_argument("--yes", action="store_true", help="keep what looks like a new version as a plan of its own")
    add.add_argument("--quiet", action="store_true", help="no progress bar")
    _add_who(add)
    add.set_defaults(command=_add, wrong=add.error)
    text = "the plans of the store: list, remove, undo, history, restore an earlier version"
    plans = commands.add_parser("plans", help=text, description=text.capitalize() + ".")
    plans.set_defaults(command=_list)
    actions = plans.add_subparsers(metavar="ACTION")
    for name, command, text, words in (
        ("remove", _remove, "take a plan away; undo brings it back", ("ID",)),
        (
            "undo",
            _undo,
            "take back the last change of a plan, or of all plans; undo that, too, by another undo",
            ("[ID]",),
        ),
        ("history", _history, "every change of a plan, the last first", ("ID",)),
        ("restore", _restore, "make an earlier version the present one", ("ID", "VERSION")),
    ):
        action = actions.add_parser(name, help=text, description=text.capitalize() + ".")
        action.add_argument("plan_id", metavar="ID", nargs="?" if "[ID]" in words else None, help="as `plans` shows it")
        if "VERSION" in words:
            action.add_argument("version", type=int, metavar="VERSION", help="its number, as `plans history` shows it")
        if command is not _history:
            _add_who(action)
        action.set_defaults(command=command)


def _add_who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--who", metavar="NAME", default="", help="who does it, for the history (default: account)")


def _who(options: argparse.Namespace) -> str:
    if options.who:
        return str(options.who)
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # an account without a name, as in a container
        return "unknown"


def _add(options: argparse.Namespace) -> int:
    from loaders.store import Store

    if len(options.files) > 1 and (options.replaces or options.title):
        options.wrong("--replaces and --title are for one file")
    added, failures = [], []
    with Store.open() as store, ProgressBar(quiet=options.quiet) as report:
        for number, path in enumerate(options.files):
            report(READING_PLAN.format(plan=path.name), number / len(options.files))
            try:
                added.append(_add_one(store, path, options))
            except LoaderError as error:
                failures.append(str(error))
    for sentence in failures:
        print(f"plan atlas: {sentence}", file=sys.stderr)
    counts = _build(added, quiet=options.quiet)
    for each in added:
        print(_told(each) + counts.get(each.plan_id, ""))
    return 1 if failures else 0


def _add_one(store: "Store", path: Path, options: argparse.Namespace) -> "AddedPlan":
    """Add one file, unless it may be a new version of a plan and nobody has said what it is.

    Raises
    ------
    LoaderError
        If it cannot be read or kept, or may be a new version.
    """
    from loaders.plan_files import read_plan_file
    from loaders.store import add_plan, find_same, likely_earlier

    read = read_plan_file(path)
    metadata = replace(read.metadata, title=options.title) if options.title else read.metadata
    replaces: str | None = options.replaces
    if replaces is None and not options.yes and not find_same(store, read.text):
        earlier = likely_earlier(store, read.text, metadata)
        if earlier:
            plan, why = earlier[0].plan, earlier[0].why.replace("_", " ")
            raise LoaderError(
                f"{path}: may be a new version of {plan.plan_id} “{plan.shown}” (same {why}); "
                f"say --replaces {plan.plan_id}, or --yes to keep both"
            )
    return add_plan(
        store,
        read.text,
        metadata,
        name=read.file_name,
        kind=read.kind,
        who=_who(options),
        notes=read.notes,
        replaces=replaces,
    )


def _build(added: "list[AddedPlan]", *, quiet: bool) -> dict[str, str]:
    """Make the build current; what it found in each plan, in words."""
    from loaders import ledger, storage
    from loaders.building import ensure_built

    if not added:
        return {}
    with ProgressBar(quiet=quiet) as report:
        ensure_built(report)
    manifest = storage.read_manifest(storage.BUILD_DIRECTORY)
    for failed in manifest.failed:
        print(f"plan atlas: {failed.reason}", file=sys.stderr)
    counts = ledger.counts(storage.read_tables(storage.BUILD_DIRECTORY, manifest))
    return {each.plan_id: f"; {each.tasks} tasks, {each.mentions} places and projects" for each in counts}


def _told(added: "AddedPlan") -> str:
    from loaders.store import Outcome

    shown = f" “{added.plan.shown}”" if added.plan else ""
    words = {
        Outcome.ADDED: "added",
        Outcome.NEW_VERSION: f"version {added.version} added",
        Outcome.PUT_BACK: f"was removed and is back, version {added.version}",
        Outcome.SAME: f"has this text already, as version {added.version}; nothing was written",
    }
    if added.outcome is Outcome.SAME and added.plan is None:
        return f"{added.plan_id}: a plan file has this text already; nothing was written"
    return f"{added.plan_id}{shown}: {words[added.outcome]}"


def _list(options: argparse.Namespace) -> int:
    from loaders.freshness import PLANS_DIRECTORY
    from loaders.stored import address

    files = sorted(PLANS_DIRECTORY.glob("*.txt"))
    for path in files:
        print(f"{path.stem}: file {path.name}")
    found = _lines() if address.is_there() else []
    for line in found:
        print(line)
    if not files and not found:
        print("no plans; python -m loaders add FILE keeps one")
    return 0


def _lines() -> list[str]:
    from loaders.store import Store, active_plans, plan_versions

    with Store.open() as store:
        found = [(plan, len(plan_versions(store, plan.plan_id))) for plan in active_plans(store)]
    lines = []
    for plan, count in found:
        stated = ", ".join(filter(None, (plan.document_number, plan.date, plan.jurisdiction)))
        added = f"{plan.file_name} added {plan.added_at[:SHORTEST_DATE]} by {plan.added_by}"
        lines.append(
            f"{plan.plan_id}: “{plan.shown}” {stated or 'nothing stated'}; version {plan.version} of {count}; {added}"
        )
    return lines


def _remove(options: argparse.Namespace) -> int:
    from loaders.store import Store, remove_plan

    with Store.open() as store:
        gone = remove_plan(store, options.plan_id, who=_who(options))
    print(f"{gone.plan_id} “{gone.shown}”: removed; python -m loaders plans undo brings it back")
    return 0


def _undo(options: argparse.Namespace) -> int:
    from loaders.store import Store, undo_plan

    with Store.open() as store:
        plan = undo_plan(store, options.plan_id, who=_who(options))
    state = "removed" if plan.removed else f"as before, version {plan.version}"
    print(f"{plan.plan_id} “{plan.shown}”: {state}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from loaders.store import Store, restore_version

    with Store.open() as store:
        plan = restore_version(store, options.plan_id, options.version, who=_who(options))
    print(f"{plan.plan_id} “{plan.shown}”: version {plan.version} is the present one")
    return 0


def _history(options: argparse.Namespace) -> int:
    from loaders.store import Store, changed_fields, plan_history

    with Store.open() as store:
        states = plan_history(store, options.plan_id)
    for state, before in zip(states, (*states[1:], None), strict=True):
        what = ", ".join(changed_fields(state, before)) or "nothing"
        named = f"version {state.version} “{state.shown}”"
        print(f"{state.revision}. {state.changed_at} {state.changed_by}: {what}; {named}")
    return 0

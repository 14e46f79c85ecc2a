"""`python -m loaders store backup|restore|check|where`: the database of what planners write, for those who keep it."""

import argparse
from pathlib import Path


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `store` to the command line."""
    text = "the database of imported plans, corrections and progress: backup, restore, check, where"
    store = commands.add_parser("store", help=text, description=text.capitalize() + ".")
    actions = store.add_subparsers(required=True, metavar="ACTION")
    backup = actions.add_parser("backup", help="write all of it, with its history and the drafts, to one ZIP")
    backup.add_argument("file", type=Path, metavar="FILE", help="takes the place of an older one when it is whole")
    backup.set_defaults(command=_backup)
    restore = actions.add_parser("restore", help="put a backup into an empty store, on SQLite or PostgreSQL")
    restore.add_argument("file", type=Path, metavar="FILE", help="made by `store backup`")
    restore.set_defaults(command=_restore)
    check = actions.add_parser("check", help="read all of it; exit 1 when something is missing or was changed")
    check.set_defaults(command=_check)
    actions.add_parser("where", help="where it lies").set_defaults(command=_where)


def _backup(options: argparse.Namespace) -> int:
    from loaders.store import Store, StoreError
    from loaders.stored import address, backups

    if not address.is_there():
        raise StoreError("there is no store yet; nothing to back up")
    with Store.open() as store:
        rows = backups.backup(store, options.file)
    print(f"{options.file}: {rows:,} rows")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from loaders.store import Store
    from loaders.stored import backups

    with Store.open() as store:
        rows = backups.restore(store, options.file)
    print(f"{options.file}: {rows:,} rows restored")
    return 0


def _check(options: argparse.Namespace) -> int:
    from loaders.store import Store
    from loaders.stored import address, checks

    if not address.is_there():
        print("there is no store yet")
        return 0
    with Store.open() as store:
        report = checks.check(store)
    for fault in report.faults:
        print(f"error: {fault}")
    counts = ", ".join(f"{count:,} {kind}" for kind, count in report.records.items()) or "no records"
    print(f"{counts}; {report.revisions:,} revisions, {report.texts:,} texts, {len(report.faults)} errors")
    return 1 if report.faults else 0


def _where(options: argparse.Namespace) -> int:
    from loaders.stored import address, engines

    there = "" if address.is_there() else " (not made yet)"
    print(f"{engines.shown(address.default_url())}{there}")
    return 0

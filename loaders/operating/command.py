"""`python -m loaders health`: whether the program can serve people now."""

import argparse
import json


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands of those who run the program to the command line."""
    text = "say whether build, published catalog, store and disk can serve people now; exit 1 when one cannot"
    health = commands.add_parser("health", help=text, description=text.capitalize() + ". Changes nothing.")
    health.add_argument("--json", action="store_true", help="as one JSON object")
    health.set_defaults(command=_health)


def _health(options: argparse.Namespace) -> int:
    from loaders.operating.health import health

    found = health()
    if options.json:
        print(json.dumps(found.record(), ensure_ascii=False))
    else:
        for part in found.parts:
            print(f"{'ok  ' if part.ok else 'FAIL'} {part.name:8} {part.detail}")
    return 0 if found.ok else 1

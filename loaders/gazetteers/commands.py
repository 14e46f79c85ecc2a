"""The command line of the gazetteer script: one sub-command for each thing it does."""

import argparse

from loaders.gazetteers import coverage, derive, sample, villages

# Module of each sub-command: it has `add_arguments(parser)` and `run(arguments)`, and its docstring is the help.
COMMANDS = {"derive": derive, "coverage": coverage, "sample": sample, "villages": villages}


def main() -> None:
    """Parse the command line and run the command."""
    parser = argparse.ArgumentParser(prog="python -m loaders.gazetteers")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, module in COMMANDS.items():
        line = (module.__doc__ or "").split("\n")[0]
        command = commands.add_parser(name, help=line, description=line)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    arguments = parser.parse_args()
    arguments.run(arguments)

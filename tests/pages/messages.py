"""The messages that the pages use, read from their syntax trees, and the catalogue that translates them.

`python -m tests.pages.messages` lists what the catalogue lacks and what nobody uses any more; with `compile` it makes
the compiled catalogue, which the program reads, from the `.po` file, which people edit.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from loaders import sentences
from loaders.vocabulary import stage_groups

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
FOLDER = ROOT / "data" / "locale" / "en" / "LC_MESSAGES"
SOURCE, COMPILED = FOLDER / "plan_atlas.po", FOLDER / "plan_atlas.mo"
CHINESE = re.compile("[\u4e00-\u9fff]")
FIELD = re.compile(r"\{(\w+)(?::[^}]*)?\}")
SAYING = {"t", "mark"}
# Chinese in the source that is no message: what the languages are called, and signs of the data that code looks for.
NO_MESSAGES = {"中文", "依据：", "号", "[\u3400-\u9fff]"}

Key = tuple[str, str]  # context, message


def _said(tree: ast.AST) -> Iterator[tuple[ast.Constant, Key]]:
    """The string of every `t` and `mark` with its context."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING):
            continue
        text = node.args[0]
        if isinstance(text, ast.Constant):
            contexts = [word.value for word in node.keywords if word.arg == "context"]
            yield text, (contexts[0].value if contexts else "", text.value)


def _docstrings(tree: ast.AST) -> set[ast.expr]:
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, holders) and node.body]
    return {body[0].value for body in bodies if isinstance(body[0], ast.Expr)}


def unmarked(path: Path) -> list[str]:
    """Chinese strings of a page that neither `t` nor `mark` has."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = {text for text, _ in _said(tree)} | _docstrings(tree)
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value[:40]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and node not in known
        and node.value not in NO_MESSAGES
    ]


def used() -> set[Key]:
    """Every message of the pages, the sentences of geo and loaders, and the groups of stages."""
    found = {key for path in PAGES for _, key in _said(ast.parse(path.read_text(encoding="utf-8")))}
    found |= {("sentence", template) for template in sentences.templates()}
    return found | {("", group) for group in stage_groups()}


def catalogue() -> Catalog:
    with SOURCE.open("rb") as file:
        return read_po(file, locale="en")


def translated() -> dict[Key, tuple[str, ...]]:
    """Every message of the catalogue with its translations, two where it counts something."""
    return {
        (message.context or "", message.id if isinstance(message.id, str) else message.id[0]): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue()
        if message.id
    }


def compiled() -> bytes:
    """What the compiled catalogue must hold."""
    content = io.BytesIO()
    write_mo(content, catalogue())
    return content.getvalue()


if __name__ == "__main__":
    for sign, keys in (("missing", used() - translated().keys()), ("unused", translated().keys() - used())):
        for key in sorted(keys):
            print(sign, *key)
    if "compile" in sys.argv:
        COMPILED.write_bytes(compiled())

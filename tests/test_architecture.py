"""The direction of imports: geo ← loaders ← pages ← app.py, checked on the syntax trees."""

import ast
import inspect
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOORS = ("loaders.catalog", "loaders.store", "loaders.briefing", "loaders.operations")
MAY_IMPORT = {"geo": ("geo",), "loaders": ("geo", "loaders"), "pages": ("pages", *DOORS), "app": ("pages",)}
SCREEN_LIBRARIES = {"streamlit", "folium", "streamlit_folium", "branca"}
HTTP_CLIENTS = ("urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "socket")
REMOTE = ROOT / "geo" / "online" / "remote.py"
CALLABLE_SIZE_LIMIT = 50
# Of Streamlit: what shows its words as Markdown, and what would run markup.
MARKDOWN = {
    "markdown",
    "write",
    "caption",
    "error",
    "info",
    "warning",
    "success",
    "toast",
    "title",
    "header",
    "subheader",
    "badge",
    "spinner",
}
MARKDOWN_WORDS = {("text", "progress"), ("body", "markdown"), ("label", "status")}
UNSAFE_WORDS = {"unsafe_allow_html", "unsafe_allow_javascript"}
IMPORTS = (ast.Import, ast.ImportFrom)
ACCESS = ROOT / "pages" / "components" / "access.py"
STORE_WRITES = {"write", "undo", "keep_text", "writing"}  # methods of the store
# Functions of its door that take a store and only read.
STORE_READERS = {
    "active_plans",
    "check_csv",
    "correction_history",
    "corrections",
    "corrections_digest",
    "find_same",
    "likely_earlier",
    "open_draft",
    "plan_history",
    "plan_text",
    "plan_versions",
    "progress_records",
    "removed_plans",
    "stored_plan",
    "undone_corrections",
    "waiting_drafts",
}
SOURCES = sorted(
    [ROOT / "app.py", *(path for layer in ("geo", "loaders", "pages") for path in (ROOT / layer).rglob("*.py"))]
)


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def is_forbidden(layer: str, name: str) -> bool:
    top = name.split(".")[0]
    if top in SCREEN_LIBRARIES:
        return layer not in {"pages", "app"}
    return top in MAY_IMPORT and not any(f"{name}.".startswith(f"{allowed}.") for allowed in MAY_IMPORT[layer])


def imported_names(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = [f"{path}:{line} {name}" for line, name in imported_names(tree) if is_forbidden(layer_of(path), name)]
    assert not wrong


@pytest.mark.parametrize(
    ("layer", "name", "forbidden"),
    [
        ("geo", "loaders.models", True),
        ("geo", "geo.models", False),
        ("loaders", "streamlit", True),
        ("pages", "loaders.dataset", True),
        ("pages", "loaders.catalog.Query", False),
        ("pages", "geo.crs", True),
        ("app", "loaders.catalog", True),
    ],
)
def test_rule_itself(layer, name, forbidden):
    assert is_forbidden(layer, name) is forbidden


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_one_module_alone_speaks_http(path):
    names = imported_names(ast.parse(path.read_text(encoding="utf-8")))
    clients = [
        f"{path}:{line} {name}"
        for line, name in names
        if any(f"{name}.".startswith(f"{client}.") for client in HTTP_CLIENTS)
    ]
    assert bool(clients) is (path == REMOTE), clients


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sizes(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    limit = 40 if path.name == "app.py" else 80 if path.parent == ROOT / "pages" else 400
    assert len(lines) <= limit
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < CALLABLE_SIZE_LIMIT, f"{path}:{node.lineno} {node.name}"


def unguarded_writes(tree: ast.AST) -> list[str]:
    """What a page does to the store past `Desk.do`: an action of the door used elsewhere, a write of its own."""
    guarded = {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "do" and node.args
    }
    modules = {
        alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, IMPORTS) for alias in node.names
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            writes = node.id in store_actions()
        elif isinstance(node, ast.Attribute):
            of_a_module = isinstance(node.value, ast.Name) and node.value.id in modules - {"Store"}
            writes = node.attr in store_actions() or (node.attr in STORE_WRITES and not of_a_module)
        else:
            continue
        if writes and id(node) not in guarded:
            found.append(f"{node.lineno} {ast.unparse(node)}")
    return found


@lru_cache(maxsize=1)
def store_actions() -> frozenset[str]:
    """Functions of the door that take a store and are not known to leave it as it is."""
    from loaders import store

    functions = {name: getattr(store, name) for name in store.__all__ if inspect.isfunction(getattr(store, name))}
    return frozenset(
        name
        for name, function in functions.items()
        if name not in STORE_READERS and next(iter(inspect.signature(function).parameters), "") == "store"
    )


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if layer_of(path) in {"pages", "app"}], ids=lambda path: path.name
)
def test_pages_write_through_the_desk_alone(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert unguarded_writes(tree) == []
    opens = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)} & {"Desk", "Store.open"}
    assert not opens or path == ACCESS


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("[!_]*.py")), ids=lambda path: path.name)
def test_a_page_does_nothing_before_the_frame_has_asked_who_is_there(path):
    body = ast.parse(path.read_text(encoding="utf-8")).body[1:]
    names = (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef, *IMPORTS)
    first = next(node for node in body if not isinstance(node, names))
    assert ast.unparse(first) == "frame.require_frame()"
    assert not any(isinstance(part, ast.Call) for node in body[: body.index(first)] for part in ast.walk(node))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("desk.do(add_progress, entry)", 0),
        ("desk.do(Store.undo, record)", 0),
        ("from pages.components import state\nstate.write({})", 0),
        ("progress_records(desk.store)", 0),
        ("add_progress(desk.store, entry, who='x')", 1),
        ("save = store.add_progress", 1),
        ("partial(add_progress, desk.store)", 1),
        ("desk.do(other, add_progress)", 1),
        ("desk.store.write([], who='x')", 1),
        ("from loaders.store import Store\nStore.undo(store, record, who='x')", 1),
    ],
)
def test_that_rule_itself(line, found):
    assert len(unguarded_writes(ast.parse(line))) == found


def open_markdown(tree: ast.AST) -> list[str]:
    """What Streamlit would read as Markdown although others may have written it."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        read = [
            word.value for word in node.keywords if word.arg == "help" or (word.arg, node.func.attr) in MARKDOWN_WORDS
        ]
        if node.func.attr in MARKDOWN and ast.unparse(node.func.value) == "st":
            read += node.args[:1]
        found += [f"{node.lineno} {ast.unparse(part)}" for part in read if not _is_own(part)]
        found += [f"{node.lineno} {word.arg}" for word in node.keywords if word.arg in UNSAFE_WORDS]
    return found


def _is_own(part: ast.expr) -> bool:
    """Whether the words are the program's, or made harmless."""
    if isinstance(part, ast.Call):
        name = ast.unparse(part.func).split(".")[-1]
        return name == "unformatted" or (name == "t" and {word.arg for word in part.keywords} <= {"n", "context"})
    return isinstance(part, ast.Constant)


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if layer_of(path) in {"pages", "app"}], ids=lambda path: path.name
)
def test_words_of_others_are_no_markdown(path):
    assert open_markdown(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("st.error(t('没有'))", 0),
        ("st.error(t('{n} 个', n=3))", 0),
        ("st.error(markup.unformatted(str(error)))", 0),
        ("bar.progress(0.5, text=unformatted(label))", 0),
        ("st.error(str(error))", 1),
        ("st.caption(f'{who}')", 1),
        ("st.toast(t('{who} 已保存', who=who))", 1),
        ("bar.progress(0.5, text=label)", 1),
        ("st.button(t('撤销'), help=why)", 1),
        ("st.markdown(t('表'), unsafe_allow_html=True)", 1),
    ],
)
def test_the_rule_of_markdown_itself(line, found):
    assert len(open_markdown(ast.parse(line))) == found


def test_packages_hold_no_code_in_init():
    for path in ROOT.glob("*/**/__init__.py"):
        if path.relative_to(ROOT).parts[0] in MAY_IMPORT:
            assert len(ast.parse(path.read_text(encoding="utf-8")).body) == 1, path


def test_visible_top_level_is_as_the_client_fixed_it():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in listed.splitlines()}
    visible = {name for name in top if not name.startswith(".")}
    fixed = {"app.py", "pages", "data", "geo", "loaders", "tests", "requirements.txt", "README.md", "static"}
    assert visible <= fixed


def test_catalog_pulls_in_no_document_reader():
    code = (
        "import sys, loaders.catalog; print([m for m in sys.modules if m in {'loaders.documents', 'loaders.mentions'}])"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_readme_lists_every_setting():
    from geo.settings import SETTINGS

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert f"| `{setting.name}` | `{setting.default}` | {setting.help} |" in readme

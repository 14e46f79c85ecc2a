"""The direction of imports: geo ← loaders ← pages ← app.py, checked on the syntax trees."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOORS = ("loaders.catalog", "loaders.store", "loaders.briefing")
MAY_IMPORT = {"geo": ("geo",), "loaders": ("geo", "loaders"), "pages": ("pages", *DOORS), "app": ("pages",)}
SCREEN_LIBRARIES = {"streamlit", "folium", "streamlit_folium", "branca"}
HTTP_CLIENTS = ("urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "socket")
REMOTE = ROOT / "geo" / "online" / "remote.py"
CALLABLE_SIZE_LIMIT = 50
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

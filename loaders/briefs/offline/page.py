"""Writes the offline page: one HTML file with scripts, styles, base map and data inside, that asks for nothing more.

Text of plans travels as JSON in a block that no browser runs, and reaches the screen as text alone. A policy in the
file allows the scripts of the file, by their digest, and no request at all.
"""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from loaders.briefs.offline.ground import ground
from loaders.briefs.offline.records import Record, Records, vocabulary
from loaders.briefs.options import BriefOptions, silent
from loaders.briefs.subject import MapScope, subject_of
from loaders.catalog import Catalog
from loaders.progress import DRAWING, Report

HERE = Path(__file__).parent
STATIC = Path(__file__).parents[3] / "static"
LEAFLET = STATIC / "leaflet"
# In the order they run: what the interactive map also draws with, then what is only of this page.
SHARED = ("layout", "base", "routes")
PARTS = ("marks", "ground", "placing", "map", "list", "page")
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {digest}; "
    "base-uri 'none'; form-action 'none'"
)
UNSAFE = re.compile("[<>&\u2028\u2029]")
SLOT = re.compile(r"<!-- ([a-z]+) -->")
SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=\S*")
CSS_ADDRESS = re.compile(r"url\([^)]*\)")


def html(catalog: Catalog, scopes: Sequence[MapScope], options: BriefOptions, progress: Report = silent) -> bytes:
    """The scopes as pages of one file; the same bytes each time."""
    records = Records(catalog, options)
    pages: list[Record] = []
    for done, scope in enumerate(scopes, start=1):
        pages.append(records.page(scope))
        progress(pages[-1]["title"], done / (len(scopes) + 1))
    data = {
        "words": vocabulary(),
        "ground": ground(catalog, _plans(catalog, scopes), national=any(page["spread"] for page in pages)),
        "projects": records.projects,
        "tasks": records.tasks,
        "pages": pages,
    }
    progress(DRAWING, 1.0)
    return _filled(pages[0]["title"], safe_json(data)).encode("utf-8", "replace")


def safe_json(data: object) -> str:
    """JSON without a character that HTML gives a meaning, or that ends a line for JavaScript alone."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return UNSAFE.sub(lambda character: f"\\u{ord(character[0]):04x}", text)


@cache
def script() -> str:
    """Leaflet, and the parts of the page, as one script."""
    files = [*(STATIC / "atlas" / f"{name}.js" for name in SHARED), *(HERE / f"{name}.js" for name in PARTS)]
    leaflet = SOURCE_MAP.sub("", _read(LEAFLET / "leaflet.js"))
    return ";\n".join([leaflet, "window.PlanAtlas = {}", *map(_read, files)])


@cache
def style() -> str:
    """Styles of Leaflet, without its pictures, and of the page."""
    return CSS_ADDRESS.sub("none", _read(LEAFLET / "leaflet.css")) + _read(HERE / "map.css")


def digest(text: str) -> str:
    """A script as the policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _plans(catalog: Catalog, scopes: Sequence[MapScope]) -> tuple[str, ...]:
    """Plans whose base map holds every page; none for all of them."""
    told = {plan.plan_id for scope in scopes for plan in subject_of(catalog, scope.query).plans}
    return () if len(told) == len(catalog.plans()) else tuple(sorted(told))


def _filled(title: str, data: str) -> str:
    parts: Mapping[str, str] = {
        "policy": f'<meta http-equiv="Content-Security-Policy" content="{POLICY.format(digest=digest(script()))}">',
        "title": f"<title>{escape(title)}</title>",
        "licence": f"<!--\n{_read(LEAFLET / 'LICENSE')}\n-->",
        "style": f"<style>{style()}</style>",
        "data": f'<script type="application/json" id="data">{data}</script>',
        "script": f"<script>{script()}</script>",
    }
    return SLOT.sub(lambda slot: parts[slot[1]], _read(HERE / "page.html"))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")

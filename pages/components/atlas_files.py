"""What the map's frame loads: Leaflet and our parts as one script, and the style sheets, all from the application.

One script instead of a dozen, since every request waits for the server while it is still busy with the page. It is
published with the page's other generated files; its address changes with its content.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

_STATIC = Path(__file__).parents[2] / "static"
_SERVED = "../../app/static/"  # seen from the component's frame, so a base path in front keeps working
# In the order they run; each adds to `window.PlanAtlas`.
PARTS = [
    "theme",
    "symbols",
    "layout",
    "decode",
    "base",
    "routes",
    "buttons",
    "chrome",
    "locator",
    "tips",
    "compose",
    "view",
    "picker",
    "atlas",
]


@cache
def script() -> bytes:
    """Leaflet and the parts, one after another."""
    files = [_STATIC / "leaflet" / "leaflet.js", *(_STATIC / "atlas" / f"{part}.js" for part in PARTS)]
    first, *parts = [file.read_bytes() for file in files]
    return b";\n".join([first, b"window.PlanAtlas = {}", *parts])


@cache
def styles() -> tuple[str, ...]:
    """Addresses of the style sheets, new whenever their content is."""
    return tuple(_address(name) for name in ("leaflet/leaflet.css", "atlas/atlas.css"))


def _address(name: str) -> str:
    return f"{_SERVED}{name}?v={sha256((_STATIC / name).read_bytes()).hexdigest()[:8]}"

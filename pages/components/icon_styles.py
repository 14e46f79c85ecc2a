"""The style sheet that gives sectors, stages and precisions their symbols in filters, chips and lists."""

from functools import lru_cache
from pathlib import Path

from loaders.catalog import Term, terms
from pages.components import palette, symbols
from pages.components.state import PRECISION_GROUPS

# A sign for each code of the list `change`, so that colour is never all that tells them apart.
CHANGE_SIGNS = {
    "new": "＋",
    "forward": "↑",
    "backward": "↓",
    "restated": "≠",
    "dropped": "－",
    "doubtful": "?",
    "same": "=",
}
LOGO = Path(__file__).with_name("logo.svg")


@lru_cache(maxsize=1)
def style() -> str:
    """A `<style>` element; the symbols are inlined, so nothing is requested."""
    logo = LOGO.read_text(encoding="utf-8").strip()
    rules = [
        f":root {{ --logo: {_url(logo)}; --page-icon: {_url(symbols.page_icon())} }}",
        ".icon-page { background-image: var(--page-icon) }",
    ]
    for position, (code, term) in enumerate(palette.sectors().items(), start=1):
        rules.append(f":root {{ --sector-{code}: {_url(symbols.sector_disc(code))} }}")
        rules.append(f".icon-sector-{code} {{ background-image: var(--sector-{code}) }}")
        rules += _tones("sector", code, position, term)
        rules.append(f"{_pill('sector', position)}::before {{ background-image: var(--sector-{code}) }}")
    for position, (group, stage) in enumerate(_stage_of_group().items(), start=1):
        image = f"{{ background-image: {_url(symbols.stage_disc(stage))} }}"
        rules.append(f".icon-stage-{group}, {_pill('stage', position)}::before {image}")
    for code in terms()["precision"]:
        rules.append(f".icon-precision-{code} {{ background-image: {_url(symbols.precision_mark(code))} }}")
    inferred = _url(symbols.precision_mark("township", inferred=True))
    rules.append(f".icon-precision-inferred {{ background-image: {inferred} }}")
    for position, codes in enumerate(PRECISION_GROUPS.values(), start=1):
        mark = _url(symbols.precision_mark(codes[0]))
        rules.append(f"{_pill('precision', position)} p::before {{ background-image: {mark} }}")
    for position, (code, term) in enumerate(terms()["problem"].items(), start=1):
        rules += _tones("problem", code, position, term)
    for position, (code, term) in enumerate(terms()["change"].items(), start=1):
        rules += _tones("change", code, position, term)
        rules.append(f".change-{code}, {_pill('change', position)} {{ --sign: '{CHANGE_SIGNS[code]}' }}")
    return "<style>" + "\n".join(rules) + "</style>"


def _tones(name: str, code: str, position: int, term: Term) -> list[str]:
    """The colour of a code for borders, words and cells, lighter in the dark theme: as `--sector` etc."""
    owners = (f".{name}-{code}", _pill(name, position))
    dark = ", ".join(f':root[data-theme="dark"] {owner}' for owner in owners)
    return [
        f"{', '.join(owners)} {{ --{name}: {term.colour} }}",
        f"{dark} {{ --{name}: {palette.on_dark(term.colour)} }}",
    ]


def _stage_of_group() -> dict[str, str]:
    """A stage code that stands for each group, in the order of the groups."""
    groups: dict[str, str] = {}
    for code, term in terms()["stage"].items():
        groups.setdefault(term.group, code)
    return groups


def _pill(name: str, position: int) -> str:
    return f".st-key-filter_{name} button:nth-of-type({position})"


def _url(svg: str) -> str:
    return f'url("{symbols.data_uri(svg)}")'

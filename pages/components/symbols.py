"""Symbols of the map, legend and lists as SVG: discs, rings, squares, line samples and page icons.

Every disc is drawn around (0, 0) in CSS px. The templates below are the only drawing of a stage; the browser
script gets the same ones (`templates`), with `@c` standing for the sector colour and `@i` for its icon.
Nothing here takes text from a plan, so the markup is safe to insert.
"""

from urllib.parse import quote

from loaders.catalog import icon_path
from pages.components import palette

PAGE_PATH = "M-4.5-6h6l3 3v9h-9zM1.5-6v3h3M-2.2.2h4.4M-2.2 3h4.4"

_ICON = '<path fill="{ink}" transform="translate(-5.25 -5.25) scale(.7)" d="@i"/>'
_UPPER = f'<svg x="-8" y="-8" width="16" height="8" viewBox="-8 -8 16 8">{_ICON.format(ink="@c")}</svg>'
_LOWER = f'<svg x="-8" y="0" width="16" height="8" viewBox="-8 0 16 8">{_ICON.format(ink="#fff")}</svg>'
_STAR = "M6 1.6l1.35 2.85 3.1.4-2.28 2.15.58 3.1L6 8.6l-2.75 1.5.58-3.1L1.55 4.85l3.1-.4z"
DISCS = {
    "outline": '<circle r="8" fill="#fff" stroke="@c" stroke-width="1.2"/>' + _ICON.format(ink="@c"),
    "tint": '<circle r="7.6" fill="#fff"/><circle r="7.6" fill="@c" fill-opacity=".26" stroke="@c" stroke-width="1.8"/>'
    + _ICON.format(ink="@c"),
    "half": '<circle r="8" fill="#fff"/><path d="M-8 0a8 8 0 0 0 16 0z" fill="@c"/>'
    '<circle r="7.6" fill="none" stroke="@c" stroke-width="1.5"/>' + _UPPER + _LOWER,
    "solid": '<circle r="8.4" fill="@c"/>' + _ICON.format(ink="#fff"),
    "tick": '<circle r="8.4" fill="@c"/>'
    + _ICON.format(ink="#fff")
    + f'<circle cx="6.2" cy="6.2" r="4.4" fill="{palette.INK}" stroke="#fff"/>'
    '<path d="M4.1 6.3l1.6 1.6 2.7-3.1" fill="none" stroke="#fff" stroke-width="1.4"/>',
    "star": '<circle r="8" fill="#fff" stroke="@c" stroke-width="1.2"/>'
    + _ICON.format(ink="@c")
    + f'<path d="{_STAR}" fill="@c" stroke="#fff" stroke-width="1.2" paint-order="stroke"/>',
    "unstated": f'<circle r="8.4" fill="{palette.UNSTATED}"/>' + _ICON.format(ink="@c"),
}
OUTLINES = {
    "plain": '<circle r="9.8" fill="#fff"/>',
    "ring": '<circle r="11.8" fill="#fff" stroke="@c" stroke-width="1.3"/>',
    "dashed": '<circle r="11.8" fill="#fff" stroke="@c" stroke-width="1.4" stroke-dasharray="3 2.6"/>',
}


def templates() -> dict[str, dict[str, str]]:
    """Disc, outline and page drawings for the browser script."""
    return {"discs": DISCS, "outlines": OUTLINES, "page": {"path": PAGE_PATH}}


def symbol(sector: str, stage: str, *, outline: str = "plain", size_px: int = 24) -> str:
    """The symbol of a project: sector (colour, icon), stage code (fill), outline plain, ring or dashed."""
    term = palette.sectors().get(sector)
    drawing = OUTLINES[outline] + DISCS[palette.fill(stage)]
    drawing = drawing.replace("@c", palette.colour(sector)).replace("@i", icon_path(term.icon if term else ""))
    return _svg(drawing, size_px)


def sector_disc(sector: str, *, size_px: int = 20) -> str:
    """The solid disc of a sector, as in filters and legends."""
    return symbol(sector, "under_construction", size_px=size_px)


def stage_disc(stage: str, *, size_px: int = 16) -> str:
    """The disc of a stage code without a sector, in neutral ink."""
    drawing = DISCS[palette.fill(stage)].replace("@c", palette.LEGEND_INK).replace("@i", "")
    return _svg(drawing, size_px)


def precision_mark(precision: str, *, inferred: bool = False, size_px: int = 18) -> str:
    """The mark of a precision code in neutral ink: disc, ring, dashed ring, line, square or crossed circle."""
    ink = palette.LEGEND_INK
    if precision == "route":
        line = (
            f'<path d="M-10 5L-2-2 4 1 11-5" fill="none" stroke="{ink}" stroke-width="2.6" stroke-dasharray="5.5 3.5"/>'
        )
        return _svg(line, size_px)
    if precision in {"county", "region"}:
        square = f'<rect x="-9" y="-8" width="18" height="16" rx="4" fill="#fff" stroke="{ink}" stroke-width="1.6"/>'
        letter = f'<text y="4.2" text-anchor="middle" font-size="12" font-weight="700" fill="{ink}">n</text>'
        return _svg(square + letter, size_px)
    if precision == "unresolved":
        crossed = f'<g fill="none" stroke="{ink}" stroke-width="1.6"><circle r="8"/><path d="M-5.6 5.6L5.6-5.6"/></g>'
        return _svg(crossed, size_px)
    around = "dashed" if inferred else palette.OUTLINES.get(precision, "ring")
    ring = OUTLINES[around].replace("@c", ink) if around != "plain" else ""
    return _svg(f'{ring}<circle r="6.5" fill="{ink}"/>', size_px)


def page_icon(*, size_px: int = 14) -> str:
    """The page that stands for tasks which name only a county or a town."""
    return _svg(f'<path d="{PAGE_PATH}" fill="#fff" stroke="#56606E" stroke-width="1.3"/>', size_px, half=8)


def data_uri(svg: str) -> str:
    """An SVG as a `data:` address, for places that take an image and no markup."""
    return "data:image/svg+xml," + quote(svg)


def _svg(drawing: str, size_px: int, *, half: int = 13) -> str:
    box = f"{-half} {-half} {2 * half} {2 * half}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size_px}" height="{size_px}" viewBox="{box}" '
        f'aria-hidden="true">{drawing}</svg>'
    )

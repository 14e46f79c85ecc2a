"""Buttons that hand over a file, made only when they are clicked, alone or in a menu."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from loaders import briefing
from loaders.catalog import ProjectSelection
from pages.components.language import mark, t

# MIME type by ending of the file.
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "zip": "application/zip",
}


# Layers of the map: label, ending, and what makes them of a selection.
LAYERS = (
    (mark("图层 GeoPackage"), "gpkg", briefing.layers_gpkg),
    (mark("图层 GeoJSON"), "geojson", briefing.layers_geojson),
    (mark("图层 KML"), "kml", briefing.layers_kml),
)
DATUM_NOTE = mark("GeoPackage 为 CGCS2000(EPSG:4490),GeoJSON、KML 为 WGS 84,相差不到 1 米。")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a menu: the message on its button, its name, and what makes it at the click."""

    label: str
    name: str
    ending: str
    make: Callable[[], bytes]


def layer_files(select: Callable[[], ProjectSelection], name: str) -> list[File]:
    """The layers of what `select` returns, in every format."""
    return [File(label, name, ending, lambda make=make: make(select())) for label, ending, make in LAYERS]


def menu(files: Sequence[File], notes: Sequence[str], *, disabled: bool) -> None:
    """A button 导出数据 that unfolds one button a file and the notes (HTML)."""
    with st.popover(t("导出数据"), key="export", disabled=disabled), st.container(key="export_files"):
        for place, file in enumerate(files):
            button(
                t(file.label), file.make, name=file.name, ending=file.ending, disabled=disabled, wide=True, place=place
            )
        st.html("".join(f'<p class="quiet">{note}</p>' for note in notes))


def button(
    label: str,
    make: Callable[[], bytes],
    *,
    name: str,
    ending: str,
    disabled: bool,
    wide: bool = False,
    place: int | None = None,
) -> None:
    """A button that downloads `name.ending` with what `make` returns at the click; `place` is that in a menu."""
    st.download_button(
        label,
        data=make,
        file_name=f"{name}.{ending}",
        mime=TYPES[ending],
        key=f"export_{ending}" if place is None else f"export_{ending}_{place}",
        on_click="ignore",
        disabled=disabled,
        width="stretch" if wide else "content",
    )

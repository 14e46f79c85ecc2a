"""Buttons that hand over a file, made only when they are clicked."""

from collections.abc import Callable

import streamlit as st

# MIME type by ending of the file.
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
}


def button(
    label: str, make: Callable[[], bytes], *, name: str, ending: str, disabled: bool, wide: bool = False
) -> None:
    """A button that downloads `name.ending` with what `make` returns at the click."""
    st.download_button(
        label,
        data=make,
        file_name=f"{name}.{ending}",
        mime=TYPES[ending],
        key=f"export_{ending}",
        on_click="ignore",
        disabled=disabled,
        width="stretch" if wide else "content",
    )

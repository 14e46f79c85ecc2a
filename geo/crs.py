"""Datums of the coordinates this product meets.

Everything stored is CGCS2000 (EPSG:4490), which equals WGS 84 within a metre. `data/sources.toml` states the
datum of every source with the codes below; a datum is never guessed from the numbers.
"""

from enum import StrEnum


class Datum(StrEnum):
    """Datum of a coordinate source; `NONE` is for tables without coordinates."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"
    BD09 = "BD09"
    NONE = "none"

    @property
    def epsg(self) -> int | None:
        """EPSG code of the geographic CRS, or None for the shifted Chinese datums, which have none."""
        return {"CGCS2000": 4490, "WGS84": 4326}.get(self.value)

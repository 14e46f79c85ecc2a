"""Errors of the geo package: what, which file or value, how to repair it."""


class GeoError(Exception):
    """Root of every error raised by `geo`."""


class GazetteerFileError(GeoError, ValueError):
    """A gazetteer or boundary file is missing, unreadable or lacks a column."""


class MissingCRSError(GeoError, ValueError):
    """A geometry source does not state the CRS of its coordinates."""


class CoordinateError(GeoError, ValueError):
    """Two numbers are no longitude and latitude in degrees."""


class SettingError(GeoError, ValueError):
    """A setting has a value that cannot be used; the message never repeats a key."""


class PictureError(GeoError, ValueError):
    """A picture is asked for in a format or resolution that there is not."""

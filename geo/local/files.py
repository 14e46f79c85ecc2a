"""Files a planner keeps beside the program: own tables of sites and imported place tables.

They lie in `data/gazetteer/local/` or in the folder that the setting `PLAN_ATLAS_LOCAL_GAZETTEER` names, in
sub-folders too; names that begin with a dot are left alone. This module opens none of them.
"""

from pathlib import Path

from geo import settings

TABLE_SUFFIXES = frozenset({".csv", ".xlsx"})
VECTOR_SUFFIXES = frozenset({".gpkg", ".geojson", ".json", ".shp", ".zip"})
SHAPEFILE_PARTS = frozenset({".shx", ".dbf", ".prj", ".cpg"})
PLACES_SUFFIX = ".places"  # of a folder, see geo.local.place_table
PLACES_PARTS = frozenset({".arrow"})
MAX_FILE_BYTES = 50_000_000
MAX_ROWS = 200_000


def local_directory() -> Path:
    """The folder of local files; it need not exist."""
    return settings.directory(settings.LOCAL_GAZETTEER)


def _files(directory: Path) -> list[Path]:
    found = (path for path in directory.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part[0] == "." for part in path.relative_to(directory).parts))


def site_tables(directory: Path) -> list[Path]:
    """The planner's own tables in `directory`, in the order of their names; none when there is no such folder."""
    found = (path for path in _files(directory) if path.suffix.lower() in TABLE_SUFFIXES | VECTOR_SUFFIXES)
    return [path for path in found if path.parent.suffix != PLACES_SUFFIX]


def shapefile_parts(path: Path) -> list[Path]:
    """The files beside a .shp that belong to it, in the order of their names."""
    beside = (one for one in path.parent.iterdir() if one.stem == path.stem)
    return sorted(one for one in beside if one.suffix.lower() in SHAPEFILE_PARTS)


def place_tables(directory: Path) -> list[Path]:
    """Folders of imported place tables in `directory`, in the order of their names."""
    return sorted(path for path in directory.glob(f"[!.]*{PLACES_SUFFIX}") if path.is_dir())


def read_files(directory: Path) -> list[Path]:
    """Every file in `directory` that a result can depend on, parts of shapefiles and of place tables included."""
    suffixes = TABLE_SUFFIXES | VECTOR_SUFFIXES | SHAPEFILE_PARTS | PLACES_PARTS
    return [path for path in _files(directory) if path.suffix.lower() in suffixes]

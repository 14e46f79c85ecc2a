"""`python -m loaders gazetteer add|list|remove`: what lies in the folder of local files, for those who keep it.

`add` takes a GeoNames dump or an OpenStreetMap extract, which become compact place tables, or a planner's own table,
which is checked and copied. Nothing half-done is left: files and tables take their place when they are whole.
"""

import argparse
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from geo.boundaries import Boundaries
from geo.county_lookup import CountyLookup
from geo.errors import GeoError
from geo.gazetteer import Gazetteer
from geo.local.files import PLACES_SUFFIX, local_directory, place_tables, shapefile_parts, site_tables
from geo.local.place_table import TableSource, read_source
from geo.local.sites import LocalSites, read_sites_file
from loaders.errors import GazetteerImportError
from loaders.progress import ProgressBar

MOST_PROBLEMS_SHOWN = 20
READING = 0.7  # share of the work that is reading; the rest is sorting and writing
OSM_ENDINGS = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
_NAME = re.compile(r"\w[\w\-]{0,60}")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `gazetteer` to the command line."""
    text = "local sources of positions: add a GeoNames dump, an OpenStreetMap extract or an own table; list; remove"
    gazetteer = commands.add_parser("gazetteer", help=text, description=text.capitalize() + ". Needs no build.")
    actions = gazetteer.add_subparsers(required=True, metavar="ACTION")
    add = actions.add_parser("add", help="import a file, or check and copy an own table")
    add.add_argument("file", type=Path, metavar="FILE", help="allCountries.zip, CN.zip, CN.txt, *.osm.pbf, *.csv …")
    add.add_argument("--name", default="", help="name of the table (default: that of the file)")
    add.add_argument("--quiet", action="store_true", help="no progress bar")
    add.set_defaults(command=_add)
    actions.add_parser("list", help="what is there, with its licence").set_defaults(command=_list)
    remove = actions.add_parser("remove", help="remove a table")
    remove.add_argument("name", metavar="NAME", help="as `gazetteer list` shows it")
    remove.set_defaults(command=_remove)


def _add(options: argparse.Namespace) -> int:
    path: Path = options.file
    if not path.is_file():
        raise GazetteerImportError(f"{path}: no such file")
    lower = path.name.lower()
    try:
        if lower.endswith(OSM_ENDINGS) or lower.endswith(".txt") or _is_geonames_zip(path):
            return _import(path, _name(options, path), quiet=options.quiet)
        return _copy(path, _name(options, path))
    except KeyboardInterrupt:
        raise GazetteerImportError(f"{path}: interrupted; nothing was changed") from None


def _name(options: argparse.Namespace, path: Path) -> str:
    name = str(options.name) or re.sub(r"[^\w\-]", "_", path.name.partition(".")[0])
    if not _NAME.fullmatch(name):
        raise GazetteerImportError(f"{name}: not a name for a table; use letters, digits, _ and - after --name")
    return name


def _is_geonames_zip(path: Path) -> bool:
    if path.suffix.lower() != ".zip":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (OSError, zipfile.BadZipFile) as error:
        raise GazetteerImportError(f"{path}: cannot be read ({error}); copy it again") from error
    return any(name.endswith(".txt") for name in names) and not any(name.endswith(".shp") for name in names)


def _import(path: Path, name: str, *, quiet: bool) -> int:
    """Make a place table of a GeoNames dump or an OpenStreetMap extract."""
    from loaders.importing import geonames, openstreetmap
    from loaders.importing.writing import TableMaker

    is_osm = path.name.lower().endswith(OSM_ENDINGS)
    module = openstreetmap if is_osm else geonames
    reader = openstreetmap.OpenStreetMapReader(path) if is_osm else geonames.GeoNamesReader(path)
    maker = TableMaker(Gazetteer.load(), CountyLookup(Boundaries.load()))
    with ProgressBar(quiet=quiet) as report:
        for batch in reader.batches(lambda label, fraction: report(label, fraction * READING)):
            maker.add(batch)
        source = TableSource(name, module.SOURCE, module.LICENCE, module.ATTRIBUTION, path.name, reader.date, {})
        source = maker.write(
            local_directory(), source, report=lambda label, fraction: report(label, READING + fraction * (1 - READING))
        )
    print(_described(source))
    for count, words in ((maker.outside, "places outside every county"), (reader.malformed, "malformed lines")):
        if count:
            print(f"left out: {count:,} {words}")
    return 0


def _copy(path: Path, name: str) -> int:
    """Check a planner's own table and copy it; refused rows are told and do not lose the others."""
    read = read_sites_file(path, Gazetteer.load(), Boundaries.load())
    for line in _problems(read):
        print(line)
    if not read.sites:
        raise GazetteerImportError(f"{path}: every row is refused; nothing is copied")
    directory = local_directory()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for part in _parts(path):
            _copied(part, directory / f"{name}{part.suffix.lower()}")
    except OSError as error:
        raise GazetteerImportError(f"{directory}: cannot be written ({error}); check space and rights") from error
    print(f"{name}{path.suffix.lower()}: {len(read.sites):,} rows kept, {len(read.problems):,} refused")
    return 0


def _parts(path: Path) -> list[Path]:
    """The files that make a table, the table itself last: it is there only when its parts are."""
    return [*shapefile_parts(path), path] if path.suffix.lower() == ".shp" else [path]


def _copied(part: Path, target: Path) -> None:
    if target.exists() and target.samefile(part):
        return
    handle, scratch = tempfile.mkstemp(prefix=".", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    try:
        shutil.copyfile(part, scratch)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
    finally:
        Path(scratch).unlink(missing_ok=True)


def _problems(read: LocalSites) -> Iterator[str]:
    yield from (str(problem) for problem in read.problems[:MOST_PROBLEMS_SHOWN])
    left = len(read.problems) - MOST_PROBLEMS_SHOWN
    if left > 0:
        yield f"… and {left:,} more"


def _list(options: argparse.Namespace) -> int:
    directory = local_directory()
    tables, files = place_tables(directory), site_tables(directory)
    if not tables and not files:
        print(f"{directory}: no local files")
    for table in tables:
        try:
            print(_described(read_source(table)))
        except GeoError as error:
            print(error)
    if not files:
        return 0
    gazetteer, boundaries = Gazetteer.load(), Boundaries.load()
    lookup = CountyLookup(boundaries)
    for path in files:
        try:
            read = read_sites_file(path, gazetteer, boundaries, lookup=lookup)
        except GeoError as error:
            print(error)
        else:
            shown = path.relative_to(directory).as_posix()
            print(f"{shown}: own table, {len(read.sites):,} rows, {len(read.problems):,} refused")
    return 0


def _described(source: TableSource) -> str:
    counts = ", ".join(f"{count:,} {name}" for name, count in source.rows.items())
    date = f" of {source.date}" if source.date else ""
    return f"{source.name}: {source.source} {source.file}{date}, {counts}; {source.attribution}"


def _remove(options: argparse.Namespace) -> int:
    directory = local_directory()
    name: str = options.name
    found = [path for path in place_tables(directory) if name in {path.name, path.name.removesuffix(PLACES_SUFFIX)}]
    files = [path for path in site_tables(directory) if name in {path.relative_to(directory).as_posix(), path.stem}]
    if len(found) + len(files) != 1:
        known = [path.name.removesuffix(PLACES_SUFFIX) for path in place_tables(directory)]
        known += [path.relative_to(directory).as_posix() for path in site_tables(directory)]
        fault = "more than one table of this name" if found or files else "no such table"
        raise GazetteerImportError(f"{name}: {fault}; there is {', '.join(known) or 'nothing'}")
    try:
        for path in found:
            shutil.rmtree(path)
        for path in files:
            for part in _parts(path):
                part.unlink()
    except OSError as error:
        raise GazetteerImportError(f"{name}: cannot be removed ({error}); close what has it open") from error
    print(f"{name}: removed")
    return 0

"""A planner's own tables of sites → `geo.sites.Site` rows, and what is wrong with the rest.

A row that cannot be trusted (no number, outside China, outside the county it states) is left out and reported;
the other rows are kept. A file that cannot be read is reported in one sentence and does not lose the others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.boundaries import Boundaries
from geo.county_lookup import CountyLookup
from geo.errors import GazetteerFileError, GeoError
from geo.gazetteer import Gazetteer
from geo.local import reasons
from geo.local.files import TABLE_SUFFIXES, VECTOR_SUFFIXES, local_directory, site_tables
from geo.local.rows import Draft, RefusedError, drafted
from geo.local.tables import LocalTable, check_size, read_csv, read_xlsx
from geo.local.vectors import read_vectors
from geo.models import Division
from geo.sites import Site

_READERS: dict[str, Callable[[Path], Iterator[LocalTable]]] = {".csv": read_csv, ".xlsx": read_xlsx}


@dataclass(frozen=True, slots=True)
class LocalProblem:
    """A row that was left out, or a whole file when `row` is None; `reason` is a sentence for the planner."""

    file: str
    row: int | None
    reason: str

    def __str__(self) -> str:
        if self.row is None:
            return self.reason
        return reasons.ROW_LEFT_OUT.format(file=self.file, row=self.row, reason=self.reason)


@dataclass(frozen=True, slots=True)
class LocalSites:
    """The rows that were kept and the problems with the rest."""

    sites: tuple[Site, ...] = ()
    problems: tuple[LocalProblem, ...] = ()


def local_sites(gazetteer: Gazetteer, boundaries: Boundaries, *, directory: Path | None = None) -> LocalSites:
    """The sites of every table in the local folder (by default the folder of the setting); never raises for a file."""
    sites: list[Site] = []
    problems: list[LocalProblem] = []
    lookup = CountyLookup(boundaries)
    for path in site_tables(directory or local_directory()):
        try:
            read = read_sites_file(path, gazetteer, boundaries, lookup=lookup)
        except GeoError as error:
            problems.append(LocalProblem(path.name, None, str(error)))
        else:
            sites += read.sites
            problems += read.problems
    return LocalSites(tuple(sites), tuple(problems))


def read_sites_file(
    path: Path, gazetteer: Gazetteer, boundaries: Boundaries, *, lookup: CountyLookup | None = None
) -> LocalSites:
    """The sites of one table, and the rows that were left out.

    Raises
    ------
    GazetteerFileError
        If the file cannot be read, is too large, or has no names or coordinates.
    MissingCRSError
        If it does not state the CRS of its coordinates, or one that does not lead to CGCS2000.
    """
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES | VECTOR_SUFFIXES:
        raise GazetteerFileError(reasons.FILE_UNKNOWN_FORMAT.format(file=path))
    check_size(path)
    lookup = lookup or CountyLookup(boundaries)
    placing = _Placing(gazetteer, boundaries)
    sites: list[Site] = []
    problems: list[LocalProblem] = []
    for table in _READERS.get(suffix, read_vectors)(path):
        drafts: list[Draft] = []
        for row in table.rows:
            try:
                drafts.append(drafted(row, table))
            except RefusedError as refused:
                problems.append(LocalProblem(table.label, row.number, str(refused)))
        codes = lookup.codes([draft.point[0] for draft in drafts], [draft.point[1] for draft in drafts]).tolist()
        for draft, code in zip(drafts, codes, strict=True):
            try:
                sites.append(placing.site(draft, code))
            except RefusedError as refused:
                problems.append(LocalProblem(table.label, draft.number, str(refused)))
    problems.sort(key=lambda problem: (problem.file, problem.row or 0))
    return LocalSites(tuple(sites), tuple(problems))


class _Placing:
    """Checks drafts against the counties they state and makes sites of them."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries

    def site(self, draft: Draft, code: str) -> Site:
        """The site of a draft whose point lies in the county `code` ('' outside all of them)."""
        lon, lat = draft.point
        if not code:
            swapped = self._boundaries.county_at(lat, lon) is not None
            template = reasons.ROW_SWAPPED if swapped else reasons.ROW_OUTSIDE_CHINA
            raise RefusedError(template.format(lon=lon, lat=lat))
        counties = self._crossed(draft) or (code,)
        named = self._stated(draft)
        if named:
            agreed = [division for division in named if self._agrees(division, draft, counties)]
            if not agreed:
                raise RefusedError(reasons.ROW_OUTSIDE_COUNTY.format(found=self._name(code), county=named[0].name))
            if len(counties) == 1 and self._gazetteer.is_county(agreed[0].adcode):
                code, counties = agreed[0].adcode, (agreed[0].adcode,)
        return draft.site(code, counties)

    def _crossed(self, draft: Draft) -> tuple[str, ...]:
        """Counties that a line runs through."""
        return self._boundaries.counties.within(draft.line) if draft.line is not None else ()

    def _agrees(self, division: Division, draft: Draft, counties: tuple[str, ...]) -> bool:
        if draft.line is not None:
            return any(self._gazetteer.contains(division.adcode, county) for county in counties)
        return self._boundaries.covers(division.adcode, *draft.point)

    def _stated(self, draft: Draft) -> list[Division]:
        """The counties that the words of a row can mean; none when it states none."""
        code, county = draft.cells.get("adcode", ""), draft.cells.get("county", "")
        if code:
            division = self._gazetteer.division(code[:6])
            if division is None:
                raise RefusedError(reasons.ROW_UNKNOWN_COUNTY.format(name=code))
            return [division]
        named = self._gazetteer.named(county) if county else ()
        counties = [division for division in named if self._gazetteer.is_county(division.adcode)] or list(named)
        if county and not counties:
            raise RefusedError(reasons.ROW_UNKNOWN_COUNTY.format(name=county))
        return counties

    def _name(self, adcode: str) -> str:
        division = self._gazetteer.division(adcode)
        return division.name if division else adcode

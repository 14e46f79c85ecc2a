"""A planner's own tables as a source of positions, matched like the curated table."""

from geo.boundaries import Boundaries
from geo.findings import Finding
from geo.gazetteer import Gazetteer
from geo.local.files import local_directory, site_tables
from geo.local.sites import LocalSites, local_sites
from geo.models import Toponym
from geo.site_matching import LOCAL, SiteMatcher


class OwnSites:
    """Sites of the planner's tables; `notices` says which rows and files were left out, and why."""

    def __init__(self, read: LocalSites, gazetteer: Gazetteer, boundaries: Boundaries) -> None:
        self.notices = tuple(map(str, read.problems))
        self._matcher = SiteMatcher(read.sites, gazetteer, boundaries, source=LOCAL)

    @classmethod
    def from_settings(cls, gazetteer: Gazetteer, boundaries: Boundaries) -> "OwnSites | None":
        """The tables in the folder of the setting, or None when there are none."""
        if not site_tables(local_directory()):
            return None
        return cls(local_sites(gazetteer, boundaries), gazetteer, boundaries)

    def find(self, toponym: Toponym) -> Finding:
        """The row of the name and county, or nothing."""
        return self._matcher.find(toponym)

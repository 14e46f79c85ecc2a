"""What the profiles of counties ask of a served catalog."""

from collections.abc import Mapping

from loaders.asking import Catalog
from loaders.models import ProjectFeature, Query, Task
from loaders.profile import Profiles
from loaders.selection import Counts
from loaders.serving.choosing import Choosing
from loaders.serving.counting import Counting
from loaders.serving.holding import Held
from loaders.serving.whole import ways_of


class Selected:
    """Counts and projects of queries, in place of `loaders.selection.Selection`."""

    def __init__(self, catalog: Catalog, choosing: Choosing, counting: Counting) -> None:
        self._catalog, self._choosing, self._counting = catalog, choosing, counting

    def counts(self, query: Query) -> Counts:
        """Projects and tasks per code of each dimension."""
        return self._counting.counts(query)

    def sizes(self, query: Query) -> tuple[int, int]:
        """How many projects and tasks the query selects."""
        return self._counting.sizes(self._choosing.chosen(query))

    def tasks(self, query: Query) -> tuple[Task, ...]:
        """Tasks of the query."""
        return self._catalog.tasks(query)

    def features(self, query: Query) -> tuple[ProjectFeature, ...]:
        """Projects of the query; TooMuchError if they are more than one list may hold."""
        self._catalog.check(query, self._catalog.limits.listed)
        return self._catalog.projects(query)


def profiles_of(held: Held, selected: Selected) -> Profiles:
    """The profiles of a catalog."""

    def ways(county: str) -> Mapping[str, str]:
        return ways_of(held.engine, [area.code for area in held.areas.values() if area.adcode == county])

    records = {
        "base_counties": held.base()["base_counties"],
        "areas": list(held.areas.values()),
        "task_areas": [],
    }
    return Profiles(records, selected, ways)

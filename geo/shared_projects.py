"""A project that the text gives to several counties at once: it lies in all of them and is a pin in none."""

from geo import reasons
from geo.boundaries import Boundaries
from geo.findings import NOTHING, Finding, place_id
from geo.gazetteer import Gazetteer
from geo.models import Place, Rule, Toponym
from geo.names import core

FEWEST_COUNTIES = 2


class SharedFinder:
    """Finds the counties that share a project."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries

    def find(self, toponym: Toponym) -> Finding:
        """The place of a project of several counties: all of them, and a point in the first that carries no pin."""
        divisions = [one for code in toponym.counties if (one := self._gazetteer.division(code))]
        points = [point for one in divisions if (point := self._boundaries.representative_point(one.adcode))]
        if len(divisions) < FEWEST_COUNTIES or not points:
            return NOTHING
        counties = tuple(one.adcode for one in divisions)
        place = Place(
            place_id=place_id("counties", core(toponym.name), *counties),
            name=toponym.name,
            kind=toponym.kind,
            adcode=None,
            county=None,
            township=None,
            geometry=points[0],
            precision="region",
            place_confidence="high",
            source="county",
            evidence=reasons.POLYGON_EVIDENCE,
            counties=counties,
        )
        names = "、".join(one.name for one in divisions)
        return Finding(place, reasons.FOUND_COUNTIES.format(counties=names), rule=Rule.COUNTIES)

"""Applies all corrections to the tables of a build, in memory: the build itself stays what the reader has read.

So a correction shows in a fraction of a second, survives every rebuild, and taking it back gives the tables as they
were. What is corrected is placed anew; all else keeps its row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from geo.geocoding import Resolver
from loaders.correcting import surroundings
from loaders.correcting.mentions import NO_PLAN, apply_to_mentions, edited
from loaders.correcting.models import Correction, Corrections, Outcome, Overlay, Records, Subject
from loaders.correcting.projects import Sought, shared, sought
from loaders.correcting.relinking import MentionsOfPlan, Relinker
from loaders.models import Link, Mention, Place, PlanDocument, Task
from loaders.storage import PlanScope


def overlay(records: Records, scopes: Sequence[PlanScope], corrections: Corrections, *, inputs: str = "") -> Overlay:
    """The tables of a build with the corrections; `inputs` tells builds of other gazetteers apart."""
    if not corrections.items:
        return Overlay(records, tuple(scopes), records, corrections)
    own = _own(records, corrections)
    plans, read = own.plans, own.read
    links: dict[str, Link] = {link.mention_id: link for link in records["links"]}
    places: dict[str, Place] = {place.place_id: place for place in records["places"]}
    resolver = partial(_resolver, inputs)
    everything, relinker = settled(plans, read, own.present, own.subjects, links, places, resolver)
    present = relinker.present
    new_links = relinker.links_of(everything)
    tables = {**records, "mentions": everything, "links": new_links, "places": relinker.used_places(new_links)}
    corrected = [plan for plan_id, plan in plans.items() if present[plan_id] is not read[plan_id]]
    new_scopes = surroundings.scopes_of(scopes, corrected, present, _moved(everything, relinker))
    around = surroundings.Surroundings(tables, resolver)
    tables |= around.tables(new_scopes, corrected, read, present)
    return Overlay(tables, new_scopes, records, corrections, own.subjects, own.outcomes)


def settled(
    plans: Mapping[str, PlanDocument],
    read: MentionsOfPlan,
    own: MentionsOfPlan,
    subjects: Mapping[str, Subject],
    links: Mapping[str, Link],
    places: Mapping[str, Place],
    resolver: Callable[[], Resolver],
) -> tuple[list[Mention], Relinker]:
    """Mentions with what the corrections of the same projects elsewhere give them, and what was placed anew.

    `read` and `own` are mentions by plan as read and after their own corrections, `subjects` what was corrected,
    `links` by mention id and `places` by their ids those of the build.
    """
    placed = {mention_id: place for mention_id, link in links.items() if (place := places.get(link.place_id or ""))}
    taken = shared([one for mentions in own.values() for one in mentions], subjects, placed)
    present = dict(own)
    for plan_id, mentions in own.items():
        changes = {one.mention_id: taken[one.mention_id].changes for one in mentions if one.mention_id in taken}
        if changes:
            present[plan_id] = [edited(one, changes.get(one.mention_id, {})) for one in mentions]
    relinker = Relinker(plans, read, present, subjects, taken, links, places, resolver)
    relinker.run()
    return [one for mentions in present.values() for one in mentions], relinker


@lru_cache(maxsize=1)
def _resolver(inputs: str) -> Resolver:
    """The resolver for corrected mentions, kept while the build is of the same inputs."""
    return Resolver.load()


class _Own(NamedTuple):
    """Plans by their ids with the corrections made in each: mentions as `read` and at `present`, what was corrected."""

    plans: dict[str, PlanDocument]
    read: dict[str, list[Mention]]
    present: dict[str, list[Mention]]
    subjects: dict[str, Subject]
    outcomes: tuple[Outcome, ...]


def _own(records: Records, corrections: Corrections) -> _Own:
    plans: dict[str, PlanDocument] = {plan.plan_id: plan for plan in records["plans"]}
    tasks: Sequence[Task] = records["tasks"]
    read: dict[str, list[Mention]] = {plan_id: [] for plan_id in plans}
    for mention in records["mentions"]:
        read[mention.plan_id].append(mention)
    of_plan: dict[str, list[Correction]] = defaultdict(list)
    outcomes, homes = [], Homes(plans.values())
    for one in corrections.items:
        if plan := homes.of(one):
            of_plan[plan].append(one)
        else:
            outcomes.append(Outcome(one, (), NO_PLAN))
    present, subjects = dict(read), dict[str, Subject]()
    for plan_id, own in of_plan.items():
        inside = [task for task in tasks if task.plan_id == plan_id]
        applied = apply_to_mentions(plans[plan_id], inside, read[plan_id], own)
        present[plan_id] = list(applied.mentions)
        subjects |= applied.subjects
        outcomes += applied.outcomes
    return _Own(plans, read, present, subjects, tuple(outcomes))


class Homes:
    """Tells in which plan a correction is applied."""

    def __init__(self, plans: Iterable[PlanDocument]) -> None:
        self._ids: set[str] = set()
        self._alike: dict[str, list[str]] = defaultdict(list)
        for plan in plans:
            self._ids.add(plan.plan_id)
            self._alike[plan.sha256].append(plan.plan_id)

    def of(self, one: Correction) -> str | None:
        """The plan of the same text, of several the one of the same id; else the plan of the same id."""
        alike = self._alike.get(one.anchor.sha256, [])
        if one.anchor.plan_id in alike or (not alike and one.anchor.plan_id in self._ids):
            return one.anchor.plan_id
        return alike[0] if alike else None


def sought_elsewhere(records: Records, corrections: Corrections) -> list[Sought]:
    """What the corrections made in these plans have to look for in others."""
    own = _own(records, corrections)
    places: dict[str, Place] = {place.place_id: place for place in records["places"]}
    links: list[Link] = list(records["links"])
    placed = {link.mention_id: place for link in links if (place := places.get(link.place_id or ""))}
    return sought((one for mentions in own.present.values() for one in mentions), own.subjects, placed)


def _moved(mentions: Sequence[Mention], relinker: Relinker) -> dict[str, list[Place]]:
    """What was placed anew, by plan."""
    found: dict[str, list[Place]] = defaultdict(list)
    for mention in mentions:
        link = relinker.new_links.get(mention.mention_id)
        if link and link.place_id in relinker.new_places:
            found[mention.plan_id].append(relinker.new_places[link.place_id])
    return found

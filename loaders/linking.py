"""Mention → toponym → resolution: the only place where what a plan says meets what the gazetteer knows.

A plan is linked as a whole. Each mention is resolved with the counties named in its task; what then ties is asked once
more, now with the points of everything in the plan that was certain.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from geo.geocoding import Resolver
from geo.models import Context, Place, Resolution, Toponym
from loaders.models import Link, Mention

PINNED = frozenset({"exact", "village", "township"})
NAMED_LEVELS = frozenset({"county", "town", "village"})
MOST_POINTS = 200


def toponym_of(mention: Mention, *, jurisdiction: str | None) -> Toponym:
    """What a mention asks a position for; `jurisdiction` is the adcode of the plan's issuer."""
    route = mention.route
    waypoints = (route.origin, *route.via, route.destination) if route else ()
    return Toponym(
        name=mention.name,
        type=mention.type,
        kind=mention.kind,
        admin_level=mention.admin_level,
        adcode=mention.adcode,
        township=mention.township,
        waypoints=tuple(filter(None, waypoints)),
        jurisdiction=jurisdiction,
        counties=mention.counties,
    )


def link_of(mention: Mention, answer: Resolution) -> Link:
    """The link of a mention as it is kept in a build."""
    return Link(
        mention_id=mention.mention_id,
        place_id=answer.place.place_id if answer.place else None,
        reason=answer.reason,
        rejected=answer.rejected,
        rule=str(answer.rule or ""),
        tied=answer.tied,
    )


def link_all(mentions: Sequence[Mention], resolver: Resolver, *, jurisdiction: str | None) -> list[Resolution]:
    """Where each mention of a plan is, in order; what the plan says elsewhere decides between places of a name."""
    counties = _counties_beside(mentions)
    asked = [toponym_of(mention, jurisdiction=jurisdiction) for mention in mentions]
    contexts = [Context(counties[mention.mention_id]) for mention in mentions]
    answers = [resolver.resolve(toponym, context) for toponym, context in zip(asked, contexts, strict=True)]
    points = tuple(dict.fromkeys(point for answer in answers if (point := _point(answer.place))))[:MOST_POINTS]
    return [
        resolver.resolve(toponym, Context(context.counties, points)) if answer.tied and points else answer
        for toponym, context, answer in zip(asked, contexts, answers, strict=True)
    ]


def _counties_beside(mentions: Sequence[Mention]) -> Mapping[str, tuple[str, ...]]:
    """Counties named in the task of each mention, the nearest in the text first; none for a mention outside tasks."""
    named: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.task_id and mention.adcode and mention.type == "admin" and mention.admin_level in NAMED_LEVELS:
            named[mention.task_id].append(mention)

    def nearest(mention: Mention) -> tuple[str, ...]:
        around = sorted(named[mention.task_id or ""], key=lambda other: abs(other.start_char - mention.start_char))
        codes = (other.adcode for other in around if other.adcode and other.mention_id != mention.mention_id)
        return tuple(dict.fromkeys(codes))

    return {mention.mention_id: () if mention.adcode else nearest(mention) for mention in mentions}


def _point(place: Place | None) -> tuple[float, float] | None:
    """The point of a place that is more than inferred and finer than its county."""
    if place is None or place.precision not in PINNED or place.place_confidence == "low":
        return None
    inside = place.geometry.representative_point()
    return inside.x, inside.y

"""Mention → toponym → resolution: the only place where what a plan says meets what the gazetteer knows."""

from geo.geocoding import Resolver
from geo.models import Resolution, Toponym
from loaders.models import Mention

__all__ = ["link", "toponym_of"]


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
    )


def link(mention: Mention, resolver: Resolver, *, jurisdiction: str | None) -> Resolution:
    """Where a mention is: a place, or none with the reason, and the candidates that were rejected."""
    return resolver.resolve(toponym_of(mention, jurisdiction=jurisdiction))

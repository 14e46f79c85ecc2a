"""Records as the command line prints them: the contract of `extract` and `tasks` in flat JSON."""

from typing import Any

from loaders.models import Mention, Place, PlanDocument, Resolution, Span, Task


def task_record(document: PlanDocument, task: Task) -> dict[str, Any]:
    """One task as a JSON object; offsets point into the file's text."""
    return {
        "doc": document.plan_id,
        "task_id": task.task_id,
        "number": task.number,
        "section": list(task.section),
        "title": task.title,
        "start": task.start_char,
        "end": task.end_char,
        "sectors": list(task.sectors),
        "lead_units": list(task.lead_units),
        "responsible_units": list(task.responsible_units),
        "deadline": task.deadline,
        "targets": [
            {"raw": target.raw, "indicator": target.indicator, "value": target.value, "unit": target.unit}
            for target in task.targets
        ],
    }


def mention_record(document: PlanDocument, mention: Mention, resolution: Resolution) -> dict[str, Any]:
    """One mention with its position as a JSON object; without a position lon and lat are null and `reason` says why."""
    return {**reading_record(document, mention), **_position(resolution, mention)}


def reading_record(document: PlanDocument, mention: Mention) -> dict[str, Any]:
    """One mention as read, before it is placed; offsets point into the file's text."""
    route = mention.route
    return {
        "doc": document.plan_id,
        "task_id": mention.task_id,
        "name": mention.name,
        "surface": mention.surface,
        "parts": [_span(part) for part in mention.parts],
        "start": mention.start_char,
        "end": mention.end_char,
        "type": mention.type,
        "admin_level": mention.admin_level,
        "kind": mention.kind,
        "sector": mention.sector,
        "stage": mention.stage,
        "county": mention.county,
        "adcode": mention.adcode,
        "township": mention.township,
        "from": route.origin if route else None,
        "via": list(route.via) if route else [],
        "to": route.destination if route else None,
        "quantity": [{"raw": one.raw, "value": one.value, "unit": one.unit} for one in mention.quantity],
        "investment": mention.investment,
        "confidence": mention.confidence,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start_char, "end": span.end_char, "surface": span.surface}


def _position(resolution: Resolution, mention: Mention) -> dict[str, Any]:
    place = resolution.place
    if place is None:
        empty = dict.fromkeys(("lon", "lat", "place_confidence", "source"))
        return {**empty, "precision": "unresolved", "reason": resolution.reason, **_decision(resolution)}
    lon, lat = _point(place, mention)
    return {
        "lon": round(lon, 5),
        "lat": round(lat, 5),
        "precision": place.precision,
        "place_confidence": place.place_confidence,
        "source": place.source,
        "reason": resolution.reason,
        **_decision(resolution),
    }


def _decision(resolution: Resolution) -> dict[str, Any]:
    """The rule that gave the answer, and the places that fitted equally well."""
    tied = [{"name": one.name, "adcode": one.adcode} for one in resolution.tied]
    return {"rule": str(resolution.rule or ""), "tied": tied}


def _point(place: Place, mention: Mention) -> tuple[float, float]:
    """A point of a place: of a line the way-point in the county of the text, else the one in its middle."""
    if not place.stops:
        inside = place.geometry.representative_point()
        return inside.x, inside.y
    own = [stop for stop in place.stops if stop.adcode == mention.adcode]
    stop = own[0] if own else place.stops[len(place.stops) // 2]
    return stop.lon, stop.lat

"""How a project was placed, as rows of the panel: the reason, the source, what tied with it and what was ruled out."""

from collections.abc import Sequence

from loaders.catalog import SOURCES, Candidate, Catalog, Place, ProjectFeature, short_name
from pages.components import quoting
from pages.components.language import t

REFERENCES = "依据："  # what separates the remark from its references in the evidence of a place
SHOWN_CANDIDATES = 8


def rows(catalog: Catalog, feature: ProjectFeature, place: Place | None) -> list[tuple[str, str]]:
    """Labelled rows on the position of a project; the values are HTML."""
    found = [(t("未定位"), quoting.sentence(feature.reason))] if place is None else _place_rows(feature, place)
    link = catalog.link(feature.mention_id)
    if link and link.tied:
        found.append((t("同名未决"), _candidates(link.tied, folded=False)))
    if link and link.rejected:
        found.append((t("排除的地点"), _candidates(link.rejected, folded=True)))
    return found


def _place_rows(feature: ProjectFeature, place: Place) -> list[tuple[str, str]]:
    found = [(t("位置依据"), _evidence(place))]
    if feature.reason and feature.reason != place.evidence:
        found.append((t("定位说明"), quoting.sentence(feature.reason)))
    if feature.geometry is not None and feature.geometry.geom_type == "Point":
        lon, lat = feature.geometry.x, feature.geometry.y
        found.append((t("坐标"), f'{lon:.4f}°E,{lat:.4f}°N <span class="quiet">CGCS2000</span>'))
    return found


def _evidence(place: Place) -> str:
    """What the position rests on: the remark, the kind of source, and its references folded away."""
    remark, _, references = place.evidence.partition(REFERENCES)
    source = quoting.sentence(SOURCES.get(place.source, place.source))
    source = f'<div class="quiet">{t("来源:{source}", source=source)}</div>'
    items = [part.strip() for part in references.split("；") if part.strip()]
    if not items:
        return quoting.sentence(remark) + source
    title = t("出处 {n} 条", n=len(items))
    return f"{quoting.sentence(remark)}{source}{_folded(title, [quoting.quoted(item) for item in items])}"


def _candidates(candidates: Sequence[Candidate], *, folded: bool) -> str:
    """Places of the same name, each with its county and what speaks for or against it."""
    items = []
    for candidate in candidates[:SHOWN_CANDIDATES]:
        division = short_name(candidate.division) if candidate.division else ""
        where = candidate.name if division in candidate.name else f"{division}·{candidate.name}"
        items.append(f'{quoting.name(where)} <span class="quiet">{quoting.sentence(candidate.reason)}</span>')
    if len(candidates) > SHOWN_CANDIDATES:
        items.append(t("另有 {n} 处", n=len(candidates) - SHOWN_CANDIDATES))
    if folded:
        return _folded(t("{n} 处,点开看原因", n=len(candidates)), items)
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _folded(title: str, items: Sequence[str]) -> str:
    return f"<details><summary>{title}</summary><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></details>"

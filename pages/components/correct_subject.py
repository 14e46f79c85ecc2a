"""What a form corrects: a mention with all mentions of its project, how it stands now, and keys for the widgets."""

from dataclasses import dataclass

from loaders.catalog import Candidate, Catalog, Mention
from pages.components import chips, quoting
from pages.components.language import t


@dataclass(frozen=True, slots=True)
class Subject:
    """What is corrected: a mention and the mentions of its project in the plan; whether a map stands beside it."""

    catalog: Catalog
    mention: Mention
    mention_ids: tuple[str, ...]
    has_map: bool = False

    @property
    def status(self) -> str:
        """Unverified, edited or verified."""
        return self.catalog.overlay.status(self.mention.mention_id)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Places that the link considered."""
        link = self.catalog.link(self.mention.mention_id)
        return (*link.tied, *link.rejected) if link else ()


def subject_of(catalog: Catalog, mention_id: str, *, has_map: bool = False) -> Subject | None:
    """The project, or the mention alone where it is none; None for an unknown one."""
    feature = catalog.feature(mention_id)
    mention = catalog.mention(mention_id)
    if mention is None:
        return None
    return Subject(catalog, mention, feature.mention_ids if feature else (mention_id,), has_map)


def key(subject: Subject, part: str) -> str:
    """Key of a widget: another subject or a new revision of it has widgets of its own."""
    seen = subject.catalog.overlay.seen(subject.mention.mention_id)
    return f"correct_{part}_{subject.mention.mention_id}_{seen}"


def where(subject: Subject) -> str:
    """The present position in words, as HTML."""
    link = subject.catalog.link(subject.mention.mention_id)
    place = subject.catalog.place(link.place_id) if link and link.place_id else None
    if place is None:
        return t("未定位")
    parts = [chips.precision(place.precision)]
    parts += [quoting.name(one, division=True) for one in (place.county, place.township) if one]
    if place.precision == "exact" and place.geometry is not None and place.geometry.geom_type == "Point":
        parts.append(f"{place.geometry.x:.4f}°E,{place.geometry.y:.4f}°N")
    return " ".join(parts)

"""Links and places of what corrections have moved or changed; everything else keeps the link of the build."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from geo.geocoding import Resolver
from loaders import linking
from loaders.correcting import placing
from loaders.correcting.models import Subject
from loaders.correcting.projects import Shared
from loaders.models import Link, Mention, Place, PlanDocument

MentionsOfPlan = Mapping[str, Sequence[Mention]]


@dataclass(slots=True)
class Relinker:
    """Places what was corrected; `read` and `present` are mentions by plan before and after the corrections."""

    plans: Mapping[str, PlanDocument]
    read: MentionsOfPlan
    present: MentionsOfPlan
    subjects: Mapping[str, Subject]
    taken: Mapping[str, Shared]
    links: Mapping[str, Link]
    places: Mapping[str, Place]
    resolver: Callable[[], Resolver]
    new_links: dict[str, Link] = field(default_factory=dict)
    new_places: dict[str, Place] = field(default_factory=dict)

    def run(self) -> None:
        """Find all new links and places."""
        now = {mention.mention_id: mention for mentions in self.present.values() for mention in mentions}
        for mention in now.values():
            self._put(mention, now)
        for plan_id, mentions in self.present.items():
            self._resolve(plan_id, mentions)

    def links_of(self, mentions: Iterable[Mention]) -> list[Link]:
        """The link of each mention."""
        return [self.new_links.get(one.mention_id) or self.links[one.mention_id] for one in mentions]

    def used_places(self, links: Iterable[Link]) -> list[Place]:
        """Places that links lead to, by id; of two of one id that of the build while an old link leads to it."""
        links = list(links)
        old = {link.place_id for link in links if link.mention_id not in self.new_links}
        used = {link.place_id for link in links if link.place_id}
        kept = {place_id: place for place_id, place in self.places.items() if place_id in old}
        places = {**self.places, **self.new_places, **kept}
        return [places[place_id] for place_id in sorted(used)]

    def _put(self, mention: Mention, now: Mapping[str, Mention]) -> None:
        """Put a mention where its own correction says, else that of the same project."""
        own, shared = self.subjects.get(mention.mention_id), self.taken.get(mention.mention_id)
        mover = own if own and own.correction.state.position else shared.position if shared else None
        if mover is None:
            return
        source, plan = now[mover.read.mention_id], self.plans[mover.plan_id]
        put = placing.placed(source, mover.correction, self.resolver(), jurisdiction=plan.jurisdiction)
        if put.place is not None:
            self.new_places[put.place.place_id] = put.place
        link = self.links.get(mention.mention_id)
        before = self.places.get(link.place_id or "") if link else None
        said_in = "" if mover.plan_id == mention.plan_id else plan.label
        self.new_links[mention.mention_id] = placing.link(mention.mention_id, put, before, said_in=said_in)

    def _resolve(self, plan_id: str, mentions: Sequence[Mention]) -> None:
        """Ask again for what is new or asks for another place than before; the whole plan is what it is asked with."""
        if mentions is self.read[plan_id]:
            return
        jurisdiction = self.plans[plan_id].jurisdiction
        asked = {one.mention_id: linking.toponym_of(one, jurisdiction=jurisdiction) for one in self.read[plan_id]}
        changed = {
            one.mention_id
            for one in mentions
            if one.mention_id not in self.new_links
            and asked.get(one.mention_id) != linking.toponym_of(one, jurisdiction=jurisdiction)
        }
        if not changed:
            return
        answers = linking.link_all(mentions, self.resolver(), jurisdiction=jurisdiction)
        for mention, answer in zip(mentions, answers, strict=True):
            if mention.mention_id in changed:
                self.new_links[mention.mention_id] = linking.link_of(mention, answer)
                if answer.place is not None:
                    self.new_places.setdefault(answer.place.place_id, answer.place)

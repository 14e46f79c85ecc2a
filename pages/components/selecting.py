"""Which projects the address selects, and what it holds for each."""

from collections.abc import Iterable

from loaders.catalog import Catalog, ProjectFeature
from pages.components.state import View


def key_of(feature: ProjectFeature, among: Iterable[ProjectFeature] = ()) -> str:
    """What `?place=` holds for a project: its place, or the project itself when it has none or shares it `among`."""
    shared = any(item.place_id == feature.place_id and item != feature for item in among)
    return feature.mention_id if shared or not feature.place_id else feature.place_id


def is_selected(feature: ProjectFeature, view: View) -> bool:
    """Whether the address names one of the project's mentions or its place."""
    return feature.place_id in view.places or any(mention_id in view.places for mention_id in feature.mention_ids)


def selected_projects(catalog: Catalog, view: View) -> tuple[ProjectFeature, ...]:
    """The projects that the address selects, those of its task if it names one."""
    if not view.places:
        return ()
    known = catalog.features_of(view.task) if view.task else catalog.selected(view.places)
    return tuple(item for item in known if is_selected(item, view))

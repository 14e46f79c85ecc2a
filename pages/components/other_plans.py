"""The same project in other plans: what each says of it, and the way there."""

from loaders.catalog import Catalog, ProjectFeature
from pages.components import chips, state
from pages.components.markup import link, literal
from pages.components.state import View


def draw(catalog: Catalog, view: View, feature: ProjectFeature) -> str:
    """A section with a link for every other plan that names the project, '' when none does."""
    rows = (row.features for row in catalog.project_rows() if feature in row.features)
    others = [item for item in next(rows, ()) if item is not feature]
    if not others:
        return ""
    links = "".join(_link(catalog, view, item) for item in others)
    return (
        '<section class="elsewhere"><div class="section-title"><b>其他规划中的同一项目</b>'
        f"<span>{len(others)} 份,点开切换</span></div>{links}</section>"
    )


def _link(catalog: Catalog, view: View, item: ProjectFeature) -> str:
    """Plan, stage there and the sentence; leads to the project with the filters lifted, which may leave it out."""
    plan = catalog.plan(item.plan_id)
    label = plan.label if plan else item.plan_id
    body = (
        f'<span class="grow">{literal(label)}</span>'
        f"<small>{chips.icon('stage', item.stage_group)} {literal(item.stage_group)}</small>"
        f"<q>{literal(catalog.excerpt(item.mention_id))}</q>"
    )
    changes: dict[str, str | None] = dict.fromkeys(state.FILTERS)
    changes |= {"plan": item.plan_id if view.plan else state.ALL_PLANS, "area": None}
    return link(
        body,
        css="passage",
        title=f"打开“{label}”中的该项目,并清除筛选",
        **changes,
        task=item.task_id,
        place=item.mention_id,
    )

"""The same project in other plans: what each says of it, and the way there."""

from loaders.catalog import Catalog, ProjectFeature
from pages.components import chips, quoting, state
from pages.components.language import t
from pages.components.markup import link, literal
from pages.components.state import View


def draw(catalog: Catalog, view: View, feature: ProjectFeature) -> str:
    """A section with a link for every other plan that names the project, '' when none does."""
    others = catalog.elsewhere(feature)
    if not others:
        return ""
    links = "".join(_link(catalog, view, item) for item in others)
    title = f"<b>{t('其他规划中的同一项目')}</b><span>{t('{n} 份,点开切换', n=len(others))}</span>"
    return f'<section class="elsewhere"><div class="section-title">{title}</div>{links}</section>'


def _link(catalog: Catalog, view: View, item: ProjectFeature) -> str:
    """Plan, stage there and the sentence; leads to the project with the filters lifted, which may leave it out."""
    plan = catalog.plan(item.plan_id)
    label = plan.label if plan else item.plan_id
    body = (
        f'<span class="grow">{quoting.quoted(label)}</span><small>{chips.stage(item.stage_group)}</small>'
        f'<q lang="zh">{literal(catalog.excerpt(item.mention_id))}</q>'
    )
    changes: dict[str, str | None] = dict.fromkeys(state.FILTERS)
    changes |= {"plan": item.plan_id if view.plan else state.ALL_PLANS, "area": None}
    return link(
        body,
        css="passage",
        title=t("打开“{plan}”中的该项目,并清除筛选", plan=label),
        **changes,
        task=item.task_id,
        place=item.mention_id,
    )

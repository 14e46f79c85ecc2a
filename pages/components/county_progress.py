"""The county page by actual progress: the switch of the colours, the table by sector and status, a project's words."""

from collections import Counter

from loaders.catalog import Catalog, Profile, ProjectFeature, terms
from loaders.store import Work
from pages.components import chips, language, progress_data
from pages.components import progress_marks as marks
from pages.components.language import mark, t
from pages.components.markup import link

CHOICES = (("", mark("领域、计划阶段")), (marks.ACTUAL, mark("实际进展")))


def known(catalog: Catalog) -> Work | None:
    """The records, where the address asks for colours by actual progress."""
    return progress_data.work(catalog) if marks.by_actual() else None


def switch() -> str:
    """What symbols are coloured by, as two links."""
    current = marks.ACTUAL if marks.by_actual() else ""
    choices = "".join(
        f'<span aria-current="{str(code == current).lower()}">{link(t(label), colour=code or None)}</span>'
        for code, label in CHOICES
    )
    return f'<nav class="colouring" aria-label="{t("上色")}"><small>{t("上色")}</small>{choices}</nav>'


def matrix(profile: Profile, work: Work) -> str:
    """Projects by sector and actual status as a table; what has no record is unknown."""
    counts = Counter((item.sector, marks.group_of(work.latest(item))) for item in profile.projects)
    heads = "".join(
        f'<th scope="col" title="{marks.group_word(group)}">{marks.group_sign(group, size_px=16)}'
        f"<span>{marks.short_word(group)}</span></th>"
        for group in marks.GROUPS
    )
    rows = []
    for sector in (code for code in terms()["sector"] if any(code == one for one, _ in counts)):
        cells = "".join(f"<td>{counts[sector, group] or ''}</td>" for group in marks.GROUPS)
        name = f'<th scope="row">{chips.icon("sector", sector)}{language.title("sector", sector)}</th>'
        total = sum(counts[sector, group] for group in marks.GROUPS)
        rows.append(f'<tr class="sector-{sector}">{name}{cells}<td><b>{total}</b></td></tr>')
    sums = "".join(
        f"<td>{sum(n for (_, own), n in counts.items() if own == group) or ''}</td>" for group in marks.GROUPS
    )
    return (
        f'<section><div class="section-title"><b>{t("领域 × 实际进展")}</b>'
        f"<span>{t('来自推进记录,与计划阶段无关')}</span></div>"
        f'<table class="matrix actual-matrix" aria-label="{t("领域与实际进展的项目数")}">'
        f'<thead><tr><th scope="col"><span class="sr">{t("领域")}</span></th>{heads}'
        f'<th scope="col"><span>{t("合计")}</span></th></tr></thead><tbody>{"".join(rows)}</tbody>'
        f'<tfoot><tr><th scope="row">{t("合计")}</th>{sums}<td><b>{len(profile.projects)}</b></td></tr></tfoot>'
        f"</table></section>"
    )


def words(item: ProjectFeature, work: Work) -> str:
    """What the plan says and what has happened, each under its own name."""
    latest = work.latest(item)
    actual = language.title("status", latest.status) if latest else t("未知")
    return f"{t('规划:{stage}', stage=t(item.stage_group))} · <b>{t('实际:{status}', status=actual)}</b>"


def sign(item: ProjectFeature, work: Work) -> str:
    """The sign of a project's actual status."""
    return marks.group_sign(marks.group_of(work.latest(item)), size_px=20)

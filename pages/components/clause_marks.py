"""What is marked in a clause and where a click leads: projects and divisions to the map, units to their filter."""

import re
from collections.abc import Collection, Iterable, Sequence

from loaders.catalog import Catalog, Mention, Task
from pages.components import quoting, state, unit_filter
from pages.components.clause import Changes, Mark
from pages.components.language import t
from pages.components.selecting import key_of

DIVISION = "admin"


def of_task(
    catalog: Catalog, task: Task, *, selected: Collection[str], units: Sequence[str], areas: bool
) -> list[Mark]:
    """Marks of a task, divisions below units below what stands for a project, the selected on top.

    `selected` are ids of projects, `units` the units that the address filters by; with `areas` names of counties and
    towns lead to their marks on the map, else they stay plain.
    """
    marks = [_of_mention(catalog, mention, selected) for mention in catalog.mentions_of(task.task_id)]
    divisions = [mark for mark in marks if mark.kind == DIVISION and mark.changes] if areas else []
    named = sorted((mark for mark in marks if mark.kind != DIVISION), key=lambda mark: mark.is_selected)
    return [*divisions, *_units(catalog, task, units), *named]


def plain(mentions: Iterable[Mention], *, selected: Collection[str]) -> list[Mark]:
    """Marks that lead nowhere, of mentions that name more than a division; `selected` are ids of mentions."""
    shown = (mention for mention in mentions if mention.type != DIVISION or mention.mention_id in selected)
    marks = [Mark(_pieces(one), _kind(one), is_selected=one.mention_id in selected) for one in shown]
    return sorted(marks, key=lambda mark: mark.is_selected)


def _of_mention(catalog: Catalog, mention: Mention, selected: Collection[str]) -> Mark:
    if mention.type == DIVISION:
        title, changes = _to_area(catalog, mention)
        return Mark(_pieces(mention), DIVISION, title, changes)
    feature = catalog.feature(mention.mention_id)
    if feature is None:
        return Mark(_pieces(mention), _kind(mention))
    siblings = catalog.features_of(mention.task_id or "")
    does = t("未定位,在面板中查看") if feature.precision == "unresolved" else t("在地图上选中")
    title = t("{label}:{names}", label=does, names=quoting.plain_name(feature.name))
    changes: Changes = {"task": mention.task_id, "place": key_of(feature, siblings), "area": None}
    return Mark(_pieces(mention), _kind(mention), title, changes, feature.mention_id in selected)


def _to_area(catalog: Catalog, mention: Mention) -> tuple[str, Changes]:
    """What a click on the name of a county or town does: it opens its mark; nothing where no mark can stand."""
    link = catalog.link(mention.mention_id)
    code = (link.place_id or "").rpartition(":")[2] if link else ""
    area = catalog.area(code) or catalog.area(mention.adcode or "")
    if area is None:
        return "", {}
    name = quoting.plain_name(area.name, division=True)
    return t("打开{name}:地图定位,列出写到这里的项目和任务", name=name), {
        "task": None,
        "place": None,
        "area": area.code,
    }


def _units(catalog: Catalog, task: Task, chosen: Sequence[str]) -> list[Mark]:
    """Units of the task where the clause writes them as the task lists them; the longer name first."""
    names = sorted({*task.lead_units, *task.responsible_units}, key=len, reverse=True)
    if not names:
        return []
    pattern = re.compile("|".join(map(re.escape, names)))
    return [
        Mark(
            ((task.start_char + found.start(), task.start_char + found.end()),),
            "unit",
            unit_filter.title(found[0], chosen),
            {"unit": state.toggled(chosen, found[0]), "page": None},
        )
        for found in pattern.finditer(catalog.clause(task.task_id))
    ]


def _kind(mention: Mention) -> str:
    return "line" if mention.route else mention.type


def _pieces(mention: Mention) -> tuple[tuple[int, int], ...]:
    parts = tuple((part.start_char, part.end_char) for part in mention.parts)
    return parts or ((mention.start_char, mention.end_char),)

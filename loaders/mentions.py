"""Named places and projects of a plan, lists expanded, each with county, stage and route.

What counts as a mention is defined in `tests/gold/GUIDELINES.md`. A repeated name is one mention per
occurrence; repeats without a stage take the stage stated elsewhere in the plan.
"""

from dataclasses import replace

from geo.gazetteer import Gazetteer
from loaders.models import Evidence, Mention, PlanDocument, Task
from loaders.reading.admins import admin_mentions, admin_units
from loaders.reading.confidence import with_confidence
from loaders.reading.lists import CLOSING
from loaders.reading.projects import projects
from loaders.reading.scan import scan


def extract(document: PlanDocument, tasks: list[Task], *, gazetteer: Gazetteer) -> list[Mention]:
    """All mentions of a plan in the order of the text."""
    read = scan(document, tasks, gazetteer)
    named = projects(read)
    found = [*(project.mention for project in named), *admin_mentions(read, named), *admin_units(read)]
    found.sort(key=lambda one: (one.start_char, one.end_char, one.name))
    numbered = [replace(one, mention_id=f"{document.plan_id}@{place}") for place, one in enumerate(found, start=1)]
    return with_confidence(document.text, _share_stages(_share_names(numbered)), gazetteer)


def _share_names(mentions: list[Mention]) -> list[Mention]:
    """A thing named with its works (甲水库扩建) and elsewhere without goes by the name without them."""
    names = {one.name for one in mentions if one.kind}
    bare = [CLOSING.split(one.name, maxsplit=1)[0] if one.kind else one.name for one in mentions]
    return [
        replace(one, name=name) if name != one.name and name in names else one
        for one, name in zip(mentions, bare, strict=True)
    ]


def _share_stages(mentions: list[Mention]) -> list[Mention]:
    """Repeats of a name without a stage take the one the plan states for it elsewhere."""
    stated = {(one.name, one.adcode): one.stage for one in mentions if one.stage != "none"}
    shared = [(one, stated.get((one.name, one.adcode)) if one.kind else None) for one in mentions]
    return [_with_stage(one, stage) if stage and one.stage == "none" else one for one, stage in shared]


def _with_stage(mention: Mention, stage: str) -> Mention:
    evidence = [one for one in mention.evidence if one.role != "stage"]
    return replace(
        mention, stage=stage, evidence=(*evidence, Evidence("stage", "said where the plan names it again", None))
    )

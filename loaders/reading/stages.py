"""The stage a plan gives to a project, from the verbs around its name.

What follows the name decides first (…前期工作, …研究论证, …核准), then the verb that governs its list
(开工…, 建成投用…), then what is left. Reference verbs (围绕…, 走进…) give none.
"""

import re

from loaders.reading.lexicon import verb_finder, verbs

DECISIVE_AFTER = ("study", "preparation", "approval", "designation")
DECISIVE_BEFORE = ("completed", "start", "designation", "approval", "study", "preparation")
LISTED = re.compile(
    r"(?P<stage>竣工|建成|投产|投用|完工|新开工|开工|新建|续建|在建|前期|储备|谋划)\S{0,4}(?:项目|工程|类)"
)
FINISHING = ("完成", "确保")


def governs(front: str) -> bool:
    """Whether the words before a name hold a verb that decides its stage or refers to what exists."""
    return any(
        verbs()[word].stage != "none" or verbs()[word].roles & {"reference"} or word in FINISHING
        for _, _, word in verb_finder().find(front)
    )


def stage_of(before: str, after: str, name: str) -> str:
    """Stage code for a name with `before` and `after` of its clause; 'none' when no verb gives one."""
    after_stages = _stages(after)
    before_words = [word for _, _, word in verb_finder().find(before)]
    before_stages = [verbs()[word].stage for word in before_words]
    for stages, wanted in ((after_stages, DECISIVE_AFTER), (before_stages[::-1], DECISIVE_BEFORE)):
        decided = next((stage for stage in stages if stage in wanted), None)
        if decided:
            return _start_or_later(decided, after_stages)
    return _weak_stage(before_words, before_stages, after_stages, _stages(name))


def _start_or_later(decided: str, after_stages: list[str]) -> str:
    """开工…建成: what stands after the name and is later wins over the verb before it."""
    return "completed" if decided == "start" and "completed" in after_stages else decided


def _weak_stage(
    before_words: list[str], before_stages: list[str], after_stages: list[str], name_stages: list[str]
) -> str:
    """Stage where no decisive verb stands: what is finished or begun after the name, advanced, or upgraded."""
    last = verbs()[before_words[-1]] if before_words else None
    decided = next((stage for stage in ("completed", "start") if stage in after_stages), None)
    if decided:
        return decided
    if last and "reference" in last.roles and "upgrade" not in after_stages:
        return "none"
    if _is_finished(before_words, after_stages):
        return "completed"
    if "upgrade" in after_stages and (last is None or "causative" in last.roles):
        return "upgrade"
    if "under_construction" in before_stages:
        return "under_construction"
    if "upgrade" in after_stages or "upgrade" in before_stages:
        return "upgrade"
    if "under_construction" in after_stages:
        return "upgrade" if "upgrade" in name_stages else "under_construction"
    return "none"


def _is_finished(before_words: list[str], after_stages: list[str]) -> bool:
    """完成…, 完成…建设, 确保…建设."""
    if before_words and before_words[-1] == "完成" and not after_stages:
        return True
    return "under_construction" in after_stages and any(word in FINISHING for word in before_words)


def stage_of_heading(heading: str) -> str:
    """Stage that a heading of a project list gives to its rows (续建项目, 新开工重大项目); 'none' for any other."""
    match = LISTED.search(heading)
    found = _stages(match["stage"]) if match else []
    return found[0] if found else "none"


def stage_of_cell(cell: str) -> str:
    """Stage that a table cell states by itself (续建, 新开工, 前期); 'none' for any other cell."""
    verb = verbs().get(cell.strip(" \t()"))
    return verb.stage if verb else "none"


def _stages(text: str) -> list[str]:
    found = (verbs()[word].stage for _, _, word in verb_finder().find(text))
    return [stage for stage in found if stage != "none"]

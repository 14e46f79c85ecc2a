"""The stage a plan gives to a project, from the verbs around its name.

What follows the name decides first (…前期工作, …研究论证, …核准), then the verb that governs its list
(开工…, 建成投用…), then what is left. Reference verbs (围绕…, 走进…) give none.
"""

from loaders.reading.lexicon import verb_finder, verbs

DECISIVE_AFTER = ("study", "preparation", "approval", "designation")
DECISIVE_BEFORE = ("completed", "start", "designation", "approval", "study", "preparation")
FINISHING = ("完成", "确保")


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
    for stage in ("completed", "start"):
        if stage in after_stages:
            return stage
    if before_words and "reference" in verbs()[before_words[-1]].roles and "upgrade" not in after_stages:
        return "none"
    if "upgrade" in after_stages or "upgrade" in before_stages:
        return "upgrade"
    if "under_construction" in after_stages and any(word in FINISHING for word in before_words):
        return "completed"
    if "under_construction" in after_stages or "under_construction" in before_stages:
        return (
            "upgrade"
            if "upgrade" in name_stages and "under_construction" not in before_stages
            else "under_construction"
        )
    return "none"


def _stages(text: str) -> list[str]:
    found = (verbs()[word].stage for _, _, word in verb_finder().find(text))
    return [stage for stage in found if stage != "none"]

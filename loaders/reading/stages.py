"""The stage a plan gives to a project, from the verbs around its name.

What follows the name decides first (…前期工作, …研究论证, …核准), then the verb that governs its list
(开工…, 建成投用…), then what is left. Reference verbs (围绕…, 走进…) give none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from loaders.reading.lexicon import Verb, verb_finder, verbs

DECISIVE_AFTER = ("study", "preparation", "approval", "designation")
DECISIVE_BEFORE = ("completed", "start", "designation", "approval", "study", "preparation")
LISTED = re.compile(
    r"(?P<stage>竣工|建成|投产|投用|完工|新开工|开工|新建|续建|在建|前期|储备|谋划)\S{0,4}(?:项目|工程|类)"
)
FINISHING = ("完成", "确保")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage code, the word that gave it, and `where` that stands: before or after the name, in it, in its row."""

    code: str = "none"
    word: str = ""
    where: str = ""


def governs(front: str) -> bool:
    """Whether the words before a name hold a verb that decides its stage or refers to what exists."""
    return any(verb.stage != "none" or verb.roles & {"reference"} or verb.word in FINISHING for verb in _verbs(front))


def stage_of(before: str, after: str, name: str) -> Stage:
    """The stage of a name with `before` and `after` of its clause; none when no verb gives one."""
    front, trail = _verbs(before), _staged(after)
    for found, wanted, where in ((trail, DECISIVE_AFTER, "after"), (front[::-1], DECISIVE_BEFORE, "before")):
        decided = next((verb for verb in found if verb.stage in wanted), None)
        if decided:
            return _start_or_later(Stage(decided.stage, decided.word, where), trail)
    return _weak_stage(front, trail, _staged(name))


def _start_or_later(decided: Stage, trail: Sequence[Verb]) -> Stage:
    """开工…建成: what stands after the name and is later wins over the verb before it."""
    return _first(trail, "completed", "after") or decided if decided.code == "start" else decided


def _weak_stage(front: Sequence[Verb], trail: Sequence[Verb], inside: Sequence[Verb]) -> Stage:
    """Stage where no decisive verb stands: what is finished or begun after the name, advanced, or upgraded."""
    last = front[-1] if front else None
    decided = _first(trail, "completed", "after") or _first(trail, "start", "after")
    if decided:
        return decided
    upgraded = _first(trail, "upgrade", "after")
    if last and "reference" in last.roles and not upgraded:
        return Stage(word=last.word, where="before")
    finished = _finishing(front, trail)
    if finished:
        return Stage("completed", finished.word, "before")
    if upgraded and (last is None or "causative" in last.roles):
        return upgraded
    advanced = _first(front, "under_construction", "before")
    if advanced or upgraded:
        return advanced or upgraded or Stage()
    built = _first(trail, "under_construction", "after")
    improved = _first(inside, "upgrade", "in the name")
    return _first(front, "upgrade", "before") or (built and improved) or built or Stage()


def _first(found: Sequence[Verb], code: str, where: str) -> Stage | None:
    return next((Stage(code, verb.word, where) for verb in found if verb.stage == code), None)


def _finishing(front: Sequence[Verb], trail: Sequence[Verb]) -> Verb | None:
    """The verb of 完成…, 完成…建设, 确保…建设."""
    if front and front[-1].word == "完成" and not trail:
        return front[-1]
    is_built = any(verb.stage == "under_construction" for verb in trail)
    return next((verb for verb in front if verb.word in FINISHING), None) if is_built else None


def stage_of_heading(heading: str) -> Stage:
    """The stage that a heading of a project list gives to its rows (续建项目, 新开工重大项目)."""
    match = LISTED.search(heading)
    found = _staged(match["stage"]) if match else []
    return Stage(found[0].stage, found[0].word, "in the heading") if found else Stage()


def stage_of_cell(cell: str) -> Stage:
    """The stage that a table cell states by itself (续建, 新开工, 前期)."""
    verb = verbs().get(cell.strip(" \t()"))
    return Stage(verb.stage, verb.word, "in its row") if verb else Stage()


def _verbs(text: str) -> list[Verb]:
    return [verbs()[word] for _, _, word in verb_finder().find(text)]


def _staged(text: str) -> list[Verb]:
    return [verb for verb in _verbs(text) if verb.stage != "none"]

"""The stage a plan gives to a project, from what it says of it (`loaders.reading.events`).

What stands behind the name decides first: a step of work (…前期工作, …研究论证, …核准), then what begins or ends
there (…开工, …建成通车). Then the verb before the list that says all by itself (续建…, 建成…, 谋划…). A light verb
takes its meaning from the works behind the list: 完成…建设 ends them, 启动…改造 begins them, 推进…改造 carries them on,
推动…提档升级 leaves the upgrade. Reference verbs (围绕…, 走进…) give none. A bare statement in the next clause
(…,力争年内完工) overrides the sentence it follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.reading.lexicon import verbs
from loaders.reading.said import OBJECT_MARKS, PLACE_MARK, Said, Word, says, says_all

STEPS = frozenset({"study", "preparation", "approval", "designation"})
TURNS = frozenset({"start", "completed"})
WORKS = frozenset({"under_construction", "upgrade"})
PLANNED = frozenset({"study", "preparation"})


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage code, the word that gave it, and `where` that stands: before or after the name, in it, in its row."""

    code: str = "none"
    word: str = ""
    where: str = ""
    start: int | None = None


NO_STAGE = Stage()


@dataclass(frozen=True, slots=True)
class _Front:
    """The governor of a list: the stage it gives by itself, its light verb, or its reference to what exists."""

    full: Stage = NO_STAGE
    light: Word | None = None
    reference: Word | None = None


def stage_of(said: Said, inside: Sequence[Word] = ()) -> Stage:
    """The stage of a name of which `said` is said; `inside` are the verbs at the end of the name itself."""
    stage = _in_sentence(said, inside)
    later = _behind(said.later, "in the next clause")
    overrides = later.code in TURNS or (later.code in STEPS and stage.code not in TURNS | STEPS)
    is_open = stage.code == "none" and not stage.word
    return later if overrides or is_open else stage


def _in_sentence(said: Said, inside: Sequence[Word]) -> Stage:
    front, after = _front(said.before), _behind(said.after, "after")
    if after.code == "completed" and (
        said.of_part or (said.has_object and not said.before and after.word.startswith("建成"))
    ):
        after = replace(after, code="under_construction")
    if after.code == "start" and said.has_object and says_all(said.after[-1]):
        after = replace(after, code="upgrade")  # what is there gets something new: …驿站增设充电桩
    is_nature = after.code == "start" and "works" in verbs()[after.word].roles and front.light  # 加快…新改建
    if after.code in STEPS | TURNS and not is_nature:
        return after
    if front.reference:
        return _given(front.reference, "before", code="none")
    if front.full.code != "none":
        return front.full
    own = _behind(inside, "in the name")
    is_stated = says(said.before) or says(said.after) or not said.is_listed
    if own.code == "upgrade" and is_stated and not _last(said.after, "light"):
        after = own
    return _by_light(front.light, said, (*inside, *said.after), after) if front.light else after


def _by_light(light: Word, said: Said, acts: Sequence[Word], after: Stage) -> Stage:
    """The stage under a verb that waits for the works behind the list, `acts`, which come to `after`."""
    own = _given(light, "before") if light.stage != "none" else after
    if light.stage == "completed" and _last(said.after, "partial"):
        return after
    if light.stage not in WORKS or after.code != "upgrade":
        return own
    lets_it_stand = "causative" in light.roles or any(word.word in OBJECT_MARKS for word in said.before)
    return after if lets_it_stand or ("doing" in light.roles and not _last(acts, "works")) else own


def _front(words: Sequence[Word]) -> _Front:
    """The governor that the verbs before a list come to; a verb apart from a later one has its own object."""
    front, end = _Front(), -1
    for word in words:
        full = front.full if word.start == end else NO_STAGE
        end = word.start + len(word.word)
        if word.word == PLACE_MARK:
            front = _Front(reference=word)
        elif not says([word]):
            front = _Front(full, front.light, front.reference)
        elif "reference" in word.roles:
            front = _Front(reference=word)
        elif says_all(word):
            is_noun = "soft" in word.roles and word.stage == "under_construction"  # 力争开工|建设
            stays = full.code != "none" and (is_noun or (full.code in PLANNED and word.stage in WORKS | {"start"}))
            front = _Front(full if stays else _given(word, "before"), front.light)
        elif word.roles & {"light", "modal"}:
            keeps = front.light and "modal" in word.roles
            front = _Front(full, front.light if keeps else word)
        elif "soft" not in word.roles:  # a soft one is part of a noun: 预处理厂
            front = _Front()
    return front


def _behind(words: Sequence[Word], where: str) -> Stage:
    """What a row of verbs behind a name comes to, read from left to right."""
    stage, light = NO_STAGE, NO_STAGE
    for word in words:
        if word.stage == "none" or not says([word]):
            continue
        given = _given(word, where)
        if says_all(word):
            if stage.code == "start" and "works" in verbs()[stage.word].roles:
                stage = replace(stage, code="under_construction")  # 新建|扩建 is what the works are, not their start
            is_part = "partial" in word.roles
            if not (is_part and stage.word and "partial" in verbs()[stage.word].roles):  # 盾构贯通 is of a part
                stage = _then(stage, light, given, is_part=is_part)
            light = NO_STAGE
        else:
            light = given
    return _pushed(stage, light)


def _then(stage: Stage, light: Stage, given: Stage, *, is_part: bool) -> Stage:
    """The stage when `given` follows: works stand back behind steps and turns, an end outlasts steps."""
    if given.code in TURNS or (given.code in STEPS and stage.code != "completed"):
        return given
    if stage.code in STEPS | TURNS or (stage.code == "upgrade" and given.code in WORKS):
        return stage
    return light if light.code in TURNS and not is_part else given


def _pushed(stage: Stage, light: Stage) -> Stage:
    """Works behind which a light verb stands: 改造完成 ends, 建设启动 begins, 改造加快推进 is under way."""
    if stage.code == "none":
        return light
    if light.code != "none" and stage.code == "start" and "works" in verbs()[stage.word].roles:
        stage = replace(stage, code="under_construction")
    is_turn = light.code in TURNS and stage.code in WORKS and "partial" not in verbs()[stage.word].roles
    return light if is_turn or (light.code == "under_construction" and stage.code == "upgrade") else stage


def _given(word: Word, where: str, *, code: str | None = None) -> Stage:
    return Stage(code or word.stage, word.word, where, word.start)


def _last(words: Sequence[Word], role: str) -> Word | None:
    return next((verb for verb in reversed(words) if role in verb.roles), None)

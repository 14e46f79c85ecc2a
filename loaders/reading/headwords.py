"""The head noun of a noun phrase: which of its nouns says what the thing is, and where the name goes on behind it."""

from loaders.reading.lexicon import OWN_WORDS, Head, generic_rest, head_finder, heads, verb_finder, verbs, words_after
from loaders.reading.normalise import is_ideograph
from loaders.reading.patterns import PARENTHESES, SEGMENT_AT, tail_end

BESIDE = ("周边", "沿线", "附近", "区域", "两侧", "内", "外", "里")
VAGUE = frozenset({"weak", "company"})
LINES = frozenset({"railway", "expressway"})
# What shows that the noun before it is finished: 甲风电获核准, 乙光伏已并网.
CLOSERS = ("等", "的", "内", "区域", "周边", *"获已将正拟均未仍须应按与在于可")
LONGEST_EXTENSION = 14


def choose_head(text: str, start: int, end: int) -> tuple[int, int, Head] | None:
    """The head noun of an item, weak ones only where there is no other.

    A later head takes over when words of its own stand before it (产业园涪陵园区) or it is of the same
    kind; generic words between them keep the first (机场国际口岸).
    """
    best: tuple[int, int, Head] | None = None
    piece = text[start:end]
    brackets = [match.span() for match in PARENTHESES.finditer(piece)]
    for first, last, word in head_finder().find(piece):
        head = heads()[word]
        if any(a < first < b for a, b in brackets) or (head.material and not _may_close(text, start + last, end)):
            continue
        if best and (_breaks(text, best[1], start + first) or SEGMENT_AT.match(text, best[1], end)):
            break
        opens = best is not None and best[0] == start and head.strength not in VAGUE  # 石窟|河堤防: no head, a name
        if best is None or opens or _takes_over(text[best[1] : start + first], best[2], head):
            best = (start + first, start + last, head)
    return best


def _may_close(text: str, position: int, end: int) -> bool:
    """Whether a word that also names a matter ends a thing here: no further noun follows (光伏组件, 风电装备)."""
    stop = tail_end(text, position, end)
    rest = text[stop:end]
    return stop > position or is_complete(text, stop, end) or rest.startswith(words_after("matter"))


def _takes_over(between: str, old: Head, new: Head) -> bool:
    """Whether a later head says what the thing is: the old one is vague or a mere place, the new one has own words."""
    if between.startswith(("至", "到", "—", "-")):
        return True  # 大坳水库至中心城区引水工程
    if new.strength == "part":
        return old.strength in VAGUE
    if old.strength not in VAGUE and (new.strength in VAGUE or (new.material and old.kind == new.kind)):
        return False
    if old.kind == new.kind:
        return not (old.word.endswith("区") and between and generic_rest(between) == 0)
    return old.strength in VAGUE or new.kind in LINES or between == "" or generic_rest(between) >= OWN_WORDS


def _breaks(text: str, start: int, end: int) -> bool:
    """Whether a verb, 的, 等 or a place word stands between two heads, so that the second is another thing."""
    between = text[start:end]
    if between.startswith(BESIDE) or "的" in between or "等" in between:
        return True
    return any(is_hard(word) for _, _, word in verb_finder().find(between))


def is_hard(word: str) -> bool:
    """Whether a verb is never part of a name."""
    return (len(word) > 1 and "soft" not in verbs()[word].roles) or word in ("的", "在")


def is_complete(text: str, position: int, end: int) -> bool:
    """Whether a name can end here: nothing follows that would make it part of a longer noun."""
    if position >= end or not is_ideograph(text[position]):
        return True
    rest = text[position:end]
    return rest.startswith(CLOSERS) or bool(verb_finder().at_start(rest))


def extended(text: str, stop: int, end: int, kinds: frozenset[str]) -> int:
    """End of a name that goes on behind its head to one of `kinds`: 职业技术学院产教融合基地, G317线甲山隧道."""
    if stop >= end or not is_ideograph(text[stop]) or is_complete(text, stop, end):
        return stop
    for first, finish, word in head_finder().find(text[stop : min(end, stop + LONGEST_EXTENSION)]):
        if _breaks(text, stop, stop + first):
            break
        closed = tail_end(text, stop + finish, end)
        if heads()[word].kind in kinds and is_complete(text, closed, end):
            return closed
    return stop

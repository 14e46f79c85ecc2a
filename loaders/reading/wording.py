"""Where words begin and end, as far as a name between them can tell without cutting the text into words."""

from loaders.reading.lexicon import place_openers, verb_finder
from loaders.reading.normalise import is_ideograph

# What the last character of a form really begins: 合作|市场, 资源县|级, 大同|区域, 平安|乡村, 延安|州际.
RUN_ON = {
    "市": "场",
    "县": "级处",
    "区": "域块间位",
    "乡": "村镇亲土愁贤音情",
    "州": "际",
    "旗": "帜舰",
    "盟": "友约",
    "村": "庄民级落委务史",
}


def opens_word(text: str, start: int) -> bool:
    """Whether a name can begin at `start`: after punctuation, a verb, a preposition or a function word."""
    if start == 0 or not is_ideograph(text[start - 1]):
        return True
    window = text[max(0, start - 6) : start]
    return any(end == len(window) for _, end, _ in verb_finder().find(window)) or window.endswith(place_openers())


def closes_word(text: str, end: int) -> bool:
    """Whether a name can end at `end`: before punctuation, 等, a verb or a function word."""
    if end >= len(text) or not is_ideograph(text[end]):
        return True
    return text[end] in "等至到两三地" or bool(verb_finder().at_start(text[end : end + 6]))


def runs_on(text: str, end: int) -> bool:
    """Whether the last character of a form begins another word (合作市|场, 平安乡|村)."""
    return end < len(text) and text[end] in RUN_ON.get(text[end - 1], "")

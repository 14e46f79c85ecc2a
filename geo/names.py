"""Spellings of project names: what two texts may write differently for the same thing.

A name gives several *keys*, from the strictest to the loosest. Two names mean the same thing only if they share
a key **and** their counties agree; the county is checked by the caller.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

SHORTEST_KEY = 2

_NOISE = re.compile(r"[\s\"'“”‘’「」『』《》〈〉·—\-]")
_BRACKETS = re.compile(r"[()\[\]【】〔〕]")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|〔[^〕]*〕")
_SAME_WORDS = (("高速公路", "高速"), ("高速铁路", "高铁"), ("风电场", "风电"), ("风力发电", "风电"), ("风电站", "风电"))
# Words that say what is done to a thing or which rank it is to have, not which thing it is.
_ENDINGS = re.compile(
    r"(?:工程|项目|建设|新建|扩建|改扩建|改造|升级改造|改造升级|提升|提档升级|创建|第?[一二三四五]期"
    r"|(?:国家)?[1-5]?A级(?:旅游)?景区|国家级旅游度假区|(?:国家|市|省|县)级示范河流|景区|旅游度假区|生态文化旅游示范带|片区)$"
)


def normalised(name: str) -> str:
    """NFKC form without spaces, quotes and dashes, with the common long words shortened (高速公路 → 高速)."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name))
    for long, short in _SAME_WORDS:
        text = text.replace(long, short)
    return text


def _without_endings(text: str) -> str:
    while len(shorter := _ENDINGS.sub("", text)) >= SHORTEST_KEY and shorter != text:
        text = shorter
    return text


@lru_cache(maxsize=16384)
def keys(name: str) -> tuple[str, ...]:
    """Keys of a name, strictest first: brackets opened, bracketed text dropped, generic endings dropped."""
    text = normalised(name)
    opened = _BRACKETS.sub("", text)
    dropped = _BRACKETED.sub("", text)
    found = (opened, dropped, _without_endings(opened), _without_endings(dropped))
    return tuple(dict.fromkeys(key for key in found if len(key) >= SHORTEST_KEY))


def without_prefix(name: str, prefixes: Iterable[str]) -> str:
    """`name` without the longest of `prefixes` it starts with, unless too little would be left."""
    for prefix in sorted(prefixes, key=len, reverse=True):
        if name.startswith(prefix) and len(name) - len(prefix) >= SHORTEST_KEY:
            return name[len(prefix) :]
    return name


def core(name: str) -> str:
    """The loosest key: the same for the same project in two plans."""
    return (keys(name) or (normalised(name),))[-1]

"""Sections that frame a plan and hold no task: aims, background, a review of the past, how the plan is organised.

They are known by their titles (`data/vocabulary/section_titles.csv`), a review also by its year: of headings
that state years, only those of the latest speak of what is to be done.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from loaders.reading.lexicon import read_rows

PLAIN = re.compile(r"[\s“”\"《》【】]")
# Words before a title that say of what or when it speaks: “十三五”发展成就, 2024年工作的总体要求.
AROUND = re.compile(
    r"^(?:[12]\d{3}年(?:度|的)?|(?:十[一二三四五六])五(?:时期|期间|规划)?(?:的)?|今年|去年|上年|当前|未来五年|今后五年|我[省市县区州]|全[省市县区州]"
    r"|政府工作(?:的)?|工作(?:的)?|经济社会(?:发展)?(?:的)?|规划)+"
)
# Verbs before a title on how the plan is organised: 强化保障措施; before any other they make a task (优化发展环境).
URGING = re.compile(r"^(?:加强|强化|健全|完善|落实|明确|切实|做好|严格|抓好|加大)+")
CUT = re.compile(r"[。:,;\n(]|和|与|及")
FRAMING = frozenset(("aims", "background", "review", "organisation"))
FEWEST_SIGNS = 2
SHORTEST_PLAIN_TITLE, LONGEST_TITLE = 4, 14
YEAR = re.compile(r"(20\d\d)年")
YEAR_TITLE = re.compile(
    r"(20\d\d)年(?:度|的|全[省市县区州])*(?:政府|主要|重点|经济社会发展|经济社会)?(?:的)?(?:工作|情况|任务|目标|预期|建议|安排|打算)"
)


@lru_cache(maxsize=1)
def _titles() -> dict[str, tuple[tuple[str, str], ...]]:
    """(title, kind) by the position it takes in a heading: whole, end or within."""
    found: dict[str, list[tuple[str, str]]] = {"whole": [], "end": [], "within": [], "prose": []}
    for row in read_rows("section_titles.csv", ("title", "position", "kind")):
        found[row["position"]].append((row["title"], row["kind"]))
    return {position: tuple(rows) for position, rows in found.items()}


@lru_cache(maxsize=4096)
def kind_of(heading: str) -> str:
    """What a heading (without its number) announces: aims, background, review, organisation, tasks, or ''."""
    title = CUT.split(PLAIN.sub("", heading), maxsplit=1)[0]
    bare = AROUND.sub("", title)
    titles = _titles()
    whole = _announced(dict(titles["whole"]), title, bare)
    if whole:
        return whole
    for known, kind in titles["end"]:
        if title.endswith(known) and len(title) <= LONGEST_TITLE:
            return kind
    for known, kind in titles["within"]:
        if known in title and len(title) <= LONGEST_TITLE:
            return kind
    return ""


def is_framing(heading: str) -> bool:
    """Whether the items under a heading are no tasks."""
    return kind_of(heading) in FRAMING


def reviews(headings: Sequence[str]) -> list[bool]:
    """Which of the headings of one level speak of a year before the latest one they name."""
    years = [
        max(map(int, YEAR.findall(heading)), default=0) if YEAR_TITLE.search(heading) else 0 for heading in headings
    ]
    return [0 < year < max(years) for year in years]


def names_section(words: str) -> str:
    """The kind of section a line without a number announces, '' when it is no such line."""
    if not SHORTEST_PLAIN_TITLE <= len(words) <= LONGEST_TITLE or words[-1] in "。;,、":
        return ""
    title = PLAIN.sub("", words).rstrip(":")
    bare = AROUND.sub("", title)
    return _announced(_plain_titles(), title, bare)


def _announced(titles: dict[str, str], title: str, bare: str) -> str:
    """What a title announces as it is, without words on what it speaks of, or without a verb before it."""
    urged = titles.get(URGING.sub("", bare), "")
    return titles.get(title) or titles.get(bare) or (urged if urged == "organisation" else "")


@lru_cache(maxsize=1)
def _plain_titles() -> dict[str, str]:
    """What every known title announces."""
    return dict(row for position in ("within", "end", "whole") for row in _titles()[position])


def organises(body: str) -> bool:
    """Whether the prose of an unnumbered last section says how the plan is carried out (专班, 调度, 通报, 考核 …)."""
    return sum(word in body for word, _ in _titles()["prose"]) >= FEWEST_SIGNS

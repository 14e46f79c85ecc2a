"""Lines that belong to the web page or the file around a plan: navigation, the register of the page, its footer.

The words that tell them are data (`data/vocabulary/page_words.csv`). A footer names the keeper of the site
(主办单位:…) in the words of a unit note, so such a line counts only beside other footer lines.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from loaders.reading.lexicon import read_rows

LONGEST_FURNITURE = 120
SIGNATURE_DATE = re.compile(r"(?:\d{4}|二[〇零○0oO]\S{2})年\S{1,3}月\S{1,3}日")
CRUMBS = re.compile(r"\S+(?: *(?:>>?|»|›|→) *\S+){2,}|.{0,12}(?:位置|首页).{0,4}[:>»›].*")
TABLE_RULE = re.compile(r"[\s|:\-—_=*·.~]+")
FOOTER = re.compile(
    r"ICP备|公网安备|网安备|标识码|版权所有|技术支持|网站地图|联系我们|[Cc]opyright|©|投诉电话|举报电话|网站违法"
)
KEEPER = re.compile(r"(?:主办|承办|主管|协办|维护|运维)(?:单位)?:|地址:|电话:|传真:|邮编|邮箱")
FOOTER_LINES = 15


@lru_cache(maxsize=1)
def _page_line() -> re.Pattern[str]:
    words: dict[str, list[str]] = {"start": [], "within": [], "whole": []}
    for row in read_rows("page_words.csv", ("word", "position")):
        words[row["position"]].append(r"\s*".join(map(re.escape, row["word"].replace(" ", ""))))
    start, within, whole = ("|".join(words[position]) for position in ("start", "within", "whole"))
    return re.compile(rf"[\s•·|]*(?:(?:{start})|.{{0,60}}(?:{within})|(?:(?:{whole})[\s|/【】\[\]]*)+$)")


def is_page_line(words: str) -> bool:
    """Whether a line (a standard text) belongs to the page around a plan, by its own words."""
    if len(words) > LONGEST_FURNITURE:
        return False
    found = _page_line().match(words) or CRUMBS.fullmatch(words) or TABLE_RULE.fullmatch(words)
    return bool(found)


def page_lines(lines: Sequence[str]) -> list[bool]:
    """Which of the lines of a document belong to the page around it: by their words, or in its footer."""
    found = [is_page_line(words) for words in lines]
    tail = range(max(0, len(lines) - FOOTER_LINES), len(lines))
    footer = [place for place in tail if len(lines[place]) <= LONGEST_FURNITURE and FOOTER.search(lines[place])]
    if footer:
        first = footer[0]
        while first - 1 in tail and KEEPER.match(lines[first - 1]):
            first -= 1
        found[first:] = [True] * (len(lines) - first)
    return found

"""Names of places inside brands: “房县黄酒”, “延安精神”."""

import re

from loaders.reading.lexicon import head_finder

BRAND = re.compile(r"(?P<words>[\u4e00-\u9fff]{2,4})”")


def opens_brand(text: str, start: int, end: int) -> bool:
    """Whether the name at `[start, end)` opens a short phrase in quotes that is no thing of the place."""
    brand = BRAND.match(text, end) if text[start - 1 : start] == "“" else None
    return brand is not None and not head_finder().find(brand["words"])

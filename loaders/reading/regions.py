"""Regions that are no divisions: 渝东南, 长三角, 西部陆海新通道 … (never pinned)."""

import re

from loaders.reading.lexicon import region_finder

# One-letter names of provinces with a point of the compass: 渝东南, 川北, 鄂西.
DIRECTED = re.compile(
    r"[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇藏陕甘青宁新蒙](?:东[南北]?|西[南北]?|南|北|中)(?![省市县区部])"
)


def has_region(words: str) -> bool:
    """Whether a region is named in `words`."""
    return bool(DIRECTED.search(words)) or bool(region_finder().find(words))

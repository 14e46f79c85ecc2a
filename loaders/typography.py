"""Characters of text that leaves the program: what XML can hold, and the marks of Chinese print."""

import re

# All that XML 1.0 cannot hold, and control characters that it can but no reader of a file expects.
ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
IDEOGRAPHIC = "\u2018-\u201d\u2026\u3000-\u9fff\uf900-\ufaff\uff00-\uffef"
NEAR = re.compile(f"[{IDEOGRAPHIC}]")
BRACKETED = re.compile(r"\(([^()]*)\)")
MARK = re.compile(f"(?<=[{IDEOGRAPHIC}])[,;:?!]|[,;:?!](?=[{IDEOGRAPHIC}])")
FULL_WIDTH = str.maketrans(",;:?!", "，；：？！")


def legal(text: str) -> str:
    """The text without what an XML file cannot hold."""
    return ILLEGAL.sub("", text)


def chinese(text: str) -> str:
    """The text as Chinese is printed: marks beside ideographs, and brackets beside or round them, are full-width."""
    return MARK.sub(lambda mark: mark[0].translate(FULL_WIDTH), BRACKETED.sub(_bracketed, text))


def _bracketed(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return f"（{found[1]}）" if NEAR.search(before + found[1] + after) else found[0]

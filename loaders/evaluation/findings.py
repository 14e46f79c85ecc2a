"""Every error of a reading, each with its document, its words and the rule that read them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.evaluation.figures import Scored, has_right_sector, is_met
from loaders.evaluation.gold import Row

ORDER = ("MISS", "SPURIOUS", "TRAP", "COUNTY", "KIND", "STAGE", "ENDS", "SECTOR")
TASK_ORDER = ("TASK MISS", "TASK SPURIOUS", "UNIT", "TASK SECTOR")
CONTEXT = 14


@dataclass(frozen=True, slots=True)
class Finding:
    """One error: its type, where, the words with what stands around them, what differs, and the rule."""

    error: str
    doc: str
    start: int
    words: str
    detail: str
    rule: str


def findings(scored: Scored, texts: dict[str, str], *, strict: bool = False) -> list[Finding]:
    """All errors in the order of their types, then of the text; `strict` adds neutral readings as spurious."""
    found = [*_mention_findings(scored.strict if strict else scored.mentions, texts), *_task_findings(scored, texts)]
    order = {error: place for place, error in enumerate((*ORDER, *TASK_ORDER))}
    return sorted(found, key=lambda one: (order[one.error], one.doc, one.start))


def _mention_findings(scored: Row, texts: dict[str, str]) -> Iterator[Finding]:
    for doc, error, _, name, detail, row in scored["errors"]:
        yield Finding(error, doc, row["start"], _words(texts[doc], row), f"{name}: {detail}", row.get("rule", ""))
    for row, mark, verdict in scored["verdicts"]:
        if is_met(mark, verdict) and not has_right_sector(row, mark):
            detail = f"{mark['name']}: gold {mark['sector']} pred {row.get('sector')}"
            words = _words(texts[row["doc"]], row)
            yield Finding("SECTOR", row["doc"], row["start"], words, detail, row.get("rule", ""))


def _task_findings(scored: Scored, texts: dict[str, str]) -> Iterator[Finding]:
    for mark, row in scored.tasks["pairs"]:
        opening = _opening(texts, mark)
        if row is None:
            yield Finding("TASK MISS", mark["doc"], mark["start"], opening, mark.get("title", ""), "")
            continue
        for error, key in (("UNIT", "lead_units"), ("UNIT", "responsible_units"), ("TASK SECTOR", "sectors")):
            gold, found = _closed_up(mark.get(key) or ()), _closed_up(row[key])
            if gold != found and (gold or error == "UNIT"):
                detail = f"{key}: missing {_listed(gold - found)}; too many {_listed(found - gold)}"
                yield Finding(error, mark["doc"], mark["start"], opening, detail, "")
    for row in scored.tasks["extra"]:
        yield Finding("TASK SPURIOUS", row["doc"], row["start"], _opening(texts, row), row["title"], "")


def _opening(texts: dict[str, str], row: Row) -> str:
    return texts[row["doc"]][row["start"] : row["end"]][: 2 * CONTEXT].replace("\n", " ")


def _words(text: str, row: Row) -> str:
    """The words of a mention in brackets, with a little of what stands around them."""
    start, end = row["start"], row["end"]
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return f"{before}[{text[start:end]}]{after}".replace("\n", " ")


def _closed_up(words: Iterable[str]) -> set[str]:
    """Words without blanks, as the scorer compares units."""
    return {"".join(word.split()) for word in words}


def _listed(units: set[str]) -> str:
    return "、".join(sorted(units)) or "none"

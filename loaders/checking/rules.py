"""The rules a build must keep, and what a breach of one looks like.

An *error* fails the gate: the row says something that is not so, or cannot be trusted. A *warning* is listed and
passes: the row may well be right, but someone should look. What a planner says always wins: a position of source
`correction` that would be an error is a warning. What each rule means stands in its title.
"""

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class CheckRule:
    """One rule: its `code`, `severity` (error or warning), what it demands and how to repair a breach."""

    code: str
    severity: str
    title: str
    repair: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: the rule's code, the table and id of the row, and what is wrong with it."""

    rule: str
    table: str
    row: str
    what: str


_RESOLVER = "correct the gazetteer row or the resolver, then run python -m loaders build"
_READER = "correct the reader, then run python -m loaders build"
_REBUILD = "run python -m loaders build"
_LOOK = "look at it; nothing need be done if it is right"

_ERRORS = (
    ("empty", "the build holds plans, tasks, mentions, links and places", "put plans into data/plans/ and build again"),
    ("failed_plan", "every plan file can be read", "save the file as UTF-8 text and build again"),
    (
        "shrunken",
        "no plan of unchanged text yields fewer rows than in an earlier build (5 % tolerated)",
        "find what is no longer read or placed; if fewer is right, run python -m loaders check --accept",
    ),
    ("duplicate_id", "ids are unique", _REBUILD),
    ("reference", "every row refers to rows that exist, every mention has one link", _REBUILD),
    ("quote", "spans quote the text of the plan and lie in their task", _READER),
    ("unknown_code", "codes are those of the vocabulary", "correct what wrote the code, or add it to data/vocabulary/"),
    ("no_reason", "every link says why it was placed so or why not", _RESOLVER),
    ("no_source", "every place states its name, source and evidence", _RESOLVER),
    ("geometry", "geometries are finite, not empty, and of the kind their precision needs", _RESOLVER),
    ("outside_china", "nothing lies at 0,0 or outside China", _RESOLVER),
    ("unknown_county", "adcodes are known, fit the precision and bear the county's name", _RESOLVER),
    ("outside_county", "places lie in their county, routes touch the counties they name", _RESOLVER),
    ("unknown_township", "the township of a place exists in its county", _RESOLVER),
    ("too_fine", "no place claims to be finer than what it was found by", _RESOLVER),
    ("shared_point", "no two different places share one exact or village point", _RESOLVER),
    ("duplicate_place", "a place stands in the build once", _RESOLVER),
    ("far_away", "the text names what lies over 100 km from the plan's jurisdiction", _RESOLVER),
)
_WARNINGS = (
    ("far_named", "nothing lies over 100 km from the plan's jurisdiction, though the text names it", _LOOK),
    ("no_polygon", "the county of a place has a polygon to test it against", _LOOK),
    ("corrected_position", "a position that a planner gave lies in the county of its text, or in some county", _LOOK),
    ("unlisted_township", "a township the text names is listed in its county", _LOOK),
    ("unused_place", "every place is linked to a mention", _REBUILD),
    ("silent_plan", "every plan yields tasks and mentions", _LOOK),
)

RULES = {code: CheckRule(code, ERROR, title, repair) for code, title, repair in _ERRORS} | {
    code: CheckRule(code, WARNING, title, repair) for code, title, repair in _WARNINGS
}

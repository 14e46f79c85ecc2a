"""What became of the divisions of the past: codes and names of before, each with its divisions of today.

The rows are those of `data/gazetteer/crosswalk.csv`; how they were derived says `loaders/gazetteers/crosswalk.py`.
A division that was split has one row for each heir. Codes were given again to other divisions at times, so the
latest holder of a code counts; a code of today is no code of the past.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Changes after which the same place goes on under another name.
RENAMING = frozenset({"更名", "撤县设市", "撤县设区", "撤市设区", "撤旗设区", "撤地设市"})
# Changes after which a place is part of others.
ABSORBING = frozenset({"撤销", "区划调整", "合并", "分设"})
# Names of the past that many cities had (郊区, 北区).
GENERIC = re.compile(r".*[郊市城新]区|.区")


@dataclass(frozen=True, slots=True)
class Succession:
    """A division of the past, one division of today it became, the year of the change and its kind."""

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    year: int
    kind: str


class Crosswalk:
    """Codes of today by code or name of the past."""

    def __init__(self, rows: Iterable[Succession] = ()) -> None:
        self._rows = tuple(rows)
        holder: dict[str, tuple[int, str]] = {}
        for row in self._rows:
            holder[row.old_code] = max(holder.get(row.old_code, (0, "")), (row.year, row.old_name))
        by_code: dict[str, dict[str, None]] = defaultdict(dict)
        by_name: dict[str, dict[str, None]] = defaultdict(dict)
        for row in self._rows:
            if holder[row.old_code] == (row.year, row.old_name):
                by_code[row.old_code][row.new_code] = None
            if row.kind in RENAMING | ABSORBING and not GENERIC.fullmatch(row.old_name):
                by_name[row.old_name][row.new_code] = None
        self._by_code = {code: tuple(sorted(codes)) for code, codes in by_code.items()}
        self._by_name = {name: tuple(sorted(codes)) for name, codes in by_name.items()}
        self._renumbered = {(row.old_code, row.new_name): row.new_code for row in self._rows}

    def codes(self, old_code: str) -> tuple[str, ...]:
        """Codes of today for a code of the past; empty for one that is unknown."""
        return self._by_code.get(old_code, ())

    def codes_named(self, old_name: str) -> tuple[str, ...]:
        """Codes of today for a full name of the past (崇文区); empty for one that is unknown or generic (郊区)."""
        return self._by_name.get(old_name, ())

    def names(self) -> tuple[str, ...]:
        """Every name of the past that `codes_named` knows."""
        return tuple(self._by_name)

    def official_code(self, code: str, name: str) -> str:
        """The code of today of the division `name` that another source lists under a code of the past."""
        return self._renumbered.get((code, name), code)

    def former_names(self, current: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Former names by code of today: each led by renamings to this division alone and is nobody's name today.

        `current` gives the written forms of every division by its code, the official name first.
        """
        taken = {forms[0] for forms in current.values()}
        heirs: dict[str, set[str]] = defaultdict(set)
        for row in self._rows:
            if row.kind not in RENAMING or row.new_code not in current:
                continue
            if row.old_name not in taken and row.old_name not in current[row.new_code]:
                heirs[row.old_name].add(row.new_code)
        found: dict[str, list[str]] = defaultdict(list)
        for name, codes in sorted(heirs.items()):
            if len(codes) == 1 and not GENERIC.fullmatch(name):
                found[codes.pop()].append(name)
        return {code: tuple(names) for code, names in found.items()}

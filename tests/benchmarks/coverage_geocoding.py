"""What the resolver answers when it is asked for every division and every township of the country by name.

    python tests/benchmarks/coverage_geocoding.py [--sample 1]

Divisions are asked by official name with their province as the issuer. Townships are asked with their county stated,
by official name (by province: the right township with a point, the right township without one, less, wrong), by bare
name and by a former one, and in a plan of their prefecture without the county, where a name that
two counties share must tie. `--sample 10` asks every tenth. Leaves with 1 when an answer is wrong or pretends.
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from geo.gazetteer import Gazetteer, bare_name  # noqa: E402
from geo.geocoding import Resolver  # noqa: E402
from geo.models import Division, Resolution, Toponym, Township  # noqa: E402
from loaders.evaluation.answers import TIE, WORSE_THAN_NONE, Codes, Verdict  # noqa: E402

POINT, NO_POINT = "point", "no point"
# A name, the township it stands for, and the codes of all townships of the county that bear it.
Asked = tuple[str, Township, frozenset[str]]


def resolve(resolver: Resolver, toponym: Toponym) -> Resolution:
    """The one line that knows the resolver's signature."""
    return resolver.resolve(toponym)


def divisions(resolver: Resolver, codes: Codes) -> dict[str, Counter[str]]:
    """Verdicts by level; a name that two divisions of the level share in the province must tie."""
    gazetteer = codes.gazetteer
    namesakes = defaultdict(list)
    for one in gazetteer.divisions():
        namesakes[one.name, one.level, gazetteer.ancestors(one.adcode)[-1]].append(one.adcode)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in gazetteer.divisions():
        province = gazetteer.ancestors(one.adcode)[-1]
        alike = namesakes[one.name, one.level, province]
        answer = codes.answer(resolve(resolver, _division(one, province)))
        found[one.level][codes.judge(answer, one.adcode if len(alike) == 1 else TIE, frozenset(alike))] += 1
    return found


def _division(one: Division, province: str) -> Toponym:
    return Toponym(one.name, "admin", admin_level=one.level, jurisdiction=province)


def with_county(resolver: Resolver, codes: Codes, asked: list[Asked]) -> dict[str, Counter[str]]:
    """Verdicts by province for townships asked by a name with their county stated; several that bear it must tie."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for name, one, alike in asked:
        province = codes.gazetteer.ancestors(one.adcode)[-1]
        town = Toponym(name, "admin", admin_level="town", adcode=one.adcode, jurisdiction=province)
        answer = codes.answer(resolve(resolver, town))
        verdict = codes.judge(answer, one.code if len(alike) == 1 else TIE, alike)
        found[codes.name(province)][_with_point(verdict, answer.has_point)] += 1
    return found


def without_county(resolver: Resolver, codes: Codes, every: list[Township], sample: int) -> Counter[str]:
    """Verdicts for townships asked in a plan of their prefecture that does not state the county."""
    namesakes = defaultdict(list)
    for one in every:
        namesakes[one.name, _prefecture(codes, one)].append(one.code)
    found: Counter[str] = Counter()
    for one in every[::sample]:
        prefecture = _prefecture(codes, one)
        alike = namesakes[one.name, prefecture]
        town = Toponym(one.name, "admin", admin_level="town", jurisdiction=prefecture)
        answer = codes.answer(resolve(resolver, town))
        found[codes.judge(answer, one.code if len(alike) == 1 else TIE, frozenset(alike))] += 1
    return found


def former_names(codes: Codes) -> list[Asked]:
    """Names that lead to a township of today and that no township of the county bears now."""
    gazetteer = codes.gazetteer
    found = []
    for division in gazetteer.divisions():
        today = {one.name: one for one in gazetteer.townships(division.adcode)}
        for row in gazetteer.former_townships(division.adcode):
            if row.current in today and row.name not in today:
                current = today[row.current]
                found.append((row.name, current, frozenset({current.code})))
    return found


def _prefecture(codes: Codes, township: Township) -> str:
    """The prefecture of a township, or its county where that is directly under the province."""
    chain = codes.gazetteer.ancestors(township.adcode)
    return chain[-2] if len(chain) > 1 else chain[0]


def _with_point(verdict: Verdict, has_point: bool) -> str:
    return (POINT if has_point else NO_POINT) if verdict is Verdict.RIGHT else verdict


def show(found: dict[str, Counter[str]], columns: tuple[str, ...]) -> None:
    """One line a group; shares of the group."""
    print("".join(f"{column:>11}" for column in ("asked", *columns)))
    total = sum(found.values(), Counter())
    for name, counts in [*found.items(), *([("all", total)] if len(found) > 2 else [])]:
        shares = "".join(f"{counts[column] / counts.total():>11.3f}" for column in columns)
        print(f"{counts.total():>11}{shares}  {name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=1, help="ask every n-th township")
    options = parser.parse_args()
    codes, resolver = Codes(Gazetteer.load()), Resolver.load()
    levels = divisions(resolver, codes)
    print("divisions by official name in a plan of their province")
    show(levels, tuple(Verdict))
    gazetteer = codes.gazetteer
    every = [one for division in gazetteer.divisions() for one in gazetteer.townships(division.adcode)]
    alike = defaultdict(set)
    for one in every:
        alike[bare_name(one.name), one.adcode].add(one.code)
    chosen = every[:: options.sample]
    columns = (POINT, NO_POINT, *tuple(Verdict)[1:])
    official = with_county(resolver, codes, [(one.name, one, frozenset({one.code})) for one in chosen])
    print("\ntownships by official name and county")
    show(official, columns)
    bare = [(bare_name(one.name), one, frozenset(alike[bare_name(one.name), one.adcode])) for one in chosen]
    former = former_names(codes)[:: options.sample]
    others = {
        "bare name and county": sum(with_county(resolver, codes, bare).values(), Counter()),
        "former name and county": sum(with_county(resolver, codes, former).values(), Counter()),
    }
    print("\ntownships by other names")
    show(others, columns)
    unstated = {"official name, county not stated": without_county(resolver, codes, every, options.sample)}
    print("\ntownships in a plan of their prefecture")
    show(unstated, tuple(Verdict))
    groups = [group for found in (levels, official, others, unstated) for group in found.values()]
    worse = sum(counts[verdict] for counts in groups for verdict in WORSE_THAN_NONE)
    print(f"{worse} answers are worse than none (pretended or wrong)")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())

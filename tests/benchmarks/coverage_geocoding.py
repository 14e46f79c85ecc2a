"""What the resolver answers when it is asked for every division and every township of the country by name.

    python tests/benchmarks/coverage_geocoding.py [--sample 1]

Divisions are asked by official name with their province as the issuer. Townships are asked twice: with their county
stated (by province: share with the right township and a point, with the right township and only its county
drawn, with less, wrong), and with only their prefecture as the issuer, where a name that two counties share must
tie. `--sample 10` asks every tenth township. Leaves with 1 when an answer is wrong or pretends.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from geo.gazetteer import Gazetteer  # noqa: E402
from geo.geocoding import Resolver  # noqa: E402
from geo.models import Division, Resolution, Toponym, Township  # noqa: E402
from loaders.evaluation.answers import TIE, WORSE_THAN_NONE, Codes, Verdict  # noqa: E402

POINT, NO_POINT = "point", "no point"


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


def townships(resolver: Resolver, codes: Codes, sample: int) -> tuple[dict[str, Counter[str]], Counter[str], float]:
    """Verdicts by province with the county stated, verdicts without it, and resolutions a second."""
    gazetteer = codes.gazetteer
    every = [one for division in gazetteer.divisions() for one in gazetteer.townships(division.adcode)]
    stated: dict[str, Counter[str]] = defaultdict(Counter)
    unstated: Counter[str] = Counter()
    namesakes = defaultdict(list)
    for one in every:
        namesakes[one.name, _prefecture(codes, one)].append(one.code)
    chosen = every[::sample]
    started = time.process_time()
    for one in chosen:
        province = gazetteer.ancestors(one.adcode)[-1]
        town = Toponym(one.name, "admin", admin_level="town", adcode=one.adcode, jurisdiction=province)
        answer = codes.answer(resolve(resolver, town))
        verdict = codes.judge(answer, one.code)
        stated[codes.name(province)][_with_point(verdict, answer.has_point)] += 1
        alike = namesakes[one.name, _prefecture(codes, one)]
        issuer = Toponym(one.name, "admin", admin_level="town", jurisdiction=_prefecture(codes, one))
        answer = codes.answer(resolve(resolver, issuer))
        unstated[codes.judge(answer, one.code if len(alike) == 1 else TIE, frozenset(alike))] += 1
    return stated, unstated, 2 * len(chosen) / (time.process_time() - started)


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
    for name, counts in [*found.items(), ("all", total)]:
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
    stated, unstated, speed = townships(resolver, codes, options.sample)
    print("\ntownships by official name and county")
    show(stated, (POINT, NO_POINT, *tuple(Verdict)[1:]))
    print("\ntownships by official name in a plan of their prefecture, county not stated")
    show({"all counties": unstated}, tuple(Verdict))
    print(f"\n{speed:,.0f} resolutions/s")
    worse = sum(
        counts[verdict] for counts in (*levels.values(), *stated.values(), unstated) for verdict in WORSE_THAN_NONE
    )
    print(f"{worse} answers are worse than none (pretended or wrong)")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())

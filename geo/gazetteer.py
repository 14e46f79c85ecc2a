"""Provinces, cities, counties and townships of China by code and by every form their names are written in.

Definitions: divisions are the rows of `data/gazetteer/divisions.csv`, their codes and names of the past those of
`crosswalk.csv`, townships those of `townships.csv`, names townships had before those of `former_townships.csv`; how
they were derived, and what was left out, says `loaders/gazetteers/`. `short_names.csv` holds what divisions are called
in writing and no rule gives (科左中旗, 锡盟, 巴州). Functional zones (高新区, 两江新区 …) are no divisions.
Points are `(lon, lat)` degrees (WGS 84 = CGCS2000 at this scale) of the seat, never of an extent.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from geo import tables
from geo.crosswalk import Crosswalk
from geo.models import Division, FormerTownship, Township
from geo.tables import GAZETTEER_DIRECTORY

# The peoples named in autonomous divisions (《中国各民族名称》, GB/T 3304); only the long names drop their 族.
_LONG_PEOPLES = (
    "蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|"
    "普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_SHORT_PEOPLES = "回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京|各"
_PEOPLES = rf"(?:(?:{_LONG_PEOPLES})族?|(?:{_SHORT_PEOPLES})族)+"
_AUTONOMOUS = re.compile(rf"(?P<bare>.{{2,}}?)(?:{_PEOPLES})?自治(?P<rank>[区州县旗])")
_PEOPLE_ITSELF = re.compile(rf"(?P<bare>{_LONG_PEOPLES})族?自治(?P<rank>[州县旗])")
_ETHNIC_TOWNSHIP = re.compile(
    rf"(?P<bare>.{{2,}}?)(?:(?:{_PEOPLES}|民族)(?:乡|苏木)|(?:(?:{_LONG_PEOPLES}|{_SHORT_PEOPLES})族)+镇)"
)
_SUFFIX = re.compile(
    r"(?<=..)(?:特别行政区|行政委员会|街道|苏木|地区|林区|特区|新区|[省市县区盟镇乡]|(?<![左右前后中])旗)$"
)


def _split_autonomous(name: str) -> tuple[str, str] | None:
    """Bare name and rank of an autonomous division: 酉阳土家族苗族自治县 → (酉阳, 县); None for any other."""
    match = _PEOPLE_ITSELF.fullmatch(name) or _AUTONOMOUS.fullmatch(name)
    return (match["bare"], match["rank"]) if match else None


@lru_cache(maxsize=65536)
def bare_name(name: str) -> str:
    """Name without rank and peoples, never one character: 酉阳土家族苗族自治县 → 酉阳, 大路镇 → 大路, 道县 → 道县."""
    autonomous = _split_autonomous(name)
    if autonomous:
        return autonomous[0]
    ethnic = _ETHNIC_TOWNSHIP.fullmatch(name)
    return ethnic["bare"] if ethnic else _SUFFIX.sub("", name)


def written_forms(name: str) -> Iterator[str]:
    """The official form, then the shortened ones with a rank: 酉阳自治县, 酉阳县."""
    yield name
    autonomous = _split_autonomous(name)
    if autonomous:
        bare, rank = autonomous
        yield f"{bare}自治{rank}"
        if rank != "区":
            yield f"{bare}{rank}"


def short_name(name: str) -> str:
    """Shortest written form of a division that keeps its rank, for labels: 酉阳土家族苗族自治县 → 酉阳县."""
    return tuple(written_forms(name))[-1]


class Gazetteer:
    """Divisions and townships, immutable, loaded once."""

    def __init__(
        self,
        divisions: list[Division],
        townships: list[Township],
        former: Iterable[FormerTownship] = (),
        short_names: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        crosswalk: Crosswalk | None = None,
    ) -> None:
        self._crosswalk = crosswalk or Crosswalk()
        renamed = self._crosswalk.former_names({one.adcode: tuple(written_forms(one.name)) for one in divisions})
        divisions = [replace(one, former=renamed[one.adcode]) if one.adcode in renamed else one for one in divisions]
        self._divisions = {division.adcode: division for division in divisions}
        self._children: dict[str, list[Division]] = defaultdict(list)
        for division in divisions:
            self._children[division.parent].append(division)
        provinces = (division.name for division in divisions if division.level == "province")
        self._province_names = frozenset(map(bare_name, provinces))
        self._taken = frozenset(name for one in divisions for name in (bare_name(one.name), *one.former))
        self._short_names = short_names
        self._named: dict[str, list[Division]] = defaultdict(list)
        self._bare: dict[str, list[Division]] = defaultdict(list)
        for division in divisions:
            for form in self.forms(division):
                self._named[form].append(division)
            self._bare[bare_name(division.name)].append(division)
        self._townships: dict[str, list[Township]] = defaultdict(list)
        self._townships_named: dict[str, list[Township]] = defaultdict(list)
        for township in townships:
            self._townships[township.adcode].append(township)
            self._townships_named[township.name].append(township)
            bare = bare_name(township.name)
            if bare != township.name:
                self._townships_named[bare].append(township)
        self._chains: dict[str, tuple[str, ...]] = {}
        self._townships_by_code = {township.code: township for township in townships}
        self._former: dict[str, list[FormerTownship]] = defaultdict(list)
        self._former_named: dict[str, list[FormerTownship]] = defaultdict(list)
        for past in former:
            self._former[past.adcode].append(past)
            self._former_named[past.name].append(past)

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, directory: Path = GAZETTEER_DIRECTORY) -> "Gazetteer":
        """The gazetteer of `directory`.

        Raises
        ------
        GazetteerFileError
            If a table is missing, unreadable or lacks a column.
        """
        return cls(
            tables.read_divisions(directory / "divisions.csv"),
            tables.read_townships(directory / "townships.csv"),
            tables.read_former_townships(directory / "former_townships.csv"),
            tables.read_short_names(directory / "short_names.csv"),
            tables.read_crosswalk(directory / "crosswalk.csv"),
        )

    def division(self, adcode: str) -> Division | None:
        """The division of this 6-digit code, or None."""
        return self._divisions.get(adcode)

    def current(self, code: str) -> tuple[Division, ...]:
        """Divisions of today for a 6-digit code of today or of the past, several where a division was split.

        A code the tables leave out though it is official (两江新区) gives the divisions they have in its place.
        """
        return self._known((code,)) or self._known(self._crosswalk.codes(code))

    def _known(self, codes: Iterable[str]) -> tuple[Division, ...]:
        return tuple(self._divisions[code] for code in codes if code in self._divisions)

    def divisions(self) -> tuple[Division, ...]:
        """Every division, in the order of its code."""
        return tuple(self._divisions.values())

    def forms(self, division: Division) -> tuple[str, ...]:
        """Every form this division's name is written in, the official one first.

        Holds former names, the short name with its rank (酉阳县), what it is called besides (巴州), and the bare name
        where it has two characters or more and no province has it (河南 is the province, no county of 青海); that of
        a former name only where no other division has it (梧州 is 梧州市, though 贺州市 was 梧州地区).
        """
        names = (division.name, *division.former)
        forms = [form for name in names for form in written_forms(name)]
        forms += self._short_names.get(division.adcode, ())
        bares = [
            bare_name(division.name),
            *(bare for bare in map(bare_name, division.former) if bare not in self._taken),
        ]
        for bare in bares:
            if len(bare) > 1 and (division.level == "province" or bare not in self._province_names):
                forms.append(bare)
        return tuple(dict.fromkeys(forms))

    def written(self) -> tuple[str, ...]:
        """Every form that names some division, each once, full names of abolished ones too."""
        return tuple(dict.fromkeys((*self._named, *self._crosswalk.names())))

    def named(self, form: str) -> tuple[Division, ...]:
        """All divisions this written form can mean, in the order of their codes; empty when none.

        A full name that only abolished divisions had gives those of today they are part of (崇文区 → 东城区).
        """
        return tuple(self._named.get(form, ())) or self._known(self._crosswalk.codes_named(form))

    def bare_named(self, name: str) -> tuple[Division, ...]:
        """All divisions whose official name without its rank is `name`, also those a province hides (海南 → 海南州)."""
        return tuple(self._bare.get(name, ()))

    def townships(self, adcode: str) -> tuple[Township, ...]:
        """Townships of a county (or of a city without counties), in the order of their codes."""
        return tuple(self._townships.get(adcode, ()))

    def former_townships(self, adcode: str) -> tuple[FormerTownship, ...]:
        """Names that townships of a county had before, in the order of the table."""
        return tuple(self._former.get(adcode, ()))

    def township(self, code: str) -> Township | None:
        """The township of this 12-digit code, or None."""
        return self._townships_by_code.get(code)

    def former_townships_named(self, name: str) -> tuple[FormerTownship, ...]:
        """Townships of the whole country that had this official name before."""
        return tuple(self._former_named.get(name, ()))

    def townships_named(self, name: str) -> tuple[Township, ...]:
        """Townships of the whole country with this official or bare name (大路镇, 大路)."""
        return tuple(self._townships_named.get(name, ()))

    def children(self, adcode: str) -> tuple[Division, ...]:
        """Divisions directly under this one; of '' the provinces."""
        return tuple(self._children.get(adcode, ()))

    def inside(self, adcode: str) -> frozenset[str]:
        """Codes of a division and of all divisions in it; empty for an unknown code."""
        if adcode not in self._divisions:
            return frozenset()
        return frozenset((adcode, *(code for child in self.children(adcode) for code in self.inside(child.adcode))))

    def ancestors(self, adcode: str) -> tuple[str, ...]:
        """The code itself, then its parents up to the province; empty for an unknown code."""
        chain = self._chains.get(adcode)
        if chain is None:
            division = self._divisions.get(adcode)
            chain = (adcode, *self.ancestors(division.parent)) if division else ()
            self._chains[adcode] = chain
        return chain

    def contains(self, region: str, adcode: str) -> bool:
        """Whether the division `adcode` is `region` or lies in it."""
        return region in self.ancestors(adcode)

    def is_county(self, adcode: str) -> bool:
        """Whether the code is a county, or a city without counties (东莞), which stands for one."""
        division = self._divisions.get(adcode)
        return division is not None and (
            division.level == "county" or (division.level == "city" and not self.children(adcode))
        )

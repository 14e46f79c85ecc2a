"""Places of lists that state the rank at their end: 大阿、古陂、西牛等3个镇; 天水、平凉、庆阳3市; 大墩、梅坡等13个村镇.

Reading goes from the stated rank leftwards over the members, then left to right, so that a county or a
township named with one member is the owner of those behind it.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from loaders.reading.lexicon import generic_rest, head_finder, place_openers, verb_finder
from loaders.reading.normalise import is_ideograph
from loaders.reading.toponyms import AdminHit, ToponymFinder, town_hit
from loaders.reading.wording import closes_word

NUMBER = r"(?:\d{1,3}|[两三四五六七八九十]{1,3})"
TOWN_RANK = r"(?:乡镇街道|镇\(?街道\)?|乡镇\(街道\)|乡\(镇\)|镇\(乡\)|乡镇|镇街|街镇|镇乡|街道|苏木|[镇乡](?![村亲土]))"
DIVISION_RANK = (
    r"(?:县\(?[、市区,旗]{1,5}\)?|市\([、县区州,]{1,5}\)|区\([、市县,]{1,5}\)|区县|县区|市县|县市区?|市州|州市|旗县区?"
    r"|省区市?|省市|地市|[县市区州旗盟省])"
    r"(?![级场域块间内外直委政])"
)
MIXED_RANK = r"(?:村镇|镇村|乡镇村|乡村镇)"
VILLAGE_RANK = r"(?:村寨|村落|村庄|乡村|社区|嘎查村?|牧业村|屯|村(?![级民委容务医镇]))"
MODIFIER = r"[\u4e00-\u9fff“”A-Z]{0,10}?"
SPOT = r"(?:地(?![区块方面])|片区)"
# With a number: 等3个镇, 三区, 等18个镇(街道), 等6个传统村落; without: 等县区, 等“五好”村庄, 等大湾区城市.
COLLECTIVE = re.compile(
    rf"等?(?:共计?)?(?P<count>{NUMBER})(?:余|多)?(?:个{MODIFIER}(?:(?P<mixed>{MIXED_RANK})|(?P<village>{VILLAGE_RANK})"
    rf"|(?P<town>{TOWN_RANK})|(?P<division>{DIVISION_RANK}))|(?P<spot>{SPOT})|(?P<mixed_>{MIXED_RANK})"
    rf"|(?P<village_>村|社区)|(?P<town_>{TOWN_RANK})|(?P<division_>{DIVISION_RANK}))"
    rf"|等(?P<divisions>{DIVISION_RANK})|等{MODIFIER}(?:(?P<spots>{SPOT})|(?P<mixeds>{MIXED_RANK})"
    rf"|(?P<villages>{VILLAGE_RANK})|(?P<towns>{TOWN_RANK})|(?P<divisions_>城市))"
)
STOP = re.compile(r"[^\u4e00-\u9fff、,·“”]")
PIECE = re.compile(r"[^、,]+")
CONJUNCTION = "和及与"
NUMERALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
REACH, MOST_MEMBERS = 300, 40
SHORTEST, LONGEST_DIVISION, LONGEST_STEM, LONGEST_NAME = 2, 6, 6, 16
# The last characters of most village names: a village behind its township may lack its suffix (李坑, 青背沟).
FEATURES = frozenset(
    "庄山沟家子河桥湾寨坪头塘楼营口里岭溪屯庙岗湖坝坡堡泉台场峪坑洼峰堂洞滩岩洋洲墩圩沙巷池埠潭畈崖垭堤垌坳岙窑窝嘴疃旺咀角堰渡渠岔峡川源坞塬井店集坊园坟"
)
TOWN_LEVELS = ("town", "village")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A member of a list at `[start, end)`; `opens_part` tells that a comma stands before it."""

    start: int
    end: int
    opens_part: bool


@dataclass
class _Owner:
    """The county and the township that the members read so far belong to."""

    county: str | None = None
    town: AdminHit | None = None


def listed_places(text: str, finder: ToponymFinder, hits: list[AdminHit]) -> list[AdminHit]:
    """Bare members of lists closed by a stated rank, as hits of their own."""
    found: list[AdminHit] = []
    known = _Known(hits)
    for match in COLLECTIVE.finditer(text):
        kind = _kind(match)
        if not _ends_list(text, match):
            continue
        pieces = _members(text, match.start(), _count(match))
        counts_all = len(pieces) == _count(match) >= SHORTEST
        if not (match.group().startswith("等") or counts_all):
            continue  # 涂秀六村 is one village, 近湖、近河110个村 are all that lie there
        reader = _ListReader(text, finder, known, kind)
        found += reader.read(pieces)
    return found


def _kind(match: re.Match[str]) -> str:
    """What the list counts: division, town, village, mixed or spot."""
    groups = {name.rstrip("_s") for name, value in match.groupdict().items() if value and name != "count"}
    return groups.pop()


def _ends_list(text: str, match: re.Match[str]) -> bool:
    """Whether the stated rank is no part of a longer noun (等8个乡村|旅游点, 等村|卫生室)."""
    rank = next(value for name, value in match.groupdict().items() if value and name != "count")
    before = match.group().removesuffix(rank)
    return (
        rank == "城市" or before.endswith(("个", "等", *NUMERALS, *"0123456789余多")) or closes_word(text, match.end())
    )


def _count(match: re.Match[str]) -> int:
    count = match["count"]
    if not count:
        return MOST_MEMBERS
    return int(count) if count.isdigit() else NUMERALS.get(count, MOST_MEMBERS)


def _members(text: str, end: int, most: int) -> list[_Piece]:
    """The last `most` members of the run of words before `end`, left to right."""
    first = max(0, end - REACH)
    stops = [match.end() for match in STOP.finditer(text, first, end)]
    first = stops[-1] if stops else first
    pieces: list[_Piece] = []
    for match in PIECE.finditer(text, first, end):
        opens_part = match.start() > first and text[match.start() - 1] == ","
        pieces.append(_Piece(match.start(), match.end(), opens_part))
    return pieces[-most:]


class _Known:
    """Names known so far, found by where they begin."""

    def __init__(self, hits: list[AdminHit]) -> None:
        self._hits = hits
        self._starts = [hit.start for hit in hits]

    def between(self, start: int, end: int) -> list[AdminHit]:
        """The names that begin in `[start, end)`, in order."""
        return self._hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


class _ListReader:
    """Reads the members of one list; `kind` is what the list counts: division, town, village, mixed or spot."""

    def __init__(self, text: str, finder: ToponymFinder, known: "_Known", kind: str) -> None:
        self._text = text
        self._finder = finder
        self._known = known
        self._kind = kind
        self._beside_towns = False

    def read(self, pieces: list[_Piece]) -> list[AdminHit]:
        """The bare members of the list; members before one that names no place do not belong to it."""
        first = len(pieces)
        while first > 0 and self._is_member(pieces[first - 1]):
            first -= 1
            if pieces[first].opens_part and not self._owned(pieces[first]):
                break
        owner = self._owner_before(pieces[first].start) if first < len(pieces) else _Owner()
        self._beside_towns = any(hit.level == "town" for piece in pieces[first:] for hit in self._inside(piece))
        found: list[AdminHit] = []
        for piece in pieces[first:]:
            found += self._read_piece(piece, owner, found)
        return self._settled(found)

    def _settled(self, found: list[AdminHit]) -> list[AdminHit]:
        """Divisions that open a list, chosen anew beside the members behind them (恩施、利川等县市: the city 恩施)."""
        if self._kind != "division" or len(found) < SHORTEST:
            return found
        division = self._finder.bare_division(found[0].form, found[1:2])
        if division is None:
            return found
        code = division.adcode
        return [replace(found[0], name=division.name, level=division.level, adcode=code, code=code), *found[1:]]

    def _is_member(self, piece: _Piece) -> bool:
        """Whether something in the piece can be a place: a named one, or a short stem at its end."""
        return bool(self._inside(piece)) or self._stem_start(piece) < piece.end

    def _owned(self, piece: _Piece) -> bool:
        """Whether a piece behind a comma begins with a place of its own, so that the list goes on before it."""
        return any(hit.start == piece.start for hit in self._inside(piece))

    def _inside(self, piece: _Piece) -> list[AdminHit]:
        found = [hit for hit in self._known.between(piece.start, piece.end) if hit.end <= piece.end]
        if self._kind == "town":  # 高杰村、古县: among towns the bare names of 高杰村镇 and 古县镇
            found = [hit for hit in found if hit.level != "village" and not self._is_bare_town(hit, piece)]
        return found

    def _is_bare_town(self, hit: AdminHit, piece: _Piece) -> bool:
        near_home = self._finder.bare_township(hit.form, self._finder.home_county) is not None
        return hit.level == "county" and hit.end == piece.end and not self._finder.is_inside(hit.adcode) and near_home

    def _owner_before(self, position: int) -> _Owner:
        """The county named last in the sentence before the list, or the one county of the plan."""
        for hit in reversed(self._known.between(max(0, position - REACH), position)):
            if any(mark in self._text[hit.end : position] for mark in "。;!?\n"):
                break
            if hit.level in ("county", *TOWN_LEVELS) and hit.adcode and hit.end <= position:
                return _Owner(hit.adcode, hit if hit.level == "town" and hit.end == position else None)
        return _Owner(self._finder.home_county)

    def _stem_start(self, piece: _Piece) -> int:
        """Where the bare name at the end of a piece begins: behind places, verbs and prepositions; the end if none."""
        start = max([piece.start, *(hit.end for hit in self._inside(piece) if not hit.is_bare)])
        start = behind_words(self._text, start, piece.end)
        return start if SHORTEST <= piece.end - start <= LONGEST_STEM + LONGEST_DIVISION else piece.end

    def _read_piece(self, piece: _Piece, owner: _Owner, mates: list[AdminHit]) -> list[AdminHit]:
        for hit in self._inside(piece):
            self._follow(hit, owner)
        start, end = self._stem_start(piece), piece.end
        found: list[AdminHit] = []
        while end - start >= SHORTEST:
            part = self._last_conjunct(start, end)
            found += self._name(part, end, owner, [*mates, *found])
            end = part - 1
        return found

    def _last_conjunct(self, start: int, end: int) -> int:
        """Where the last of names joined by 和 in one piece begins."""
        for position in range(end - SHORTEST, start + SHORTEST - 1, -1):
            if self._text[position - 1] in CONJUNCTION and position - 1 - start >= SHORTEST:
                return position
        return start

    def _follow(self, hit: AdminHit, owner: _Owner) -> None:
        if hit.is_bare or not hit.adcode or hit.level not in ("county", *TOWN_LEVELS):
            return
        owner.county = hit.adcode
        if hit.level == "county":
            owner.town = None
        elif hit.level == "town":
            owner.town = hit

    def _name(self, start: int, end: int, owner: _Owner, mates: list[AdminHit]) -> list[AdminHit]:
        """The hits of one bare member at the end of `[start, end)`."""
        if self._kind == "division" or (self._kind == "spot" and not self._beside_towns):
            division = self._division(start, end, mates)
            if division or self._kind == "division":
                return division
        if self._kind != "village" or owner.town is None:
            town = self._town(start, end, owner)
            if town or self._kind in ("town", "spot"):
                return town
        return self._village(start, end, owner)

    def _division(self, start: int, end: int, mates: list[AdminHit]) -> list[AdminHit]:
        """The longest bare division name that closes the member."""
        beside = [*mates, *(hit for hit in self._near(start) if hit.end == start - 1 and not hit.is_bare)]
        for first in range(max(start, end - LONGEST_DIVISION), end - SHORTEST + 1):
            form = self._text[first:end]
            division = self._finder.bare_division(form, beside[-1:])
            if division and not any(hit.start == first and not hit.is_bare for hit in self._near(start)):
                code = division.adcode
                return [AdminHit(first, end, form, division.name, division.level, code, code, False, False, True)]
        return []

    def _town(self, start: int, end: int, owner: _Owner) -> list[AdminHit]:
        """The bare township that closes the member, with the bare county right before it (长汀河田)."""
        for first in range(max(start, end - LONGEST_STEM), end - SHORTEST + 1):
            form = self._text[first:end]
            county = self._bare_county(start, first)
            adcode = county.adcode if county else owner.county
            town = self._finder.bare_township(form, adcode)
            if town is None and not county:
                town = self._finder.bare_township(form, None)
            if town:
                owner.county, owner.town = town.adcode, None
                hit = town_hit(first, end, form, town, is_listed=True)
                return [replace(county, is_bare=False, is_listed=True), hit] if county else [hit]
        return []

    def _bare_county(self, start: int, end: int) -> AdminHit | None:
        """A bare county that ends at `end` inside the member."""
        near = (hit for hit in self._known.between(start, end) if hit.is_bare and hit.level == "county")
        return next((hit for hit in near if hit.end == end), None)

    def _near(self, start: int) -> list[AdminHit]:
        return self._known.between(start - LONGEST_NAME, start + LONGEST_NAME)

    def _village(self, start: int, end: int, owner: _Owner) -> list[AdminHit]:
        stem = self._text[start:end]
        is_short = owner.town is not None and SHORTEST <= len(stem) < LONGEST_STEM and all(map(is_ideograph, stem))
        if stem.endswith(("村", "社区", "嘎查", "组")) or not (is_short or is_village_stem(stem)):
            return []  # those with a suffix are read wherever they stand
        code = owner.town.code if owner.town else ""
        return [AdminHit(start, end, stem, stem + "村", "village", owner.county or "", code, False, False, True)]


def behind_words(text: str, start: int, end: int) -> int:
    """Where a name in `[start, end)` begins behind the last verb of two characters and the particles after it."""
    for first, last, word in verb_finder().find(text[start:end]):
        if end - start - last >= SHORTEST and (len(word) > 1 or first == 0):
            return behind_words(text, start + last, end)
    opener = next((word for word in place_openers() if len(word) > 1 and text.startswith(word, start)), "")
    return start + len(opener) if end - start - len(opener) >= SHORTEST else start


def is_village_stem(stem: str) -> bool:
    """Whether bare words can name a village: a few ideographs, not all generic, no head noun at their end."""
    if not SHORTEST <= len(stem) <= LONGEST_STEM or not all(map(is_ideograph, stem)):
        return False
    own = generic_rest(stem) + (len(stem) > SHORTEST and stem[-1] in FEATURES)
    if own < SHORTEST or any(len(word) > 1 for _, _, word in verb_finder().find(stem)):
        return False
    return not any(end == len(stem) and len(word) > 1 for _, end, word in head_finder().find(stem))

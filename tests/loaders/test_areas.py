import pytest
from shapely import Point

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.models import Place, Resolution
from loaders.areas import AreaFinder, plan_counties


class SeatResolver:
    """Knows the seat of every town but 会山镇."""

    def resolve(self, toponym):
        if toponym.name == "会山镇":
            return Resolution(place=None, reason="no point")
        seat = Point(110.4, 19.2)
        place = Place("t", toponym.name, None, toponym.adcode, None, toponym.name, seat, "township", "high", "s", "e")
        return Resolution(place=place, reason="found")


@pytest.fixture
def finder():
    return AreaFinder(Gazetteer.load(), Boundaries.load(), SeatResolver())


@pytest.fixture
def named(finder, make_plan, make_task):
    def ask(mentions=(), *, units=(), jurisdiction="469002"):
        plan = make_plan(jurisdiction=jurisdiction)
        rows = finder.task_areas(plan, [make_task(responsible_units=units)], mentions)
        return [(area.name, row.via) if (area := finder.area(row.code)) else (row.code, row.via) for row in rows]

    return ask


@pytest.fixture
def admin(make_mention):
    def make(name, level, adcode, **changes):
        return make_mention(name, type="admin", admin_level=level, adcode=adcode, kind=None, sector=None, **changes)

    return make


def test_places_in_the_text(named, admin):
    mentions = [
        admin("博鳌镇", "town", "469002"),
        admin("定安县", "county", "469021"),
        admin("三亚市", "city", "460200"),
    ]
    assert named(mentions) == [("博鳌镇", "mention"), ("定安县", "mention"), ("三亚市", "mention")]


def test_provinces_are_no_marks(named, admin):
    assert named([admin("海南省", "province", "460000")]) == [("琼海市", "issuer")]


def test_village_counts_at_its_town_or_else_its_county(named, admin):
    mentions = [
        admin("朝标村", "village", "469002", township="博鳌镇"),
        admin("无名村", "village", "469021"),
    ]
    assert named(mentions) == [("博鳌镇", "mention"), ("定安县", "mention")]


def test_town_without_a_known_seat_counts_at_its_county(named, admin):
    assert named([admin("会山镇", "town", "469002")]) == [("琼海市", "mention")]


def test_towns_and_counties_among_the_units(named):
    units = ("潭门镇", "市水务局", "各镇(区)", "博鳌镇人民政府", "琼海市人民政府")
    assert named(units=units) == [("潭门镇", "unit"), ("博鳌镇", "unit"), ("琼海市", "unit")]


def test_units_outside_the_jurisdiction_are_no_places(named):
    assert named(units=("和乐镇", "海口市人民政府")) == [("琼海市", "issuer")]


def test_first_way_of_naming_wins(named, admin):
    assert named([admin("博鳌镇", "town", "469002")], units=("博鳌镇",)) == [("博鳌镇", "mention")]


@pytest.mark.parametrize(("jurisdiction", "expected"), [("460200", [("三亚市", "issuer")]), ("460000", []), (None, [])])
def test_issuer_counts_where_it_is_a_city_or_county(named, jurisdiction, expected):
    assert named(jurisdiction=jurisdiction) == expected


def test_plan_is_about_the_counties_of_its_projects(make_plan, make_mention, admin):
    mentions = [
        make_mention("一号水库", adcode="500240"),
        make_mention("二号水库", adcode="500114"),
        make_mention("三号水库", adcode="500114"),
        make_mention("外省水库", adcode="422802"),
        admin("武隆区", "county", "500156"),
    ]
    assert plan_counties(make_plan(), mentions) == ("500114", "500240")
    assert plan_counties(make_plan(), mentions[-1:]) == ("500156",)
    assert plan_counties(make_plan(jurisdiction="469002"), mentions) == ("469002",)
    assert plan_counties(make_plan(jurisdiction=None), mentions) == ("500114", "422802", "500240")
    assert plan_counties(make_plan(), []) == ()

"""Services fail in many ways; each ends as answers or as a sentence said once, after a bounded number of requests."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import formatdate

import pytest

from geo.online.remote import LARGEST_ANSWER_BYTES
from tests.geo.online.serving import HTML, KEY, Scripted

SERVICES = ["tianditu", "amap", "nominatim"]
FAILED = Scripted("bad gateway", 502)


@pytest.fixture
def known(provider, amap_poi, tianditu_poi, osm_place):
    provider.amap_pois, provider.tianditu_pois = [amap_poi()], [tianditu_poi()]
    provider.nominatim_places = [osm_place()]


# --- trouble that passes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", SERVICES)
@pytest.mark.parametrize("failure", [Scripted("", 500), FAILED, Scripted("", 503), Scripted(HTML, 504)])
def test_failure_then_success(provider, known, geocoders, project, clock, code, failure):
    provider.next_fail(failure, failure)
    assert geocoders(code).find(project()).place is not None
    assert clock.slept == [0.5, 1.0]
    assert len(provider.asked) == 3


def test_wait_is_spread_by_chance(provider, known, geocoders, project, clock):
    clock.chance = 0.0
    provider.next_fail(FAILED)
    assert geocoders("amap").find(project()).place is not None
    assert clock.slept == [0.25]


@pytest.mark.parametrize("code", SERVICES)
def test_retry_after_is_kept_to(provider, known, geocoders, project, clock, code):
    provider.next_fail(Scripted("", 429, {"Retry-After": "7"}))
    assert geocoders(code).find(project()).place is not None
    assert clock.slept == [7]


def test_retry_after_goes_for_a_service_under_repair_too(provider, known, geocoders, project, clock):
    provider.next_fail(Scripted("", 503, {"Retry-After": "3"}))
    assert geocoders("amap").find(project()).place is not None
    assert clock.slept == [3]


@pytest.mark.parametrize("header", ["soon", "-5", "Fri, 99 Dec 99999 99:99:99 GMT", "", formatdate(0, usegmt=True)])
def test_unreadable_or_past_retry_after_stops_nothing(provider, known, geocoders, project, header):
    provider.next_fail(Scripted("", 429, {"Retry-After": header}))
    assert geocoders("amap").find(project()).place is not None


def test_request_limit_of_amap_is_waited_for(provider, known, geocoders, project, clock):
    busy = json.dumps({"status": "0", "info": "CUQPS_HAS_EXCEEDED_THE_LIMIT", "infocode": "10021"})
    provider.next_fail(Scripted(busy))
    assert geocoders("amap").find(project()).place is not None
    assert clock.slept == [0.5]


# --- trouble that stays ----------------------------------------------------------------------------------------------


def check_end(provider, finder, project, *, words, requests):
    """The service is left alone after this many requests, and that is said once."""
    first, second = finder.find(project()), finder.find(project("桐梓水库"))
    assert (first.place, second.place) == (None, None)
    assert len(provider.asked) == requests
    assert len(finder.notices) == 1
    assert words in finder.notices[0]
    assert finder.notices[0] in first.reason
    assert second.reason == ""


@pytest.mark.parametrize("code", SERVICES)
def test_service_that_stays_down_is_left_alone(provider, known, geocoders, project, code):
    provider.next_fail(*[Scripted("", 500)] * 9)
    check_end(provider, geocoders(code), project, words="多次没有应答（HTTP 500）", requests=3)


def test_service_that_hangs_is_left_alone(provider, known, geocoders, project):
    provider.next_fail(*[Scripted(hang=True)] * 9)
    check_end(provider, geocoders("amap", timeout_s=0.03), project, words="多次没有应答", requests=3)


def test_service_that_answers_drop_by_drop_is_left_alone(provider, known, geocoders, project):
    provider.next_fail(*[Scripted(" " * 500, drip=True)] * 9)
    check_end(provider, geocoders("amap", timeout_s=0.05), project, words="多次没有应答", requests=3)


def test_service_that_is_not_there_is_left_alone(provider, known, geocoders, project, monkeypatch):
    monkeypatch.setattr(provider, "url", "http://127.0.0.1:1")
    check_end(provider, geocoders("amap"), project, words="out of reach (ConnectionRefusedError)", requests=0)


def test_service_that_asks_for_a_long_wait_is_left_alone(provider, known, geocoders, project, clock):
    provider.next_fail(Scripted("", 429, {"Retry-After": "3600"}))
    check_end(provider, geocoders("nominatim"), project, words="HTTP 429", requests=1)
    assert clock.slept == []


@pytest.mark.parametrize("infocode", ["10003", "10044", "10045", "40000"])
def test_quota_of_amap(provider, known, geocoders, project, infocode):
    provider.next_fail(Scripted(json.dumps({"status": "0", "info": "OVER_LIMIT", "infocode": infocode})))
    check_end(provider, geocoders("amap"), project, words="高德的查询配额已用完", requests=1)


def test_quota_of_tianditu(provider, known, geocoders, project):
    provider.next_fail(Scripted(json.dumps({"code": 302002, "msg": "访问次数超限", "resolve": ""}), 403))
    check_end(provider, geocoders("tianditu"), project, words="天地图的查询配额已用完", requests=1)


@pytest.mark.parametrize("code", ["tianditu", "amap"])
def test_key_that_is_not_taken(provider, known, geocoders, project, code):
    check_end(provider, geocoders(code, key="another key"), project, words="请检查密钥及其权限", requests=1)


def test_key_of_the_wrong_length_for_tianditu(provider, known, geocoders, project):
    provider.next_fail(Scripted(json.dumps({"code": 308011, "message": "请求参数非法长度或不合规"}), 400))
    check_end(provider, geocoders("tianditu"), project, words="请检查密钥及其权限", requests=1)


def test_nominatim_that_blocks_the_program(provider, known, geocoders, project):
    provider.next_fail(Scripted("<h1>Access blocked</h1>", 403))
    check_end(provider, geocoders("nominatim"), project, words="Nominatim拒绝查询（HTTP 403）", requests=1)


def test_another_service_is_still_asked(provider, known, geocoders, project):
    provider.next_fail(*[Scripted("", 500)] * 3)
    finder = geocoders("tianditu", "amap")
    assert finder.find(project()).place.source == "amap"
    assert finder.find(project()).place.source == "amap"
    assert "天地图多次没有应答" in finder.notices[0]


# --- answers that are none -------------------------------------------------------------------------------------------


UNREADABLE = {
    "html": Scripted(HTML, headers={"Content-Type": "text/html"}),
    "broken": Scripted('{"status": "1", "pois": ['),
    "empty": Scripted(""),
    "nested": Scripted("[" * 100_000),
    "huge": Scripted("[]" + " " * LARGEST_ANSWER_BYTES),
    "bytes": Scripted(b"\xff\xfe\x00"),
    "packed": Scripted(gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"}),
    "text": Scripted('"ok"'),
    "wall": Scripted(HTML, 418),
    "missing": Scripted("no such page", 404),
}


@pytest.mark.parametrize("code", SERVICES)
@pytest.mark.parametrize("reply", UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_answer_is_passed_over_and_said_once(provider, known, geocoders, project, code, reply):
    provider.next_fail(reply)
    finder = geocoders(code)
    first, second = finder.find(project()), finder.find(project("秀山马西水库"))
    assert second.place is not None
    assert len(finder.notices) == 1
    assert "有应答无法读取" in first.reason


@pytest.mark.parametrize("code", SERVICES)
def test_service_that_only_answers_unreadably_is_left_alone(provider, known, geocoders, project, code):
    provider.next_fail(*[Scripted(HTML)] * 9)
    finder = geocoders(code)
    for name in ("马西水库", "桐梓水库", "钟灵水库", "隘口水库"):
        assert finder.find(project(name)).place is None
    assert len(provider.asked) == 3
    assert "本次不再查询；请检查网络出口和服务地址" in finder.notices[-1]


def test_answer_in_between_starts_the_count_anew(provider, known, geocoders, project):
    wall = Scripted(HTML)
    finder = geocoders("nominatim")
    for number in range(3):
        provider.next_fail(wall, wall)
        for name in (f"{number}号水库", f"{number}号水电站"):
            assert finder.find(project(name)).place is None
        assert finder.find(project(f"秀山县{number}号水库")).reason == "在线查询没有可用结果（Nominatim）"
    assert len(provider.asked) == 9


def test_size_is_what_makes_a_huge_answer_unreadable(provider, known, geocoders, project):
    provider.next_fail(UNREADABLE["huge"])
    assert "too large" in geocoders("nominatim").find(project()).reason


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(provider, known, geocoders, project, status):
    provider.next_fail(Scripted("", status, {"Location": f"{provider.url}/elsewhere"}))
    finder = geocoders("nominatim")
    assert "sends elsewhere" in finder.find(project()).reason
    assert provider.paths == ["/nominatim/search"]


@pytest.mark.parametrize(
    "payload",
    [
        {"status": "1", "pois": {"name": "马西水库"}},
        {"status": "1", "pois": ["马西水库", None, 7]},
        {"status": "1", "pois": [{"name": ["马西水库"], "type": None, "location": {"lon": 1}}]},
        {"status": 1, "pois": None},
        {"status": "1"},
    ],
)
def test_answer_of_another_form_places_nothing(provider, geocoders, project, payload):
    provider.next_fail(Scripted(json.dumps(payload)))
    assert geocoders("amap").find(project()).place is None


def test_question_a_service_does_not_take_is_said_once(provider, known, geocoders, project):
    refusal = Scripted(json.dumps({"status": "0", "info": "INVALID_PARAMS", "infocode": "20000"}))
    provider.next_fail(refusal, refusal, refusal)
    finder = geocoders("amap")
    assert "高德不接受某些查询（infocode 20000）" in finder.find(project()).reason
    assert "不接受" not in finder.find(project("桐梓水库")).reason
    assert finder.find(project("秀山县马西水库")).place is not None


# --- pace, cache, threads --------------------------------------------------------------------------------------------


def test_pace_is_kept(provider, known, geocoders, project, clock):
    finder = geocoders("nominatim", rate=1.0)
    for name in ("马西水库", "桐梓水库", "钟灵水库"):
        finder.find(project(name))
    assert clock.slept == [1.0, 1.0]


@pytest.mark.parametrize("code", SERVICES)
def test_no_question_is_asked_twice(provider, known, geocoders, project, code):
    first = geocoders(code).find(project())
    second = geocoders(code).find(project())
    assert first == second
    assert first.place is not None
    assert len(provider.asked) == 1


@pytest.mark.parametrize(("days", "asked"), [(0, 2), (13, 2), (14, 4), (-1, 4)])
def test_that_nothing_was_found_is_kept_for_a_fortnight(provider, geocoders, project, clock, days, asked):
    geocoders("amap").find(project())
    clock.today += timedelta(days=days)
    geocoders("amap").find(project())
    assert len(provider.asked) == asked


@pytest.mark.parametrize(("days", "asked"), [(179, 1), (180, 2)])
def test_what_was_found_is_kept_for_half_a_year(provider, known, geocoders, project, clock, days, asked):
    geocoders("amap").find(project())
    clock.today += timedelta(days=days)
    place = geocoders("amap").find(project()).place
    assert len(provider.asked) == asked
    assert ("2026-11-22" in place.evidence) is (asked == 1)


def test_failures_are_not_kept(provider, known, geocoders, project):
    provider.next_fail(*[Scripted("", 500)] * 3)
    assert geocoders("amap").find(project()).place is None
    assert geocoders("amap").find(project()).place is not None


def test_service_at_its_end_still_gives_what_is_kept(provider, known, geocoders, project):
    finder = geocoders("nominatim")
    finder.find(project())
    provider.next_fail(Scripted("", 403))
    finder.find(project("桐梓水库"))
    assert finder.find(project()).place is not None


def test_threads_share_pace_cache_and_end(provider, known, geocoders, project):
    finder = geocoders("tianditu", "amap", "nominatim")
    with ThreadPoolExecutor(8) as pool:
        findings = list(pool.map(lambda _: finder.find(project()), range(40)))
    assert {finding.place.place_id for finding in findings} == {findings[0].place.place_id}
    assert sorted(provider.paths) == ["/nominatim/search", "/v2/search", "/v3/place/text"]


def test_threads_hear_of_an_end_once(provider, known, geocoders, project):
    provider.next_fail(*[Scripted("", 500)] * 99)
    finder = geocoders("amap")
    with ThreadPoolExecutor(8) as pool:
        findings = list(pool.map(lambda number: finder.find(project(f"{number}号水库")), range(24)))
    assert len(provider.asked) == 3
    assert sum("多次没有应答" in finding.reason for finding in findings) == 1


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_requests_follow_the_protocols(provider, geocoders, project):
    geocoders("tianditu", "amap", "nominatim").find(project("马西水库'&\"", township="平凯街道"))
    asked = {path: query for path, query, _ in provider.asked}
    post = json.loads(asked["/v2/search"]["postStr"])
    assert (post["keyWord"], post["specify"], post["queryType"]) == ("马西水库", "156500241", 12)
    address = json.loads(asked["/geocoder"]["ds"])["keyWord"]
    assert address == "重庆市秀山土家族苗族自治县平凯街道马西水库"
    places = asked["/v3/place/text"]
    assert (places["city"], places["citylimit"], places["output"]) == ("500241", "true", "JSON")
    search = asked["/nominatim/search"]
    assert (search["format"], search["bounded"], search["countrycodes"]) == ("jsonv2", "1", "cn")
    assert search["viewbox"] == "108.7172,28.1641,109.3162,28.8836"
    assert asked["/v2/search"]["tk"] == places["key"] == KEY
    assert KEY not in str(search)
    assert all(headers["User-Agent"].startswith("PlanAtlas-tests/1") for _, _, headers in provider.asked)


def test_county_goes_to_tianditu_under_the_code_of_its_release(provider, geocoders, project, boundaries):
    assert boundaries.polygon("540481") is not None
    geocoders("tianditu").find(project("扎西曲登村", adcode="540481"))
    assert json.loads(provider.asked[0][1]["postStr"])["specify"] == "156540422"

"""Answers are kept in files that hold where they come from; a damaged file counts as none."""

import json
import threading
from datetime import date

import pytest

from geo.crs import Datum
from geo.online.answers import Answer
from geo.online.cache import AnswerCache, Kept

TODAY = date(2026, 11, 22)
QUESTION = ("amap", "place/text", {"keywords": "马西水库", "city": "500241"})
KEPT = Kept((Answer("B1", "马西水库", "湖泊", "exact", 108.95, 28.45, "500241"),), TODAY)


@pytest.fixture
def cache(tmp_path):
    return AnswerCache(tmp_path)


def only_file(directory):
    (path,) = (path for path in directory.rglob("*") if path.is_file())
    return path


def test_file_says_what_was_asked_when_and_in_which_datum(cache, tmp_path):
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)
    stored = json.loads(only_file(tmp_path).read_text(encoding="utf-8"))
    assert (stored["provider"], stored["method"], stored["parameters"]) == QUESTION
    assert (stored["date"], stored["datum"]) == ("2026-11-22", "GCJ02")
    assert (stored["answers"][0]["lon"], stored["answers"][0]["lat"]) == (108.95, 28.45)


def test_order_of_the_parameters_makes_no_difference(cache):
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)
    turned = dict(reversed(QUESTION[2].items()))
    assert cache.get("amap", "place/text", turned, today=TODAY) == KEPT


@pytest.mark.parametrize(
    "other",
    [
        ("tianditu", "place/text", QUESTION[2]),
        ("amap", "geocode/geo", QUESTION[2]),
        ("amap", "place/text", {**QUESTION[2], "city": "500242"}),
    ],
)
def test_another_question_has_another_file(cache, other):
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)
    assert cache.get(*other, today=TODAY) is None


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "null", '{"date": 5, "answers": []}', '{"date": "2026-11-22"}', "[" * 100_000, "\udcff"]
)
def test_damaged_file_counts_as_none_and_is_replaced(cache, tmp_path, damage):
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)
    only_file(tmp_path).write_text(damage, encoding="utf-8", errors="surrogateescape")
    assert cache.get(*QUESTION, today=TODAY) is None
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)
    assert cache.get(*QUESTION, today=TODAY) == KEPT


def test_answer_with_foreign_values_is_read_with_distrust(cache, tmp_path):
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)
    path = only_file(tmp_path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["answers"][0] |= {"lon": "east", "name": ["x"], "adcode": None}
    path.write_text(json.dumps(stored), encoding="utf-8")
    (answer,) = cache.get(*QUESTION, today=TODAY).answers
    assert (answer.lon, answer.name, answer.adcode) == (None, "", None)


def test_failed_write_leaves_the_old_file_and_no_rest(cache, tmp_path, monkeypatch):
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.online.cache.json.dump", full)
    with pytest.raises(OSError, match="No space"):
        cache.put(*QUESTION, Kept((), TODAY), datum=Datum.GCJ02)
    assert only_file(tmp_path)
    assert cache.get(*QUESTION, today=TODAY) == KEPT


def test_readers_see_whole_files_while_writers_write(cache):
    cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            cache.put(*QUESTION, KEPT, datum=Datum.GCJ02)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    seen = {cache.get(*QUESTION, today=TODAY) for _ in range(300)}
    stop.set()
    for writer in writers:
        writer.join()
    assert seen == {KEPT}


def test_directory_that_cannot_be_written_is_said_once(provider, make_courier, tmp_path, amap_poi, make_service):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    courier = make_courier("amap", cache=blocked)
    provider.amap_pois = [amap_poi()]
    service = courier.service
    from geo.online.answers import Query

    query = Query("马西水库", "重庆市秀山县马西水库", "500241", "500241", (108.7, 28.1, 109.3, 28.9))
    replies = [courier.ask(question) for question in service.questions(query)]
    assert [len(reply.answers) for reply in replies] == [1, 0]
    assert "无法写入缓存目录" in replies[0].problem
    assert replies[1].problem == ""

"""Corrections find their words again: under other rules of reading, and in a new version of the plan."""

import dataclasses
import hashlib

import pytest

from loaders import mentions, storage
from loaders.catalog import Catalog
from loaders.correcting import anchors
from loaders.correcting.models import NO_CORRECTIONS
from loaders.store import corrections
from tests.correcting import FORMER, Desk, build_of, write_plans

QIANJIANG = (108.77, 29.53)


def corrected(desk):
    desk.do("move", desk.project("金洞风电项目").mention_ids, *QIANJIANG, datum="CGCS2000")
    desk.do("rename", desk.project("郁山湖水库").mention_ids, "郁山水库")
    desk.do("reject", desk.project("濯水景区").mention_ids)
    return desk


def expect(catalog):
    found = {one.name: one for one in catalog.projects() if one.plan_id == "former"}
    assert found["金洞风电项目"].precision == "exact"
    assert "郁山水库" in found and "濯水景区" not in found and "郁山湖水库" not in found


def test_a_rebuild_keeps_corrections(desk, tmp_path):
    corrected(desk)
    rebuilt = build_of(tmp_path / "build", write_plans(tmp_path / "plans"))
    assert rebuilt.build_id == desk.plain.build_id
    again = rebuilt.corrected(corrections(desk.store))
    expect(again)
    assert again.overlay.records == desk.catalog.overlay.records


def test_other_rules_of_reading_keep_corrections(desk, tmp_path, monkeypatch):
    """A reader that numbers otherwise, finds one thing more, names one otherwise, and no longer finds another."""
    corrected(desk)
    extract = mentions.extract

    def other(document, tasks, *, gazetteer):
        found = [one for one in extract(document, tasks, gazetteer=gazetteer) if one.name != "金洞风电项目"]
        found = [
            dataclasses.replace(
                one, name="彭水县郁山湖水库", start_char=one.start_char - 3, surface="彭水县" + one.surface
            )
            if one.name == "郁山湖水库"
            else one
            for one in found
        ]
        return [dataclasses.replace(one, mention_id=f"{document.plan_id}@{n + 7}") for n, one in enumerate(found)]

    monkeypatch.setattr(mentions, "extract", other)
    catalog = build_of(tmp_path / "build", write_plans(tmp_path / "plans")).corrected(corrections(desk.store))
    expect(catalog)
    assert catalog.overlay.not_applied == ()


def test_a_rejected_mention_that_is_no_longer_read_stays_away(desk, tmp_path, monkeypatch):
    corrected(desk)
    extract = mentions.extract
    monkeypatch.setattr(
        mentions,
        "extract",
        lambda *given, **named: [one for one in extract(*given, **named) if one.name != "濯水景区"],
    )
    catalog = build_of(tmp_path / "build", write_plans(tmp_path / "plans")).corrected(corrections(desk.store))
    expect(catalog)
    assert [outcome.problem for outcome in catalog.overlay.not_applied] == ["not_read"]


def test_a_new_version_of_the_plan_keeps_corrections(desk, tmp_path):
    corrected(desk)
    text = FORMER.replace("重庆市水利工作要点", "重庆市水利和能源工作要点（修订）\n一、总则。加强领导。")
    text = text.replace("金洞风电项目", "金洞\n  风电项目")
    catalog = build_of(tmp_path / "build", write_plans(tmp_path / "plans", former=text))
    expect(catalog.corrected(corrections(desk.store)))
    after = Desk(desk.store, catalog)
    after.do("rename", after.project("郁山水库").mention_ids, "郁山二库")
    (anchor,) = {one.anchor for one in corrections(desk.store).items if one.anchor.name == "郁山湖水库"}
    assert anchor.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert "郁山二库" in after.names()


def test_what_the_new_version_no_longer_says_is_told(desk, tmp_path):
    corrected(desk)
    text = FORMER.replace("研究论证彭水县郁山湖水库", "推进彭水县水网建设")
    catalog = build_of(tmp_path / "build", write_plans(tmp_path / "plans", former=text))
    shown = catalog.corrected(corrections(desk.store))
    assert [(one.correction.anchor.name, one.problem) for one in shown.overlay.not_applied] == [
        ("郁山湖水库", "text_changed")
    ]


def test_a_plan_that_is_gone_is_told(desk, tmp_path):
    corrected(desk)
    plans = write_plans(tmp_path / "plans")
    (plans / "former.txt").unlink()
    shown = build_of(tmp_path / "build", plans).corrected(corrections(desk.store))
    assert {one.problem for one in shown.overlay.not_applied} == {"no_plan"}
    assert len(shown.overlay.not_applied) == 3


def test_a_plan_of_the_same_text_under_another_name_keeps_corrections(desk, tmp_path):
    corrected(desk)
    plans = write_plans(tmp_path / "plans", renamed=FORMER)
    (plans / "former.txt").unlink()
    shown = build_of(tmp_path / "build", plans).corrected(corrections(desk.store))
    assert shown.overlay.not_applied == ()
    assert "郁山水库" in [one.name for one in shown.projects() if one.plan_id == "renamed"]


def document(make_document, text):
    return dataclasses.replace(make_document(text), plan_id="p")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("一、加快建设甲县清水水库工程。", "总则。\n一、加快建设甲县清水水库工程。", True),
        ("一、加快建设甲县清水水库工程。", "一、加快建设甲县 清水\n水库工程。", True),
        ("一、加快建设甲县清水水库工程。", "二、乙县清水水库已经建成。", False),
        ("一、加快建设甲县清水水库工程。", "一、加快建设甲县清水水库工程。一、加快建设甲县清水水库工程。", False),
        ("一、加快建设甲县清水水库工程。", "", False),
        ("清水水库", "清水水库", True),
        ("清水水库", "清水水库。", False),
    ],
)
def test_words_are_found_by_what_stands_around_them(make_document, old, new, found):
    before = document(make_document, old)
    start = old.index("清水水库")
    anchor = anchors.anchor(before, start, start + 4, name="清水水库")
    extent = anchors.extent(anchor, document(make_document, new))
    assert bool(extent) is found
    if extent:
        assert "".join(new[slice(*extent)].split()) == "清水水库"


def test_a_broken_store_leaves_the_build_and_says_so(built, tmp_path, monkeypatch):
    from loaders.store import present_corrections

    monkeypatch.setenv("PLAN_ATLAS_STORE", str(tmp_path))
    assert present_corrections() == NO_CORRECTIONS
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "plan_atlas.db").write_bytes(b"no database" * 100)
    broken = present_corrections()
    assert broken.items == () and "更正记录无法读取" in broken.notice
    assert built.corrected(broken).notices[-1] == broken.notice
    assert built.corrected(broken).build_id == built.build_id


def test_corrections_do_not_make_a_build_stale(desk, tmp_path):
    directory = tmp_path / "build"
    plans = write_plans(tmp_path / "plans")
    build_of(directory, plans)
    before = storage.read_manifest(directory)
    corrected(desk)
    assert Catalog.open(directory, corrections(desk.store)).plans()
    assert storage.read_manifest(directory) == before


def test_words_are_found_where_they_stand_blanks_aside():
    text = "建设东湖\n水库,扩建东湖水库。"
    found = [text[start:end] for start, end in anchors.occurrences(text, "东湖水 库")]
    assert found == ["东湖\n水库", "东湖水库"]
    assert anchors.occurrences(text, " \n") == anchors.occurrences(text, "西湖") == ()


@pytest.mark.parametrize(
    ("name", "made"),
    [("桐梓水库", True), ("马西水库", True), ("桐梓和马西水库", True), ("桐库", False), ("桐梓湖", False)],
)
def test_a_name_is_made_of_the_words_of_a_clause(name, made):
    assert anchors.is_made_of(name, "开工建设秀山县桐梓和马西水\n库") is made

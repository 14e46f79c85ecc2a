"""What may be kept as a correction, its history, and its way to another office as CSV."""

import csv
import io
import json

import pytest

from loaders.cli import main
from loaders.correcting.files import COLUMNS, export_csv, import_csv
from loaders.store import (
    ConflictError,
    CorrectionError,
    Editor,
    Store,
    correction_history,
    corrections,
    corrections_digest,
    redo_correction,
    undo_correction,
    undone_corrections,
)
from tests.correcting import FORMER, Desk, build_of, write_plans

QIANJIANG = (108.77, 29.53)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corrections")
    return build_of(folder / "build", write_plans(folder / "plans"))


@pytest.fixture
def store(tmp_path):
    opened = Store.open(f"sqlite:///{tmp_path}/store.db")
    yield opened
    opened.close()


@pytest.fixture
def desk(store, built):
    return Desk(store, built)


@pytest.fixture
def other(tmp_path, built):
    """The store of another office."""
    opened = Store.open(f"sqlite:///{tmp_path}/other.db")
    yield Desk(opened, built, who="乙")
    opened.close()


def some(desk):
    """One correction of every sort."""
    desk.do("move", desk.project("金洞风电项目").mention_ids, 108.7754, 29.5271, datum="GCJ02", why="现场\n核实")
    desk.do("change", desk.project("郁山湖水库").mention_ids, {"name": "郁山水库", "kind": "lake", "adcode": "500114"})
    desk.do("reject", desk.project("濯水景区").mention_ids)
    desk.do("verify", desk.project("茶园水库").mention_ids)
    desk.do("unplace", desk.project("马西水库").mention_ids)
    desk.do("split", desk.project("龙潭古镇").mention_id, [{"name": "=龙潭甲"}, {"name": "龙潭乙", "kind": "river"}])
    start = FORMER.index("早日见效")
    desk.do("add", "former", start, start + 4, {"name": "石会水库", "kind": "reservoir", "adcode": "500114"})
    into = desk.project("桐梓水库").mention_id
    desk.do("merge", (into, *desk.project("合新高铁").mention_ids), into)
    return desk


HOSTILE = [
    ("", "empty"),
    ("   ", "empty"),
    ("长" * 121, "too_long"),
    ("水库\n二", "control_character"),
    ("水库\x00", "control_character"),
    ("水\u202e库", "control_character"),
    ("水\u200b库", "control_character"),
    ("\ud800", "control_character"),
    (None, "not_text"),
    (7, "not_text"),
]


@pytest.mark.parametrize(("name", "code"), HOSTILE)
def test_a_name_that_cannot_be_kept_is_refused(desk, name, code):
    project = desk.project("金洞风电项目")
    for action in (
        lambda: desk.do("rename", project.mention_ids, name),
        lambda: desk.do("split", project.mention_id, [{"name": "甲"}, {"name": name}]),
        lambda: desk.do("add", "former", 0, 4, {"name": name}),
    ):
        with pytest.raises(CorrectionError) as told:
            action()
        assert told.value.code == code
    assert desk.store.latest() == 0


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{0}{name}", "' OR 1=1 --", "%s%n"]
)
def test_names_of_markup_and_formulas_are_only_names(desk, name):
    desk.do("rename", desk.project("金洞风电项目").mention_ids, name)
    assert desk.project(name).county == "黔江区"
    cells = next(csv.DictReader(io.StringIO(export_csv(corrections(desk.store)).decode("utf-8-sig"))))
    assert cells["名称"].lstrip("'") == name.lstrip("'")
    assert not cells["名称"].startswith("=")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "castle"}, "unknown_code"),
        ({"stage": "finished"}, "unknown_code"),
        ({"stage": None}, "empty"),
        ({"sector": "x"}, "unknown_code"),
        ({"type": "x"}, "unknown_code"),
        ({"type": "admin"}, "no_level"),
        ({"admin_level": "town"}, "level"),
        ({"adcode": "999999"}, "unknown_county"),
        ({"adcode": "500114' --"}, "unknown_county"),
        ({"township": "镇" * 41}, "too_long"),
        ({"confidence": 1}, "unknown_field"),
        ({"kind": "wind_farm"}, "nothing_changed"),
    ],
)
def test_a_field_that_cannot_be_kept_is_refused(desk, fields, code):
    with pytest.raises(CorrectionError) as told:
        desk.do("change", desk.project("金洞风电项目").mention_ids, fields)
    assert told.value.code == code


def test_who_must_be_told(desk):
    with pytest.raises(CorrectionError, match="who is empty"):
        Editor(desk.store, desk.catalog.overlay, who=" ")
    with pytest.raises(CorrectionError, match="why"):
        desk.do("verify", desk.project("金洞风电项目").mention_ids, why="长" * 1001)


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (lambda editor: editor.verify(["former@999"]), "unknown_mention"),
        (lambda editor: editor.verify([]), "too_many"),
        (lambda editor: editor.add("nowhere", 0, 2, {}), "unknown_plan"),
        (lambda editor: editor.add("former", 5, 5, {}), "no_text"),
        (lambda editor: editor.add("former", 5, 10**9, {}), "no_text"),
        (lambda editor: editor.split("former@1", [{"name": "甲"}]), "parts"),
        (lambda editor: editor.split("former@1", [{"name": "甲"}, {"name": "甲"}]), "same_name"),
    ],
)
def test_what_does_not_exist_cannot_be_corrected(desk, action, code):
    with pytest.raises(CorrectionError) as told:
        action(desk.editor)
    assert told.value.code == code


def test_history_tells_who_did_what_when_and_why(desk):
    project = desk.project("郁山湖水库")
    desk.do("rename", project.mention_ids, "甲水库", why="名称有误")
    desk.who = "乙"
    (last,) = desk.do("change", project.mention_ids, {"stage": "completed"}).corrections
    undo_correction(desk.store, last.record_id, who="丙", why="看错了")
    told = [(one.who, one.why, dict(one.before), dict(one.after)) for one in correction_history(desk.store)]
    assert told[0][:2] == ("丙", "看错了")
    assert told[1:] == [
        ("乙", "", {"stage": "study"}, {"stage": "completed"}),
        ("甲", "名称有误", {"name": "郁山湖水库"}, {"name": "甲水库"}),
    ]
    (now,) = corrections(desk.store).items
    assert now.state.changes == {"name": "甲水库"}


def test_the_digest_is_that_of_the_corrections(desk, other):
    assert corrections_digest(desk.store) == ""
    some(desk)
    digest = corrections_digest(desk.store)
    assert digest == corrections(desk.store).digest != ""
    desk.do("verify", desk.project("金洞风电项目").mention_ids)
    assert corrections_digest(desk.store) != digest


def test_another_office_takes_in_what_was_exported(desk, other):
    content = export_csv(corrections(some(desk).store))
    assert content.startswith(b"\xef\xbb\xbf")
    done = import_csv(other.store, content, who="乙", why="来自邻市")
    assert (done.taken, done.unchanged, done.refused) == (9, 0, ())
    assert other.show().overlay.records == desk.catalog.overlay.records
    ours, theirs = corrections(desk.store), corrections(other.store)
    assert [(one.state, one.anchor, one.who, one.at, one.why) for one in ours.items] == [
        (one.state, one.anchor, one.who, one.at, one.why) for one in theirs.items
    ]
    assert ours.digest == theirs.digest
    latest = other.store.latest()
    for _ in range(2):
        again = import_csv(other.store, content, who="乙")
        assert (again.taken, again.unchanged, again.refused) == (0, 9, ())
    assert other.store.latest() == latest
    assert import_csv(desk.store, content, who="甲").unchanged == 9
    assert {one.who for one in desk.store.history(most=1)} == {"甲"}


def test_a_later_file_renews_what_an_earlier_one_brought(desk, other):
    project = desk.project("金洞风电项目")
    desk.do("rename", project.mention_ids, "甲")
    import_csv(other.store, export_csv(corrections(desk.store)), who="乙")
    desk.do("rename", project.mention_ids, "甲甲")
    done = import_csv(other.store, export_csv(corrections(desk.store)), who="乙")
    assert (done.taken, done.refused) == (1, ())
    assert "甲甲" in [one.name for one in other.show().projects()]
    (now,) = corrections(other.store).items
    undo_correction(other.store, now.record_id, who="乙")
    assert "甲" in [one.name for one in other.show().projects()]


def test_what_was_corrected_here_is_not_overwritten(desk, other):
    other.do("rename", other.project("金洞风电项目").mention_ids, "乙的名称")
    desk.do("rename", desk.project("金洞风电项目").mention_ids, "甲的名称")
    done = import_csv(other.store, export_csv(corrections(desk.store)), who="乙")
    assert [(refused.row, refused.code) for refused in done.refused] == [(2, "corrected_here")]
    assert "乙" in done.refused[0].sentence
    assert "乙的名称" in [one.name for one in other.show().projects()]


def test_a_file_saved_by_a_spreadsheet_is_taken_in(desk, other):
    text = export_csv(corrections(some(desk).store)).decode("utf-8-sig")
    assert import_csv(other.store, text.replace("\r\n", "\n").encode("gb18030"), who="乙").taken == 9


def test_coordinates_in_a_file_may_be_of_another_datum(desk, other):
    desk.do("move", desk.project("金洞风电项目").mention_ids, *QIANJIANG, datum="CGCS2000")
    rows = list(csv.DictReader(io.StringIO(export_csv(corrections(desk.store)).decode("utf-8-sig"))))
    rows[0]["坐标系"] = "BD09"
    import_csv(other.store, table(rows), who="乙")
    other.show()
    moved = other.project("金洞风电项目").geometry
    assert 0.001 < abs(moved.x - QIANJIANG[0]) < 0.02


def table(rows, columns=COLUMNS):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def harmed(column, value):
    def harm(row):
        row[column] = value if not callable(value) else json.dumps(value(json.loads(row[column])))

    return harm


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (harmed("更正编号", "c-1"), "bad_id"),
        (harmed("名称", "水\x07库"), "control_character"),
        (harmed("名称", "长" * 200), "too_long"),
        (harmed("类型", "castle"), "unknown_code"),
        (harmed("区县代码", "999999"), "unknown_county"),
        (harmed("状态", "完美"), "unknown_code"),
        (harmed("位置来源", "magic"), "unknown_code"),
        (harmed("经度", "east"), "no_number"),
        (harmed("纬度", "2.0"), "not_in_china"),
        (harmed("坐标系", "WGS"), "unknown_datum"),
        (harmed("更正人", ""), "empty"),
        (harmed("更正时间", "gestern"), "no_time"),
        (harmed("更正时间", "2999-01-01T00:00:00+00:00"), "future"),
        (harmed("锚点", "{"), "bad_row"),
        (harmed("锚点", "[" * 9999), "bad_row"),
        (harmed("锚点", lambda anchor: anchor | {"start_char": "0"}), "bad_anchor"),
        (harmed("锚点", lambda anchor: anchor | {"end_char": 0}), "bad_anchor"),
        (harmed("锚点", lambda anchor: anchor | {"part": 99}), "bad_anchor"),
        (harmed("锚点", lambda anchor: anchor | {"surface": "长" * 401}), "bad_anchor"),
        (harmed("锚点", lambda anchor: {}), "bad_anchor"),
        (harmed("原识别", lambda read: read | {"type": "x"}), "unknown_code"),
        (harmed("原识别", lambda read: read | {"route": "x"}), "bad_row"),
        (harmed("原识别", lambda read: read | {"counties": [1]}), "bad_row"),
        (harmed("拆分", lambda parts: [{"name": ""}]), "empty"),
        (harmed("拆分", lambda parts: [{}] * 51), "bad_row"),
        (harmed("其他", lambda other: {"changes": {"confidence": 1}}), "unknown_field"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_loses_no_other(desk, other, harm, code):
    desk.do("move", desk.project("金洞风电项目").mention_ids, *QIANJIANG, datum="CGCS2000")
    desk.do("rename", desk.project("郁山湖水库").mention_ids, "甲水库")
    rows = list(csv.DictReader(io.StringIO(export_csv(corrections(desk.store)).decode("utf-8-sig"))))
    harm(rows[0])
    done = import_csv(other.store, table(rows), who="乙")
    assert [(refused.row, refused.code) for refused in done.refused] == [(2, code)]
    assert refused_is_one_sentence(done.refused[0].sentence)
    assert [one.anchor.name for one in corrections(other.store).items] == ["郁山湖水库"]


def refused_is_one_sentence(sentence):
    return sentence.startswith("row 2: ") and "\n" not in sentence and len(sentence) < 400


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_table"),
        (b"a,b\n1,2\n", "no_table"),
        (b"\xff\xfe\x00", "encoding"),
        (b"x" * 20_000_001, "too_large"),
        (b'"' + b"x" * 200_000 + b'"\n', "no_table"),
    ],
)
def test_what_is_no_table_of_corrections_is_refused(store, content, code):
    with pytest.raises(CorrectionError) as told:
        import_csv(store, content, who="乙")
    assert told.value.code == code


def test_the_same_row_twice_is_taken_once(desk, other):
    desk.do("verify", desk.project("金洞风电项目").mention_ids)
    rows = list(csv.DictReader(io.StringIO(export_csv(corrections(desk.store)).decode("utf-8-sig"))))
    done = import_csv(other.store, table(rows * 2), who="乙")
    assert (done.taken, [(one.row, one.code) for one in done.refused]) == (1, [(3, "twice")])


def test_the_command_lists_exports_imports_and_undoes(desk, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PLAN_ATLAS_DATABASE", f"sqlite:///{tmp_path}/store.db")
    assert main(["corrections", "list"]) == 0
    assert capsys.readouterr().out == "no corrections\n"
    (written,) = desk.do("rename", desk.project("金洞风电项目").mention_ids, "金洞风电场", why="改名").corrections
    assert main(["corrections", "list"]) == 0
    said = capsys.readouterr().out
    assert all(word in said for word in (written.record_id, "甲", "金洞风电场", "改名"))
    file = tmp_path / "corrections.csv"
    assert main(["corrections", "export", str(file)]) == 0
    assert main(["corrections", "undo", written.record_id, "--who", "丙"]) == 0
    assert corrections(desk.store).items == ()
    assert main(["corrections", "import", str(file), "--who", "丙"]) == 0
    assert "1 taken, 0 stood already, 0 refused" in capsys.readouterr().out
    assert main(["corrections", "undo", "c-nothing"]) == 1
    assert "look at the list" in capsys.readouterr().err
    file.write_bytes(file.read_bytes().replace("金洞风电场".encode(), b"\x07"))
    assert main(["corrections", "import", str(file)]) == 1
    assert "row 2" in capsys.readouterr().out


def stands(desk):
    return [(one.name, one.precision) for one in desk.show().projects()]


def test_what_was_taken_back_is_made_again_step_by_step(desk):
    project, states, written = desk.project("茶园水库"), [stands(desk)], []
    desk_of = {"who": "乙"}
    for action, *stated in (("rename", "甲水库"), ("move", *QIANJIANG), ("verify",)):
        more = {"datum": "CGCS2000"} if action == "move" else {}
        written.append(desk.do(action, project.mention_ids, *stated, **more).corrections[0].record_id)
        states.append(stands(desk))
    assert len(set(written)) == 1
    record_id = written[0]
    for expected in states[-2::-1]:
        undo_correction(desk.store, record_id, **desk_of)
        assert stands(desk) == expected
    (one,) = undone_corrections(desk.store)
    assert (one.correction.action, one.correction.who, one.who) == ("rename", "甲", "乙")
    for expected in states[1:]:
        redo_correction(desk.store, record_id, **desk_of)
        assert stands(desk) == expected
    assert undone_corrections(desk.store) == ()
    with pytest.raises(CorrectionError) as told:
        redo_correction(desk.store, record_id, **desk_of)
    assert told.value.code == "nothing_to_redo"
    undo_correction(desk.store, record_id, **desk_of)
    assert stands(desk) == states[-2]


def test_another_correction_leaves_nothing_to_make_again(desk):
    project = desk.project("郁山湖水库")
    (first,) = desk.do("rename", project.mention_ids, "甲水库").corrections
    (gone,) = undo_correction(desk.store, first.record_id, who="甲")
    with pytest.raises(ConflictError):
        redo_correction(desk.store, first.record_id, who="乙", seen=gone.revision - 1)
    desk.show()
    desk.do("rename", project.mention_ids, "乙水库")
    assert undone_corrections(desk.store) == ()
    with pytest.raises(CorrectionError):
        redo_correction(desk.store, first.record_id, who="乙")


def test_an_action_on_several_mentions_is_made_again_as_one(desk):
    some(desk)
    before = stands(desk)
    taken = [one for one in desk.catalog.overlay.corrections.items if one.action in {"add", "merge", "split", "verify"}]
    acts = {one.act: one for one in taken}
    for one in acts.values():
        undo_correction(desk.store, one.record_id, who="甲")
    back = undone_corrections(desk.store)
    assert {one.correction.act for one in back} == set(acts)
    assert stands(desk) != before
    for one in back:
        redo_correction(desk.store, one.correction.record_id, who="甲", seen=one.revision)
    assert stands(desk) == before


def test_of_several_mentions_one_corrected_since_stands_in_the_way(desk):
    project = desk.project("茶园水库")
    first, _ = desk.do("rename", project.mention_ids, "甲水库").corrections
    undo_correction(desk.store, first.record_id, who="甲")
    desk.show()
    desk.do("verify", [project.mention_ids[1]])
    with pytest.raises(ConflictError, match="甲"):
        redo_correction(desk.store, first.record_id, who="乙")

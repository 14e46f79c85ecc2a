"""The quality gate on the build of the sample plans: it passes whole, and every rule catches a broken row."""

import json
import shutil
from dataclasses import replace

import pytest
from shapely import LineString, Point

from geo.boundaries import Boundaries
from geo.gazetteer import Gazetteer
from geo.models import Candidate, Rule
from loaders import cli, dataset, ledger, plan_rows, storage
from loaders.checking import printing
from loaders.checking.check import check, inspect
from loaders.checking.rules import ERROR, RULES
from loaders.errors import BuildBrokenError
from loaders.ledger import PlanCounts
from loaders.models import Evidence, Link, Place, Span
from loaders.storage import BUILD_DIRECTORY, FailedPlan

MANIFEST = dataset.ensure(BUILD_DIRECTORY)
ROWS = storage.read_tables(BUILD_DIRECTORY, MANIFEST)


def findings(changed, **known):
    """(rule, row) of what the gate finds in the sample build with some tables changed."""
    report = inspect({**ROWS, **changed}, **known)
    return [(finding.rule, finding.row) for finding in report.findings]


def with_row(table, row, **changes):
    """The table with one of its rows changed."""
    return {table: [replace(one, **changes) if one is row else one for one in ROWS[table]]}


def place(**wanted):
    return next(row for row in ROWS["places"] if all(getattr(row, name) == value for name, value in wanted.items()))


def linked(row):
    """The link and the mention of a place."""
    link = next(link for link in ROWS["links"] if link.place_id == row.place_id)
    return link, next(mention for mention in ROWS["mentions"] if mention.mention_id == link.mention_id)


TOWNSHIP = place(precision="township", source="township")
EXACT = place(precision="exact")
COUNTY = place(precision="county")
ROUTE = place(precision="route")
MENTION = next(mention for mention in ROWS["mentions"] if mention.task_id and mention.parts)
LINK = next(link for link in ROWS["links"] if link.mention_id == MENTION.mention_id)


def test_the_sample_build_passes():
    report = check(BUILD_DIRECTORY)
    assert (report.findings, report.errors, report.warnings) == ((), 0, 0)


PLACE_FAULTS = [
    ("geometry", TOWNSHIP, {"geometry": Point()}),
    ("geometry", TOWNSHIP, {"geometry": Point(float("nan"), 30)}),
    ("geometry", TOWNSHIP, {"geometry": LineString([(108, 29), (109, 30)])}),
    ("geometry", ROUTE, {"geometry": Point(108, 29)}),
    ("outside_china", TOWNSHIP, {"geometry": Point(0, 0)}),
    ("outside_china", ROUTE, {"geometry": LineString([(108, 29), (139.7, 35.7)])}),
    ("outside_county", TOWNSHIP, {"geometry": Point(116.4, 39.9)}),
    ("outside_county", COUNTY, {"geometry": Point(116.4, 39.9)}),
    ("outside_county", ROUTE, {"counties": ("110101",)}),
    ("unknown_county", TOWNSHIP, {"adcode": "999999"}),
    ("unknown_county", TOWNSHIP, {"county": "东城区"}),
    ("unknown_county", TOWNSHIP, {"adcode": None, "county": None}),
    ("unknown_county", COUNTY, {"adcode": "500000", "county": "重庆市"}),
    ("unknown_county", ROUTE, {"counties": ("999999",)}),
    ("unknown_township", TOWNSHIP, {"township": "无此镇"}),
    ("unknown_code", TOWNSHIP, {"precision": "street"}),
    ("unknown_code", TOWNSHIP, {"precision": "unresolved"}),
    ("unknown_code", TOWNSHIP, {"place_confidence": "certain"}),
    ("no_source", TOWNSHIP, {"evidence": " "}),
    ("no_source", TOWNSHIP, {"source": ""}),
    ("too_fine", TOWNSHIP, {"precision": "exact"}),
    ("too_fine", TOWNSHIP, {"precision": "village"}),
    ("too_fine", TOWNSHIP, {"township": None}),
    ("too_fine", EXACT, {"geometry": Boundaries.load().representative_point(EXACT.adcode)}),
]


@pytest.mark.parametrize(("rule", "row", "changes"), PLACE_FAULTS)
def test_a_broken_place_is_found(rule, row, changes):
    assert (rule, row.place_id) in findings(with_row("places", row, **changes))


MENTION_FAULTS = [
    ("quote", {"surface": "别的字"}),
    ("quote", {"parts": (Span(0, 3, "别的字"),)}),
    ("quote", {"evidence": (Evidence("county", "because", Span(0, 3, "别的字")),)}),
    ("quote", {"task_id": next(task.task_id for task in ROWS["tasks"] if task.task_id != MENTION.task_id)}),
    ("reference", {"plan_id": "lost"}),
    ("reference", {"task_id": "lost#1"}),
    ("unknown_county", {"adcode": "999999"}),
    ("unknown_county", {"county": "东城区"}),
    ("unknown_code", {"type": "thing"}),
    ("unknown_code", {"stage": "someday"}),
    ("unknown_code", {"kind": "castle"}),
    ("unknown_code", {"confidence": 1.2}),
    ("unlisted_township", {"adcode": "469002", "county": "琼海市", "township": "无此镇"}),
]


@pytest.mark.parametrize(("rule", "changes"), MENTION_FAULTS)
def test_a_broken_mention_is_found(rule, changes):
    assert (rule, MENTION.mention_id) in findings(with_row("mentions", MENTION, **changes))


LINK_FAULTS = [
    ("no_reason", {"reason": ""}),
    ("no_reason", {"place_id": None, "reason": " "}),
    ("no_reason", {"rejected": (Candidate("清水水库", "500114", "township", "site", ""),)}),
    ("reference", {"place_id": "site:lost"}),
    ("unknown_code", {"rule": "guess"}),
]


@pytest.mark.parametrize(("rule", "changes"), LINK_FAULTS)
def test_a_broken_link_is_found(rule, changes):
    assert (rule, LINK.mention_id) in findings(with_row("links", LINK, **changes))


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        (Rule.COUNTY, TOWNSHIP),
        (Rule.TIE, TOWNSHIP),
        (Rule.COUNTY_BY_ISSUER, ROUTE),
        (Rule.TOWNSHIP_NAMED, EXACT),
        (Rule.TOWNSHIP_INFERRED, place(precision="township", place_confidence="high")),
    ],
)
def test_a_place_finer_than_its_rule_is_found(rule, row):
    link, _ = linked(row)
    assert ("too_fine", link.mention_id) in findings(with_row("links", link, rule=rule))


def test_a_mention_without_its_link_and_a_link_without_its_mention_are_found():
    assert ("reference", MENTION.mention_id) in findings({"links": [one for one in ROWS["links"] if one is not LINK]})
    kept = [one for one in ROWS["mentions"] if one is not MENTION]
    assert ("reference", MENTION.mention_id) in findings({"mentions": kept})


@pytest.mark.parametrize("table", ["plans", "tasks", "mentions", "places", "areas"])
def test_a_row_that_stands_twice_is_found(table):
    row = ROWS[table][0]
    key = getattr(row, {"plans": "plan_id", "areas": "code"}.get(table, f"{table[:-1]}_id"))
    assert ("duplicate_id", key) in findings({table: [*ROWS[table], row]})


def test_a_task_out_of_its_text_is_found():
    task = ROWS["tasks"][0]
    assert ("quote", task.task_id) in findings(with_row("tasks", task, end_char=10**6))


def test_an_area_away_from_its_county_and_a_broken_base_map_are_found():
    area = next(area for area in ROWS["areas"] if area.level == "county")
    assert ("outside_county", area.code) in findings(with_row("areas", area, lon=116.4, lat=39.9))
    base = ROWS["base_counties"][0]
    assert ("geometry", base.adcode) in findings(with_row("base_counties", base, geometry=Point()))


def test_the_same_place_under_two_ids_is_found_once():
    again = replace(TOWNSHIP, place_id="place:again")
    found = findings({"places": [*ROWS["places"], again]})
    assert sorted(found) == [("duplicate_place", "place:again"), ("unused_place", "place:again")]


def test_two_sections_of_one_route_are_no_duplicates():
    coordinates = list(ROUTE.geometry.coords)
    section = replace(ROUTE, place_id="route:section", geometry=LineString([*coordinates[:-1], coordinates[-2]]))
    if len(coordinates) == 2:
        section = replace(section, geometry=LineString([coordinates[1], coordinates[0]]))
    assert "duplicate_place" not in {rule for rule, _ in findings({"places": [*ROWS["places"], section]})}


@pytest.mark.parametrize(("name", "shared"), [("官塘温泉", True), (f"琼海{EXACT.name}", False)])
def test_another_place_on_an_exact_point_is_found_but_not_another_name(name, shared):
    other = replace(EXACT, place_id="site:other", name=name)
    found = findings({"places": [*ROWS["places"], other]})
    assert ({"shared_point"} <= {rule for rule, _ in found}) == shared


def far_rows(**changes):
    """A reservoir near 北京 in the plan of 琼海, linked to a mention with the changes."""
    far = Place(
        place_id="site:far",
        name="怀柔水库",
        kind="reservoir",
        adcode="110116",
        county="怀柔区",
        township=None,
        geometry=Boundaries.load().representative_point("110116"),
        precision="county",
        place_confidence="high",
        source="site",
        evidence="a source",
    )
    mention = next(one for one in ROWS["mentions"] if one.plan_id == "qionghai" and one.evidence)
    link = next(one for one in ROWS["links"] if one.mention_id == mention.mention_id)
    unsaid = {"surface": "水库", "parts": (), "type": "project", "county": None, "adcode": None, "evidence": ()}
    return {
        "places": [*ROWS["places"], replace(far, source=changes.pop("source", "site"))],
        **with_row("links", link, place_id="site:far"),
        **with_row("mentions", mention, **{**unsaid, **changes}),
    }


def county_words(surface):
    return (Evidence("county", "the county before it", Span(0, len(surface), surface)),)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, "far_away"),
        ({"adcode": "110116", "county": "怀柔区"}, "far_away"),
        ({"adcode": "110116", "evidence": (Evidence("county", "county of the issuer", None),)}, "far_away"),
        ({"adcode": "110116", "evidence": county_words("怀柔")}, "far_away"),
        ({"adcode": "110114", "evidence": county_words("怀柔区")}, "far_away"),
        ({"surface": "怀柔水库"}, "far_away"),
        ({"adcode": "110116", "evidence": county_words("怀柔区")}, "far_named"),
        ({"adcode": "110000", "evidence": county_words("北京")}, "far_named"),
        ({"surface": "怀柔区水库"}, "far_named"),
        ({"surface": "北京怀柔水库"}, "far_named"),
        ({"surface": "怀柔", "type": "admin"}, "far_named"),
    ],
)
def test_a_far_place_must_be_named_by_the_plan(changes, rule):
    found = {found for found, _ in findings(far_rows(**changes))}
    assert found & {"far_away", "far_named"} == {rule}


def test_a_far_place_that_the_plan_names_passes_and_one_that_a_planner_put_there_is_left_alone():
    report = inspect({**ROWS, **far_rows(surface="北京市怀柔水库")})
    assert {one.rule for one in report.findings if RULES[one.rule].severity == ERROR} == {"quote"}
    assert "far_named" in report.by_rule
    found = {rule for rule, _ in findings(far_rows(source="correction"))}
    assert not found & {"far_away", "far_named"}


def test_a_county_without_a_polygon_is_listed_and_passes():
    counties = (one for one in Gazetteer.load().divisions() if one.level == "county")
    division = next(one for one in counties if Boundaries.load().polygon(one.adcode) is None)
    row = replace(COUNTY, place_id="county:lost", adcode=division.adcode, county=division.name)
    report = inspect({**ROWS, "places": [*ROWS["places"], row]})
    assert {finding.rule for finding in report.findings} == {"no_polygon", "unused_place"}
    assert report.errors == 0


@pytest.mark.parametrize("table", ["plans", "tasks", "mentions", "links", "places"])
def test_an_empty_table_is_found(table):
    assert ("empty", "—") in findings({table: []})


def test_a_plan_without_tasks_is_listed_and_a_failed_one_fails():
    assert ("silent_plan", "town") in findings({"plans": [*ROWS["plans"], replace(ROWS["plans"][0], plan_id="town")]})
    assert ("failed_plan", "bad.txt") in findings({}, failed=[FailedPlan("bad.txt", "no text")])


@pytest.mark.parametrize("table", ["tasks", "mentions", "places"])
def test_fewer_rows_of_the_same_text_are_shrinkage_but_a_few_are_not(table):
    present = next(one for one in ledger.counts(ROWS) if one.plan_id == "qionghai")
    for factor, found in ((2, True), (1.03, False), (0.5, False)):
        former = {present.sha256: replace(present, **{table: int(getattr(present, table) * factor)})}
        assert (("shrunken", "qionghai") in findings({}, former=former)) == found
    other_text = {"0" * 64: replace(present, sha256="0" * 64, tasks=999)}
    assert findings({}, former=other_text) == []


def test_a_build_remembers_the_most_rows_of_each_text(tmp_path):
    directory = tmp_path / "build"
    many, few = PlanCounts("a", "1", 9, 90, 50), PlanCounts("a", "1", 8, 95, 40)
    ledger.remember(directory, [many, PlanCounts("b", "2", 1, 1, 1)])
    ledger.remember(directory, [few])
    assert ledger.read(directory) == {"1": PlanCounts("a", "1", 9, 95, 50), "2": PlanCounts("b", "2", 1, 1, 1)}
    ledger.accept(directory, [few])
    assert ledger.read(directory)["1"] == few
    ledger.path(directory).write_text("[1]", encoding="utf-8")
    with pytest.raises(BuildBrokenError, match="delete it"):
        ledger.read(directory)


@pytest.fixture
def shrunken(tmp_path):
    """A whole build whose plans have yielded twice as many tasks before."""
    directory = tmp_path / "build"
    shutil.copytree(BUILD_DIRECTORY, directory)
    ledger.remember(directory, [replace(one, tasks=2 * one.tasks) for one in ledger.counts(ROWS)])
    return directory


def test_command_fails_on_a_shrunken_build_until_it_is_accepted(shrunken, tmp_path, capsys):
    out = tmp_path / "report.json"
    assert cli.main(["check", "--build", str(shrunken), "--json", str(out)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("error · shrunken · 2 · ")
    assert printed[1].startswith("  tasks chongqing: 22 tasks, 44 in an earlier build – ")
    assert printed[-1].startswith("check failed: 2 errors, 0 warnings")
    stated = json.loads(out.read_text(encoding="utf-8"))
    assert (stated["passed"], stated["errors"], len(stated["rules"])) == (False, 2, len(RULES))
    assert [rule["code"] for rule in stated["rules"] if rule["count"]] == ["shrunken"]
    assert cli.main(["check", "--build", str(shrunken), "--accept"]) == 0
    assert cli.main(["check", "--build", str(shrunken)]) == 0


def test_a_second_build_that_reads_less_of_the_same_plan_fails(tmp_path, monkeypatch, capsys):
    plans, directory = tmp_path / "plans", tmp_path / "build"
    plans.mkdir()
    (plans / "town.txt").write_text("1.水利。建设琼海市合水水库,推进文昌市竹包水库除险加固。\n", encoding="utf-8")
    dataset.build(directory, plans_directory=plans)
    assert cli.main(["check", "--build", str(directory)]) == 0
    extract = plan_rows.mentioning.extract
    monkeypatch.setattr(plan_rows.mentioning, "extract", lambda *read, **known: extract(*read, **known)[:1])
    dataset.build(directory, plans_directory=plans)
    dataset.build(directory, plans_directory=plans)  # building once more does not make it right
    assert cli.main(["check", "--build", str(directory)]) == 1
    assert "mentions town: 1 mentions, " in capsys.readouterr().out
    (plans / "town.txt").write_text("1.水利。建设琼海市合水水库。\n", encoding="utf-8")
    dataset.build(directory, plans_directory=plans)
    assert cli.main(["check", "--build", str(directory)]) == 0


def test_command_fails_on_an_empty_and_on_a_missing_build(tmp_path, capsys):
    (tmp_path / "plans").mkdir()
    dataset.build(tmp_path / "build", plans_directory=tmp_path / "plans")
    assert cli.main(["check", "--build", str(tmp_path / "build")]) == 1
    assert "error · empty · 5" in capsys.readouterr().out
    assert cli.main(["check", "--build", str(tmp_path / "none")]) == 1
    assert "run python -m loaders build" in capsys.readouterr().err


def test_every_finding_says_how_to_repair_it():
    unresolved = Link(MENTION.mention_id, None, "", ())
    links = [unresolved if one is LINK else one for one in ROWS["links"]]
    report = inspect({**ROWS, "links": links})
    line = next(line for line in printing.lines(report) if MENTION.mention_id in line)
    assert RULES["no_reason"].repair in line
    assert all(rule.repair and rule.title for rule in RULES.values())
    assert {rule.severity for rule in RULES.values()} == {ERROR, "warning"}

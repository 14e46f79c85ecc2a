"""What every briefing tells, whatever file it becomes: its words, its pages, its name."""

from collections import Counter
from datetime import date

import pytest

from loaders import briefing
from loaders.briefing import FORMATS, MapScope
from loaders.briefs.files import WRITERS
from loaders.catalog import Catalog, Query, ensure_built, short_name
from loaders.errors import LoaderError

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalog():
    ensure_built()
    return Catalog.open()


def scope(**filters):
    return MapScope(Query(**filters), drawn=DAY)


def test_every_format_has_a_writer():
    assert tuple(WRITERS) == FORMATS


@pytest.mark.parametrize("filters", [{"plans": ("chongqing",)}, {"plans": ("qionghai",)}, {"sectors": ("water",)}])
def test_numbers_are_those_of_the_map(catalog, filters):
    told = briefing.brief(catalog, scope(**filters))
    assert len(told.projects) == len(catalog.projects(Query(**filters))) > 0
    listed = [
        (row.mark.number, row.name) for group in briefing.map_sheet(catalog, told.scope).groups for row in group.rows
    ]
    assert [(one.number, one.name) for one in told.projects] == listed
    assert Counter(one.stage for one in told.projects) == {stage: len(group) for stage, group in told.groups}


def test_every_task_has_its_clause_and_the_numbers_of_its_projects(catalog):
    told = briefing.brief(catalog, scope(plans=("chongqing",)))
    assert [task.task_id for task in told.tasks] == [task.task_id for task in catalog.tasks(told.scope.query)]
    assert all(task.title in task.clause for task in told.tasks)
    of = {one.number: one for one in told.projects}
    assert all(task.task_id in of[number].task_ids for task in told.tasks for number in task.projects)
    assert {number for task in told.tasks for number in task.projects} == set(of)


def test_headline_can_be_the_planners_own_and_the_proposed_one_stays_known(catalog):
    own = MapScope(Query(plans=("chongqing",)), title="水利工作简报")
    told = briefing.brief(catalog, own)
    assert told.title == "水利工作简报" == briefing.map_sheet(catalog, own).title
    assert f"{len(told.projects)} 个" in told.proposed


def test_atlas_opens_with_the_whole_and_gives_every_county_with_a_project_a_page(catalog):
    whole, *pages = briefing.atlas(catalog, scope(plans=("chongqing",)))
    assert whole == scope(plans=("chongqing",))
    codes = [page.query.counties[0] for page in pages]
    assert len(codes) == len(set(codes))
    assert {item.adcode for item in catalog.projects(whole.query) if item.adcode} <= set(codes)
    assert all(catalog.projects(page.query) for page in pages)


def test_file_names_say_day_county_and_subject(catalog):
    county = catalog.plan_counties(("chongqing",))[0]
    assert briefing.file_name(catalog, [scope(counties=(county.code,), sectors=("water", "energy"))], "pptx") == (
        f"20261122_{short_name(county.name)}_水利能源项目.pptx"
    )
    label = catalog.plan("chongqing").label.strip("[]")
    assert briefing.file_name(catalog, [scope(plans=("chongqing",))], "png") == f"20261122_{label}_项目简报.png"
    assert briefing.file_name(catalog, [scope()], "pdf") == "20261122_2份规划_项目简报.pdf"


def test_what_cannot_be_written_is_said(catalog):
    with pytest.raises(LoaderError, match="png, svg"):
        briefing.brief_file(catalog, [scope()], "gif")
    with pytest.raises(LoaderError, match="without a page"):
        briefing.brief_file(catalog, [], "pdf")
    with pytest.raises(LoaderError, match="pdf or zip"):
        briefing.brief_file(catalog, [scope(), scope()], "png")


def test_pdf_has_a_page_for_every_scope_and_reports_each(catalog):
    scopes = briefing.atlas(catalog, scope(plans=("chongqing",), sectors=("water",)))[:3]
    said = []
    content = briefing.brief_file(
        catalog, scopes, "pdf", progress=lambda label, fraction: said.append((label, fraction))
    )
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") == len(scopes)
    assert [fraction for _, fraction in said] == [1 / 3, 2 / 3, 1]
    assert briefing.brief_file(catalog, scopes, "pdf") == content

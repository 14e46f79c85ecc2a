"""Factories of records with harmless defaults; a test states only what it is about."""

import itertools

import pytest
from shapely import Point

from loaders.models import Area, Link, Mention, Place, PlanDocument, Span, Task
from loaders.store import Store
from tests.correcting import Desk, build_of, write_plans

PLAN_TEXT = "一、甲县建设清水水库。二、乙县研究论证石岭风电。三、推进全市水网。"


@pytest.fixture
def make_plan():
    def make(plan_id="plan", **changes):
        fields = dict(
            plan_id=plan_id,
            title=None,
            label=f"[{plan_id}]",
            issuer=None,
            jurisdiction="500000",
            document_number=None,
            date=None,
            text=PLAN_TEXT,
            sha256="0" * 64,
        )
        return PlanDocument(**{**fields, **changes})

    return make


@pytest.fixture
def make_task():
    def make(task_id="plan#1", **changes):
        plan_id, _, ordinal = task_id.partition("#")
        fields = dict(
            task_id=task_id,
            plan_id=plan_id,
            ordinal=int(ordinal),
            number=ordinal,
            section=("一、总则",),
            title=f"任务{ordinal}",
            start_char=0,
            end_char=11,
            sectors=("water",),
            lead_units=(),
            responsible_units=(),
            deadline=None,
            targets=(),
        )
        return Task(**{**fields, **changes})

    return make


@pytest.fixture
def make_mention():
    numbers = itertools.count()

    def make(name="清水水库", *, task_id="plan#1", **changes):
        start = changes.get("start_char", next(numbers) * 10)
        fields = dict(
            mention_id=f"{(task_id or 'plan').partition('#')[0]}@{start}-{name}",
            plan_id=(task_id or "plan").partition("#")[0],
            task_id=task_id,
            start_char=start,
            end_char=start + len(name),
            surface=name,
            parts=(Span(start, start + len(name), name),),
            name=name,
            type="project",
            kind="reservoir",
            sector="water",
            stage="under_construction",
            admin_level=None,
            county="黔江区",
            adcode="500114",
            township=None,
            route=None,
            quantity=(),
            investment=None,
            confidence=0.9,
            rule="test",
        )
        return Mention(**{**fields, **changes})

    return make


@pytest.fixture
def make_place():
    def make(place_id="site:1", **changes):
        fields = dict(
            place_id=place_id,
            name="清水水库",
            kind="reservoir",
            adcode="500114",
            county="黔江区",
            township=None,
            geometry=Point(108.7, 29.4),
            precision="township",
            place_confidence="high",
            source="curated",
            evidence="a source",
        )
        return Place(**{**fields, **changes})

    return make


@pytest.fixture
def make_area():
    def make(code="500114", name="黔江区", level="county", **changes):
        fields = dict(code=code, name=name, level=level, adcode=code[:6], lon=108.7, lat=29.4)
        return Area(**{**fields, **changes})

    return make


@pytest.fixture
def link():
    def make(mention, place=None, reason="because"):
        return Link(mention_id=mention.mention_id, place_id=place and place.place_id, reason=reason, rejected=())

    return make


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The build that corrections are laid over."""
    folder = tmp_path_factory.mktemp("correcting")
    return build_of(folder / "build", write_plans(folder / "plans"))


@pytest.fixture
def desk(built, tmp_path):
    """Corrections of that build in a store of their own."""
    store = Store.open(f"sqlite:///{tmp_path}/store.db")
    yield Desk(store, built)
    store.close()

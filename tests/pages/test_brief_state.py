"""What the address holds of a briefing: pages written and read back, hostile values, and the commands of the basket."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from loaders.briefing import PAPERS
from pages.components import brief_basket, brief_state, state
from pages.components.brief_state import Item

DIRTY = st.text(max_size=120)
DEGREES = st.floats(-200, 200)


@st.composite
def items(draw, known):
    """Any page that the interface can make."""

    def some(facets):
        return tuple(draw(st.lists(st.sampled_from([one.code for one in facets]), unique=True, max_size=4)))

    params = {
        "plan": draw(st.sampled_from(["all", *(one.code for one in known.plans)])),
        "sector": some(known.sectors),
        "kind": some(known.kinds),
        "county": some(known.counties),
        "township": some(known.townships),
        "stage": some(known.stages),
        "precision": tuple(draw(st.lists(st.sampled_from(list(state.PRECISION_GROUPS)), unique=True))),
        "unit": some(known.units),
        "q": draw(DIRTY).strip()[: state.TEXT_LIMIT],
    }
    source = brief_state._Parameters({k: [v] if isinstance(v, str) else list(v) for k, v in params.items() if v})
    return Item(
        view=state.view_in(source, known),
        paper=draw(st.sampled_from(list(PAPERS))),
        title=brief_state.title_in(draw(DIRTY)),
        without=tuple(flag for flag in brief_state.ON_MAP if draw(st.booleans())),
        bounds=brief_state.bounds_in(",".join(str(draw(DEGREES)) for _ in range(4))),
        atlas=draw(st.booleans()),
    )


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_an_item_is_read_as_it_was_written(catalog, data):
    known = catalog.facets()
    item = data.draw(items(known))
    (_, text), (_, again) = parse_qsl(urlencode([("item", item.text), ("item", item.text)]))
    assert text == again == item.text
    found = brief_state.decoded(text, known)
    assert found == item
    assert found.text == text
    assert found.scope == item.scope
    named = brief_basket.renamed(text, "新的 标题&title=假#%")
    assert brief_state.decoded(named, known).title == "新的 标题&title=假#%"
    assert brief_state.decoded(brief_basket.renamed(named, ""), known).title == ""


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.one_of(DIRTY, DIRTY.map(lambda word: f"plan=all&county={word}&title={word}&bounds={word}&paper={word}")))
def test_no_text_breaks_the_reading_and_unknown_values_are_dropped(catalog, text):
    found = brief_state.decoded(text, catalog.facets())
    if found:
        assert found.paper in PAPERS
        assert len(found.title) <= brief_state.TITLE_LIMIT
        assert brief_state.decoded(found.text, catalog.facets()) == found


@pytest.mark.parametrize("text", ["", "garbage", "plan=", "plan=nowhere", "sector=water", "&".join(["plan=all"] * 500)])
def test_what_names_no_plan_is_no_page(catalog, text):
    assert brief_state.decoded(text, catalog.facets()) is None


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,1,2,3", "1,2,inf,3", "5,1,4,2", "1,1,1.001,2", "200,1,210,2", "1;2;3;4"],
)
def test_no_bounds(text):
    assert brief_state.bounds_in(text) is None


def test_bounds_are_cut_to_the_world_and_to_what_a_map_shows():
    assert brief_state.bounds_in("108.12345,28.9,109.2,30.1") == (108.123, 28.9, 109.2, 30.1)
    assert brief_state.bounds_in("-360,-95,360,95") == brief_state.WORLD


def test_an_address_holds_so_many_pages_and_so_much():
    assert not brief_state.is_full(["plan=all"] * brief_state.MOST_ITEMS)
    assert brief_state.is_full(["plan=all"] * (brief_state.MOST_ITEMS + 1))
    assert brief_state.is_full(["plan=all&title=" + "长" * 200] * 20)


PAGES = [f"plan=all&county={code}" for code in ("500114", "500242", "500243")]


def _basket():
    import streamlit as st

    from pages.components import brief_basket, brief_state

    for command in st.session_state["commands"]:
        if command.startswith("add "):
            brief_basket.add(command.removeprefix("add "))
        else:
            brief_basket.obey(brief_state.texts(), command)


def after(*commands, pages=PAGES, **query):
    """The address after the commands, from one with three pages."""
    test = AppTest.from_function(_basket)
    for name, value in {"item": pages, **query}.items():
        test.query_params[name] = value
    test.session_state["commands"] = commands
    test.run()
    assert not test.exception
    found = {name: test.query_params[name] for name in test.query_params}
    return {name: [value] if isinstance(value, str) else list(value) for name, value in found.items()}


def order(*commands):
    return [PAGES.index(text) + 1 for text in after(*commands).get("item", [])]


@pytest.mark.parametrize(
    ("commands", "left"),
    [
        (["up 2"], [2, 1, 3]),
        (["down 1"], [2, 1, 3]),
        (["up 1"], [1, 2, 3]),
        (["down 3"], [1, 2, 3]),
        (["move 1 3"], [2, 3, 1]),
        (["move 3 1"], [3, 1, 2]),
        (["remove 2"], [1, 3]),
        (["remove 2", "undo"], [1, 2, 3]),
        (["clear"], []),
        (["clear", "undo"], [1, 2, 3]),
        (["remove 2", "up 2", "undo"], [3, 1]),
        (["undo"], [1, 2, 3]),
        (["remove 9"], [1, 2, 3]),
        (["up x"], [1, 2, 3]),
        (["remove ²"], [1, 2, 3]),
        (["move 1 x"], [1, 2, 3]),
        (["explode 1"], [1, 2, 3]),
        ([""], [1, 2, 3]),
    ],
)
def test_pages_are_put_in_order_and_taken_out(commands, left):
    assert order(*commands) == left


def test_a_page_is_renamed_and_opened():
    found = after(
        "rename 2 第一行\n第二行", "edit 2", sector="water", without="tables,names", title="别的", bounds="1,1,2,2"
    )
    assert found["item"][1] == f"{PAGES[1]}&title=第一行%20第二行"
    assert found["title"] == ["第一行 第二行"]
    assert found["county"] == ["500242"]
    assert found["without"] == ["tables"]
    assert found["edit"] == ["2"]
    assert not {"sector", "bounds"} & found.keys()


def test_a_page_is_collected_once_and_no_more_than_there_is_room():
    assert after("add plan=all")["item"] == [*PAGES, "plan=all"]
    assert after(f"add {PAGES[0]}")["item"] == PAGES
    many = [f"plan=all&q={number}" for number in range(brief_state.MOST_ITEMS)]
    assert after("add plan=all", pages=many)["item"] == many

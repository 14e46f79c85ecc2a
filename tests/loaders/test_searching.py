import subprocess
import sys
import time

import pytest

from loaders.searching import Entry, SearchIndex, division_names, folded, readings

NAMES = (
    "茶园水库",
    "重庆东站",
    "酉阳土家族苗族自治县",
    "黔江区",
    "渝湘高速公路",
    "渝湘高速铁路",
    "G69银百高速",
    "绿春湖景区",
    "西安路改造",
)


@pytest.fixture(scope="module")
def index():
    return SearchIndex(Entry(text="", names=division_names(name)) for name in NAMES)


def found(index, text):
    return [NAMES[position] for position in sorted(index.find(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("茶园", ["茶园水库"]),
        ("chayuan", ["茶园水库"]),
        ("chayuanshuiku", ["茶园水库"]),
        ("chayu", ["茶园水库"]),  # the last syllable only begun
        ("yuanshui", ["茶园水库"]),
        ("cysk", ["茶园水库"]),
        ("CYSK", ["茶园水库"]),
        ("ＣＹＳＫ", ["茶园水库"]),
        ("ysk", ["茶园水库"]),
        ("hayuan", []),  # begins inside a syllable
        ("chayuanx", []),
        ("cys水库", []),
        ("cha yuan", ["茶园水库"]),
        ("茶园 sk", ["茶园水库"]),
        ("茶园\u3000水库", ["茶园水库"]),
        ("茶园 高速", []),
        ("chongqing", ["重庆东站"]),
        ("zhongqing", ["重庆东站"]),  # every reading of 重
        ("cqdz", ["重庆东站"]),
        ("黔江", ["黔江区"]),
        ("qianjiang", ["黔江区"]),
        ("酉阳", ["酉阳土家族苗族自治县"]),
        ("酉阳县", ["酉阳土家族苗族自治县"]),
        ("yyx", ["酉阳土家族苗族自治县"]),
        ("youyangxian", ["酉阳土家族苗族自治县"]),
        ("渝湘高速", ["渝湘高速公路", "渝湘高速铁路"]),
        ("渝湘高铁", ["渝湘高速铁路"]),
        ("银百高速公路", ["G69银百高速"]),
        ("g69", ["G69银百高速"]),
        ("Ｇ６９", ["G69银百高速"]),
        ("lvchun", ["绿春湖景区"]),
        ("luchun", ["绿春湖景区"]),
        ("lüchun", ["绿春湖景区"]),
        ("lǜchūn", ["绿春湖景区"]),
        ("xian", ["酉阳土家族苗族自治县", "西安路改造"]),  # 县 xian, 西安 xi an
        ("xi'an", ["酉阳土家族苗族自治县", "西安路改造"]),
        ("q", []),  # one letter stands only for itself
        ("g", ["G69银百高速"]),
    ],
)
def test_words_find_names(index, text, names):
    assert found(index, text) == names


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_no_words_are_no_restriction(index, text):
    assert index.find(text) is None


@pytest.mark.parametrize("text", ["[", "(", ".*", "\\", "a|b", "^$", "xian" * 15, "a" * 60])
def test_any_text_is_harmless(index, text):
    assert index.find(text) == frozenset()


def test_running_text_is_searched_as_it_is_written_and_not_by_its_readings():
    index = SearchIndex([Entry("建设Ａ座茶园水库。", ())])
    assert index.find("a座") == index.find("茶园水库") == {0}
    assert index.find("chayuan") == frozenset()


def test_a_name_of_several_things_finds_them_all():
    index = SearchIndex([Entry("", ("茶园水库",)), Entry("", ("黔江区",)), Entry("", ("黔江区", "茶园水库"))])
    assert index.find("cysk") == {0, 2}
    assert index.find("cysk qj") == {2}


def test_no_match_reaches_from_one_name_into_the_next():
    index = SearchIndex([Entry("", ("茶园", "水库")), Entry("", ("茶园",))])
    assert index.find("yuanshui") == frozenset()
    assert index.find("cysk") == frozenset()


def test_readings_of_a_character():
    assert readings("重") >= {"zhong", "chong"}
    assert readings("绿") == {"lv", "lu"}
    assert readings("9") == {"9"}
    assert readings("(") == frozenset()


def test_folding_joins_ways_to_type():
    assert folded("Ｇ６９　（ＡＢ）") == folded("g69 (ab)")


def test_pypinyin_is_loaded_by_the_first_search_in_letters():
    code = (
        "import sys; from loaders.searching import Entry, SearchIndex;"
        "index = SearchIndex([Entry('', ('茶园水库',))]); index.find('茶园');"
        "assert 'pypinyin' not in sys.modules; assert index.find('cysk') == {0}; assert 'pypinyin' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_ten_thousand_projects_are_searched_at_once():
    """Limits are generous: a search takes some 5 ms on an idle core."""
    town = [chr(0x4E00 + 37 * number % 6000) for number in range(3000)]
    entries = [
        Entry(
            "推进水利基础设施建设,加快补齐短板" * 2,
            (f"{town[n % 2999]}{town[7 * n % 2999]}{town[n * n % 2999]}茶园水库工程", "黔江区"),
        )
        for n in range(10_000)
    ]
    readings("茶")  # loads pypinyin's tables
    start = time.perf_counter()
    index = SearchIndex(entries)
    assert len(index.find("cysk")) == 10_000
    assert time.perf_counter() - start < 1
    for text in ("茶园", "chayuanshuiku", "cyskg", "zzzzz", "xianxianxian"):
        assert min(seconds(index, text) for _ in range(3)) < 0.1, text


def seconds(index, text):
    start = time.perf_counter()
    index._find((text,))  # past what is kept of earlier searches
    return time.perf_counter() - start

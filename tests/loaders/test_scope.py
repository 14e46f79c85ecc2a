"""Counties of projects: prefix, bracket, name, list, colon, heading, table row, the words that follow, the issuer."""

import pytest

from loaders import mentions, tasks

CHONGQING, JIANGXI, SICHUAN, SHANXI, ANHUI = "500000", "360000", "510000", "140000", "340000"


@pytest.fixture
def counties(make_document, gazetteer):
    """County by name of the projects of a text (a clause of a task, or a whole plan)."""

    def read(text, jurisdiction, *, is_plan=False):
        document = make_document(text if is_plan else f"一、重点任务\n1.工作安排。{text}\n", jurisdiction)
        found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
        return {one.name: one.county for one in found if one.type != "admin"}

    return read


@pytest.mark.parametrize(
    ("clause", "jurisdiction", "expected"),
    [
        ("加快石梁河水库(平遥县)建设。", SHANXI, {"平遥县"}),
        ("建成沪昆高铁上饶广信区段。", JIANGXI, {"广信区"}),
        ("改造G320上高锦江至敖山段。", JIANGXI, {"上高县"}),
        ("实施G220都昌至湖口段改造。", JIANGXI, {None}),
        ("建设九江港彭泽港区红光作业区。", JIANGXI, {"彭泽县"}),
        ("建设上高第二污水处理厂。", JIANGXI, {"上高县"}),
        ("推进宜都至万载段、莲花山水库建设。", JIANGXI, {None}),
        ("加快鹅湖水库建设,工程位于铅山县鹅湖镇,总库容2000万立方米。", JIANGXI, {"铅山县"}),
        ("推进铅山县、横峰县联动发展,建设鹅湖水库。", JIANGXI, {None}),
    ],
)
def test_the_words_beside_a_name(counties, clause, jurisdiction, expected):
    assert set(counties(clause, jurisdiction).values()) == expected


def test_a_county_before_a_colon_rules_to_the_next(counties):
    found = counties("渠县:柏水水库、宝石湖水库建设;大竹县:土地滩水库开工。万源市:寨子河水库。", SICHUAN)
    assert found == {"柏水水库": "渠县", "宝石湖水库": "渠县", "土地滩水库": "大竹县", "寨子河水库": "万源市"}


def test_headings_of_counties(counties):
    text = (
        "一、项目清单\n(一)奉节县\n1.草堂水库\n2.白帝大桥\n(二)巫山县(1个)\n3.大昌水库\n二、其他\n4.龙溪水库\n"
        "【云阳县】\n泥溪水库、青龙水库建设。\n【开州区】\n跳蹬水库建设。\n"
    )
    assert counties(text, CHONGQING, is_plan=True) == {
        "草堂水库": "奉节县",
        "白帝大桥": "奉节县",
        "大昌水库": "巫山县",
        "龙溪水库": None,
        "泥溪水库": "云阳县",
        "青龙水库": "云阳县",
        "跳蹬水库": "开州区",
    }


def test_an_item_tells_of_its_title(make_document, gazetteer):
    text = (
        "一、项目清单\n1.草堂水库。建设地点:奉节县草堂镇。建设内容:新建大坝一座。年度目标:力争年底下闸蓄水。\n"
        "2.白帝大桥\n建设地点:奉节县\n年度目标:开工建设\n3.大昌水库位于巫山县大昌镇,总库容3000万方,续建。\n"
    )
    document = make_document(text, CHONGQING)
    found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
    assert {one.name: (one.county, one.stage) for one in found if one.type != "admin"} == {
        "草堂水库": ("奉节县", "completed"),
        "白帝大桥": ("奉节县", "start"),
        "大昌水库": ("巫山县", "under_construction"),
    }


def test_cells_of_several_counties_and_of_towns(counties):
    text = (
        "序号  项目名称  建设内容  建设地点  责任单位\n"
        "1  白莲崖水库、佛子岭水库除险加固  加固坝体  霍山县、金寨县  市水利局\n"
        "2  磨子潭水库  移民安置  霍山县大化坪镇、诸佛庵镇  市水利局\n"
        "3  红石嘴渠首  改建闸门  市水利局  金寨县水利局\n"
        "4  龙河口至城区引水工程  管线36公里  舒城县  市水利局\n"
        "5  淠史杭灌区  渠道衬砌  霍山县、舒城县  市水利局\n"
    )
    found = counties(text, ANHUI, is_plan=True)
    assert list(found.values()) == ["霍山县", "金寨县", "霍山县", "金寨县", "舒城县", None]


def test_a_line_of_a_county_plan_may_lead_elsewhere(counties):
    found = counties("加快渠县至营山高速公路、县人民医院、土溪镇至三汇镇公路建设。", "511725")
    assert list(found.values()) == [None, "渠县", "渠县"]


def test_a_county_inside_a_name_rules_nothing_else(counties):
    found = counties("推进G210达州至大竹县段改造、莲花水库建设。", SICHUAN)
    assert found["莲花水库"] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "一、口岸\n1.勐腊县方面。磨憨口岸改造,建设关累码头。\n2.其他方面。建设曼老龙水库。\n",
            ["勐腊县", "勐腊县", None],
        ),
        ("一、水利\n1.重点灌区。改造勐海星火、曼满灌区,建设勐往河(勐海段)堤防。\n", ["勐海县", "勐海县", "勐海县"]),
    ],
)
def test_titles_of_items_and_members_that_share_a_head(counties, text, expected):
    assert list(counties(text, "532800", is_plan=True).values()) == expected


def test_waters_named_like_a_county_lie_in_none(counties):
    assert counties("实施赤水河治理,建设习水河堤防工程。", "520000")["赤水河"] is None

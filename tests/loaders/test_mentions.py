"""Extraction rules on sentences of plans from many provinces; the gold plans are scored in tests/gold."""

import pytest

from loaders import mentions, tasks

GUANGXI, SHAANXI, HUBEI, HUNAN, CHONGQING, SHANDONG = "450000", "610000", "420000", "430000", "500000", "370000"


@pytest.fixture
def read(make_document, gazetteer):
    """Mentions of one clause of a plan of a jurisdiction."""

    def extract(clause, jurisdiction):
        document = make_document(f"一、重点任务\n1.工作安排。{clause}\n", jurisdiction)
        return mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)

    return extract


def projects(found):
    return {one.name: one for one in found if one.type != "admin"}


def places(found):
    return [one.name for one in found if one.type == "admin"]


@pytest.mark.parametrize(
    ("clause", "jurisdiction", "names"),
    [
        ("加快秀山县桐梓和马西水库建设。", CHONGQING, {"桐梓水库", "马西水库"}),
        ("推进巴马至田东和巴马至平果高速公路建设。", GUANGXI, {"巴马至田东高速公路", "巴马至平果高速公路"}),
        ("推进神木、府谷、定边等3座通用机场前期工作。", SHAANXI, {"神木通用机场", "府谷通用机场", "定边通用机场"}),
        ("开工竹山县潘口、房县三里坪等抽水蓄能电站。", HUBEI, {"潘口抽水蓄能电站", "三里坪抽水蓄能电站"}),
        ("支持龙脊梯田、黄姚古镇、青秀山等3家国家5A级旅游景区创建。", GUANGXI, {"龙脊梯田", "黄姚古镇", "青秀山"}),
    ],
)
def test_lists_are_expanded(read, clause, jurisdiction, names):
    assert set(projects(read(clause, jurisdiction))) == names


def test_county_prefix_changes_inside_a_list(read):
    found = projects(read("加快石门县皂市水库、慈利县江垭水库和永顺县高家坝防洪水库建设。", HUNAN))
    assert {name: one.county for name, one in found.items()} == {
        "皂市水库": "石门县",
        "江垭水库": "慈利县",
        "高家坝防洪水库": "永顺县",
    }


def test_county_that_acts_governs_its_sentence(read):
    found = projects(read("支持沂南县加快建设双堠水库,推进黄山铺灌区改造。实施马头崖水库除险加固。", SHANDONG))
    assert [found[name].county for name in ("双堠水库", "黄山铺灌区改造", "马头崖水库除险加固")] == [
        "沂南县",
        "沂南县",
        None,
    ]


def test_county_before_a_noun_governs_its_list_only(read):
    found = projects(read("开工保康县寺坪风电场,完成九路寨风电场核准。", HUBEI))
    assert [found[name].county for name in ("寺坪风电场", "九路寨风电场")] == ["保康县", None]


def test_several_counties_together_govern_nothing(read):
    found = projects(read("推动凤凰县、吉首市联动发展,打造矮寨大桥旅游区。", HUNAN))
    assert [one.county for one in found.values()] == [None]


def test_issuing_county_governs_everything(read):
    found = projects(read("加快市人民医院迁建,推进白莲河水库除险加固。", "421182"))
    assert {one.county for one in found.values()} == {"武穴市"}


@pytest.mark.parametrize(
    ("clause", "stage"),
    [
        ("建成投用甲子水库。", "completed"),
        ("力争开工甲子水库。", "start"),
        ("加快甲子水库建设。", "under_construction"),
        ("加快甲子水库前期工作。", "preparation"),
        ("深化甲子水库研究论证。", "study"),
        ("完成甲子水库核准。", "approval"),
        ("对甲子水库进行除险加固。", "upgrade"),
        ("加快甲子水库改造升级。", "under_construction"),
        ("围绕甲子水库开展巡查。", "none"),
        ("推进乙丑水库建设、甲子水库前期工作。", "preparation"),
        ("加快乙丑水库、甲子水库前期工作。", "preparation"),
        ("力争甲子水库开工建设。", "start"),
    ],
)
def test_stage_by_governing_verb(read, clause, stage):
    found = projects(read(clause, HUBEI))
    assert [one.stage for name, one in found.items() if name.startswith("甲子水库")] == [stage]


def test_designation_keeps_the_site_name(read):
    found = projects(read("支持兴安县灵渠景区创建国家5A级旅游景区。", GUANGXI))
    assert {name: (one.stage, one.county) for name, one in found.items()} == {"灵渠景区": ("designation", "兴安县")}


@pytest.mark.parametrize(
    ("clause", "ends"),
    [
        ("推进涪陵至武隆高铁前期工作。", ("涪陵", (), "武隆")),
        ("开展秀山至酉阳至来凤高速公路研究论证。", ("秀山", ("酉阳",), "来凤")),
        ("推进渝湘高铁重庆至黔江段建设。", ("重庆", (), "黔江")),
        ("开展酉(阳)永(顺)高速公路研究论证。", ("酉阳", (), "永顺")),
        ("加快城巫高速公路前期工作。", ("城口", (), "巫溪")),
    ],
)
def test_route_ends(read, clause, ends):
    (one,) = projects(read(clause, CHONGQING)).values()
    assert (one.route.origin, one.route.via, one.route.destination) == ends


@pytest.mark.parametrize(
    "clause",
    [
        "加强高标准农田建设,推进农村饮水安全工程。",
        "改造一批中小型水库和灌区。",
        "支持创建国家乡村振兴示范县,开通人才“绿色通道”。",
        "推进老城区道路改造,盘活土地资源,延长产业链。",
        "落实《湖北省水利发展规划》和甲水库调度要求文件。"[:16] + "。",
        "弘扬延安精神,振兴革命老区。",
        "发展“房县黄酒”等品牌。",
        "建设一批公办幼儿园和乡镇卫生院。",
    ],
)
def test_what_names_no_place(read, clause):
    assert read(clause, HUBEI) == []


def test_short_and_ethnic_names_become_official(read):
    found = read("支持彭水县、酉阳县、石柱县文旅融合发展。", CHONGQING)
    assert places(found) == ["彭水苗族土家族自治县", "酉阳土家族苗族自治县", "石柱土家族自治县"]


def test_former_names_become_current(read):
    assert places(read("支持监利县发展虾稻产业。", HUBEI)) == ["监利市"]


def test_a_short_name_of_elsewhere_must_open_a_word(read):
    assert places(read("推进东江源区水土流失治理,打造生态示范县。", "360700")) == []
    assert places(read("推动与江源区结对协作。", "360700")) == ["江源区"]


def test_offices_and_banks_are_no_places(read):
    assert places(read("由武汉市水利局、襄阳市人民政府和农业银行随州支行配合。", HUBEI)) == []


def test_town_among_the_units_ties_the_task_to_it(make_document, gazetteer):
    text = "1.治理河道。开展巡查。(牵头单位:市水务局;责任单位:市财政局、会山镇、阳江镇)\n"
    document = make_document(text, "469002")
    found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
    assert [(one.name, one.county, one.task_id) for one in found] == [
        ("会山镇", "琼海市", "plan#1"),
        ("阳江镇", "琼海市", "plan#1"),
    ]


def test_investment_and_quantity_stay_with_their_project(read):
    (one,) = projects(read("加快沂南县双堠水库(总库容1066万立方米,总投资12亿元)建设。", SHANDONG)).values()
    assert one.investment == "12亿元"
    assert [(amount.value, amount.unit) for amount in one.quantity] == [(1066.0, "万立方米")]


def test_parts_point_at_every_piece_of_an_expanded_name(read):
    found = projects(read("加快秀山县桐梓和马西水库建设。", CHONGQING))
    assert [part.surface for part in found["桐梓水库"].parts] == ["桐梓", "水库"]


def test_full_width_text_is_quoted_as_written(make_document, gazetteer):
    text = "１．工作。推进Ｇ６９银百高速（城岚段）建设。\n"
    document = make_document(text, CHONGQING)
    for one in mentions.extract(document, tasks.parse(document), gazetteer=gazetteer):
        assert text[one.start_char : one.end_char] == one.surface


def test_towns_and_villages_without_their_rank(read):
    found = read("支持南康区龙岭镇,信丰县大阿、古陂等2个镇开展治理,支持于都县梓山镇潭头村发展。", "360700")
    towns = {one.name: (one.admin_level, one.county) for one in found if one.admin_level in ("town", "village")}
    assert towns == {
        "龙岭镇": ("town", "南康区"),
        "大阿镇": ("town", "信丰县"),
        "古陂镇": ("town", "信丰县"),
        "梓山镇": ("town", "于都县"),
        "潭头村": ("village", "于都县"),
    }


def test_cities_in_a_counted_list(read):
    assert places(read("支持天水、平凉、庆阳3市协同发展。", "620000")) == ["天水市", "平凉市", "庆阳市"]


def test_an_acting_county_is_no_prefix_of_the_name(read):
    found = projects(read("联动武隆区打造乌江画廊生态文化旅游示范带。", CHONGQING))
    assert [one.county for one in found.values()] == [None]


def test_the_county_cell_rules_its_table_row(make_document, gazetteer):
    text = "一、续建项目\n1  富池水库  总库容3000万立方米  12.5  阳新县  市水利局\n"
    document = make_document(text, "420200")
    found = projects(mentions.extract(document, tasks.parse(document), gazetteer=gazetteer))
    assert {name: (one.county, one.stage) for name, one in found.items()} == {
        "富池水库": ("阳新县", "under_construction")
    }


@pytest.mark.parametrize(
    "clause", ["加快G323线瑞金市区至九堡段建设。", "推进207国道改造。", "推进S248革勒车至旧司段改扩建。"]
)
def test_numbered_roads_need_no_head_noun(read, clause):
    assert [one.kind for one in projects(read(clause, "360700")).values()] == ["road"]


def test_plain_table_rows_give_county_and_stage(make_document, gazetteer):
    rows = (
        "1 随州至信阳高速公路随县段 新建 双向四车道 随县 市交通运输局",
        "2 随州南站综合客运枢纽 续建 配套停车场 曾都区 市交通运输局",
        "3 广水市花山水库除险加固 前期 加固坝体 广水市 市水利和湖泊局",
    )
    document = make_document("序号 项目名称 建设性质 建设内容 建设地点 责任单位\n" + "\n".join(rows) + "\n", "421300")
    found = projects(mentions.extract(document, tasks.parse(document), gazetteer=gazetteer))
    assert {name: (one.stage, one.county) for name, one in found.items()} == {
        "随州至信阳高速公路随县段": ("start", "随县"),
        "随州南站综合客运枢纽": ("under_construction", "曾都区"),
        "花山水库除险加固": ("preparation", "广水市"),
    }


@pytest.mark.parametrize("verb", ["创建", "争创", "冲刺", "创成", "申报"])
def test_every_word_for_seeking_a_grade_keeps_the_names(read, verb):
    found = projects(read(f"支持竹溪县十八里长峡、郧西县上津古城{verb}国家4A级旅游景区。", HUBEI))
    assert {name: (one.stage, one.county) for name, one in found.items()} == {
        "十八里长峡": ("designation", "竹溪县"),
        "上津古城": ("designation", "郧西县"),
    }


def test_wrapped_report_reads_as_if_unwrapped(make_document, gazetteer):
    clause = (
        "(一)抓项目扩投资。建成武西高铁十堰段,西十高铁主体完工。加快推进房县至五峰高速公路、十堰至巫溪高速公路鲍峡至溢水段建设,"
        "启动竹山、竹溪通用机场选址,丹江口武当山抽水蓄能电站力争开工,郧阳区汉江大桥、郧西县天河口大桥年内通车。"
    )
    wrapped = "\n".join(clause[start : start + 30] for start in range(0, len(clause), 30))
    names = []
    for text in (clause + "\n", (wrapped + "\n") * 3):
        document = make_document(text, "420300")
        names.append(set(projects(mentions.extract(document, tasks.parse(document), gazetteer=gazetteer))))
    assert names[0] == names[1]
    assert {"房县至五峰高速公路", "竹山通用机场", "汉江大桥"} <= names[0]

"""Stages: which verb governs which name, over lists, clauses, headings, tables and brackets."""

import pytest

from loaders import mentions, tasks

HENAN, YUNNAN, GANSU, HEBEI = "410000", "530000", "620000", "130000"


@pytest.fixture
def stages(make_document, gazetteer):
    """Stage by name of the projects of a text (a clause of a task, or a whole plan)."""

    def read(text, jurisdiction=HENAN, *, is_plan=False):
        document = make_document(text if is_plan else f"一、重点任务\n1.工作安排。{text}\n", jurisdiction)
        found = mentions.extract(document, tasks.parse(document), gazetteer=gazetteer)
        return {one.name: one.stage for one in found if one.type != "admin"}

    return read


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        # one governor, one list
        ("谋划推进前坪水库建设。", "preparation"),
        ("规划建设前坪水库。", "preparation"),
        ("争取前坪水库纳入国家规划。", "preparation"),
        ("完成前坪水库可研报告编制。", "preparation"),
        ("启动前坪水库前期工作。", "preparation"),
        ("前坪水库前期工作扎实推进。", "preparation"),
        ("前坪水库完成用地预审。", "preparation"),
        ("开展前坪水库规划研究。", "study"),
        ("前坪水库可研获批。", "approval"),
        ("启动前坪水库建设。", "start"),
        ("前坪水库实现开工建设。", "start"),
        ("前坪水库完成前期工作并开工建设。", "start"),
        ("加快前坪水库续建。", "under_construction"),
        ("前坪水库加快推进。", "under_construction"),
        ("完成前坪水库主体工程。", "under_construction"),
        ("前坪水库大坝填筑过半。", "under_construction"),
        ("完成前坪水库建设。", "completed"),
        ("前坪水库改造全面完成。", "completed"),
        ("确保前坪水库年底前投入使用。", "completed"),
        ("前坪水库建成了。", "completed"),
        ("前坪水库年底前建成投用。", "completed"),
        ("推动前坪水库提档升级。", "upgrade"),
        ("对前坪水库实施除险加固。", "upgrade"),
        ("前坪水库除险加固加快推进。", "under_construction"),
        ("实施前坪水库除险加固。", "under_construction"),
        ("依托前坪水库发展旅游。", "none"),
        ("发挥前坪水库作用。", "none"),
    ],
)
def test_governor_and_what_stands_behind(stages, clause, expected):
    ((name, stage),) = stages(clause).items()
    assert name.startswith("前坪水库")
    assert stage == expected


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            "建成弥勒至玉溪高速公路,加快大理至攀枝花铁路、文山至麻栗坡高速公路建设,推进蒙自机场前期工作,昭通机场迁建力争年内开工。",
            {
                "弥勒至玉溪高速公路": "completed",
                "大理至攀枝花铁路": "under_construction",
                "文山至麻栗坡高速公路": "under_construction",
                "蒙自机场": "preparation",
                "昭通机场": "start",
            },
        ),
        (
            "续建红石岩水库、黑滩河水库,车马碧水库力争开工。",
            {"红石岩水库": "under_construction", "黑滩河水库": "under_construction", "车马碧水库": "start"},
        ),
        (
            "加快红石岩水库扩建,车马碧水库下闸蓄水。",
            {"红石岩水库扩建": "under_construction", "车马碧水库": "completed"},
        ),
        (
            "推进红石岩水库、车马碧水库,黑滩河水库取得核准。",
            {"红石岩水库": "under_construction", "车马碧水库": "under_construction", "黑滩河水库": "approval"},
        ),
        ("力争红石岩水库,车马碧水库开工。", {"红石岩水库": "start", "车马碧水库": "start"}),
        ("深化红石岩水库,车马碧水库前期研究。", {"红石岩水库": "study", "车马碧水库": "study"}),
        ("红石岩水库、车马碧水库分别建成投用和开工建设。", {"红石岩水库": "completed", "车马碧水库": "start"}),
        (
            "依托石林景区加快建设抚仙湖旅游度假区,保护红石岩水库水源涵养林,车马碧水库开工。",
            {"石林景区": "none", "抚仙湖旅游度假区": "under_construction", "红石岩水库": "none", "车马碧水库": "start"},
        ),
    ],
)
def test_scope_over_clauses(stages, clause, expected):
    found = stages(clause, YUNNAN)
    assert {name: found.get(name) for name in expected} == expected


def test_a_part_that_is_finished_leaves_the_whole_under_way(stages):
    found = stages("中川机场三期航站楼钢屋盖合龙,白龙江引水工程全线贯通。", GANSU)
    assert set(found.values()) == {"under_construction", "completed"}
    assert found["白龙江引水工程"] == "completed"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("力争2025年底前全线建成通车", "completed"),
        ("确保上半年开工建设", "start"),
        ("争取纳入国家规划", "preparation"),
        ("完成年度投资5亿元", "under_construction"),
        ("全面改善群众出行条件", "under_construction"),
    ],
)
def test_a_bare_statement_overrides_the_clause_before_it(stages, statement, expected):
    assert stages(f"加快推进邢台至衡水高速公路建设,{statement}。", HEBEI)["邢台至衡水高速公路"] == expected


def test_labels_before_lists(stages):
    text = "续建:贾鲁河水库、燕山水库。新开工项目:双洎河水库,3亿元;石漫滩水库,2亿元;储备一批:白龟山水库。"
    assert stages(text) == {
        "贾鲁河水库": "under_construction",
        "燕山水库": "under_construction",
        "双洎河水库": "start",
        "石漫滩水库": "start",
        "白龟山水库": "preparation",
    }


def test_headings_hold_until_one_of_their_rank(stages):
    text = (
        "一、水利\n(一)续建项目\n1.贾鲁河水库\n2.燕山水库\n(二)2025年计划新开工项目(2个)\n3.双洎河水库\n4.加快石漫滩水库前期工作\n"
        "(三)其他\n5.白龟山水库\n二、建设内容\n6.鸭河口水库\n"
    )
    assert stages(text, is_plan=True) == {
        "贾鲁河水库": "under_construction",
        "燕山水库": "under_construction",
        "双洎河水库": "start",
        "石漫滩水库": "preparation",
        "白龟山水库": "none",
        "鸭河口水库": "none",
    }


def test_row_cells_by_what_they_say(stages):
    text = (
        "序号  项目名称  建设性质  建设内容  年度目标\n一、在建项目\n"
        "1  贾鲁河水库  新建  总库容1000万立方米  完成主体工程\n"
        "2  燕山水库  新建  总库容1200万立方米  年底建成投用\n"
        "3  双洎河水库  前期  总库容900万立方米  征地\n"
    )
    assert stages(text, is_plan=True) == {
        "贾鲁河水库": "under_construction",
        "燕山水库": "completed",
        "双洎河水库": "preparation",
    }


def test_a_name_with_verb_letters_is_no_verb(stages):
    assert stages("推进建始县红石岩水库、通城县黑滩河水库。", "420000")["红石岩水库"] == "under_construction"


@pytest.mark.parametrize(
    ("clause", "name", "expected"),
    [
        ("贾鲁河湿地公园增设观鸟栈道。", "贾鲁河湿地公园", "upgrade"),
        ("贾鲁河湿地公园补充科普馆、加装路灯。", "贾鲁河湿地公园", "upgrade"),
        ("争取中原机场纳入全国规划。", "中原机场", "preparation"),
        ("将平顶山至漯河城际铁路纳入中原城际网规划。", "平顶山至漯河城际铁路", "preparation"),
        ("中型灌区改造——昭平台、白龟山灌区,叶县燕山灌区。", "燕山灌区", "upgrade"),
        ("在双汇产业园举办展会,燕山灌区竣工。", "双汇产业园", "none"),
        ("加快燕山灌区新改建。", "燕山灌区", "under_construction"),
        ("推动燕山水库扩建、白龟山水库等开工。", "燕山水库扩建", "start"),
        ("小清河复航工程加快推进。", "小清河", "under_construction"),
        ("燕山水库完成南岸削坡。", "燕山水库", "under_construction"),
    ],
)
def test_predicates_with_objects_and_labels(stages, clause, name, expected):
    found = stages(clause)
    assert next(stage for one, stage in found.items() if one.startswith(name)) == expected


def test_the_goal_cell_of_a_row_counts_in_any_words(stages):
    text = (
        "序号  项目名称  建设性质  建设内容  责任单位  年度目标\n"
        "1  燕山水库  续建  大坝加高  县水利局  引水投用\n2  昭平台灌区  新建  渠道  县水利局  办理用地预审\n"
        "3  白龟山水库  续建  大坝加高  县水利局  大坝填筑过半\n"
    )
    assert list(stages(text, is_plan=True).values()) == ["completed", "preparation", "under_construction"]

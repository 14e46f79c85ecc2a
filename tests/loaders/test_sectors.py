"""Sectors of tasks: the subjects of the clause, not single words in it."""

import csv

import pytest

from loaders.reading.sectors import sectors_of
from loaders.vocabulary import VOCABULARY_DIRECTORY, terms


@pytest.mark.parametrize(
    ("title", "clause", "sectors"),
    [
        ("完善路网", "改造G318线和S205线,建成龙口大桥。", {"transport"}),
        ("建设水网", "新建石门水库,推进清溪灌区续建配套,治理白沙河。", {"water"}),
        ("保障能源", "核准云岭抽水蓄能电站,建成220千伏变电站。", {"energy"}),
        ("文旅融合", "支持云岭创建4A级旅游景区,修缮红军旧址、烈士陵园。", {"tourism", "heritage"}),
        ("做强产业", "推进高新区扩区,开工动力电池项目,壮大装备制造。", {"industry"}),
        (
            "现代农业",
            "建设高标准农田,发展茶叶、中药材,在5个村建设乡村振兴示范村,整治农村人居环境。",
            {"agriculture", "rural"},
        ),
        ("守护生态", "加强自然保护区监管,实施石漠化治理,扩建污水处理厂。", {"ecology"}),
        ("数字经济", "新建5G基站,开工大数据中心。", {"digital"}),
        ("城市更新", "改造老旧小区,新建停车场,完善城区供热管网。", {"urban"}),
        ("补齐短板", "迁建县中医院,建成第三小学,增加养老床位。", {"services"}),
        ("要素保障", "加强财政金融支持,争取专项债券,保障用地。", {"governance"}),
        ("其他", "按要求完成。", {"governance"}),
    ],
)
def test_subjects_of_a_clause(title, clause, sectors):
    assert set(sectors_of(title, f"{title}。{clause}")) == sectors


def test_a_word_inside_another_says_nothing():
    assert sectors_of("加强督导", "加强督导。支持革命老区县,落实考核和资金,开通“绿色通道”。") == ("governance",)


def test_one_word_of_many_adds_no_sector():
    clause = "完善路网。续建两条高速公路,改造国道三段,建成大桥两座,开通旅游专线,新建客运站。"
    assert sectors_of("完善路网", clause) == ("transport",)


def test_the_heading_speaks_for_a_row_of_few_words():
    assert sectors_of("石门改造提升", "石门改造提升", heading="(二)水利工程") == ("water",)


def test_the_title_of_the_plan_speaks_where_little_else_does():
    assert sectors_of("石门改造提升", "石门改造提升", subject="云岭县2024年旅游工作要点") == ("tourism",)


def test_units_speak_by_their_names():
    assert sectors_of("石门改造提升", "石门改造提升", units=("县文旅局", "石门镇")) == ("tourism",)
    assert sectors_of("新建两处站点", "新建两处站点", units=("国网云岭供电公司",)) == ("energy",)


def test_no_more_than_three_and_the_strongest_first():
    clause = "建设医院、学校、养老院,改造老旧小区、停车场,修建公路、大桥,治理污水、垃圾。"
    found = sectors_of("民生", clause)
    assert len(found) <= 3
    assert found[0] == "services"


def test_every_word_names_a_sector_of_the_vocabulary():
    with (VOCABULARY_DIRECTORY / "sector_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["sector"] for row in rows} == {*terms()["sector"], "none"}
    assert len({(row["sector"], row["word"]) for row in rows}) == len(rows)
    with (VOCABULARY_DIRECTORY / "unit_sectors.csv").open(encoding="utf-8", newline="") as file:
        assert {row["sector"] for row in csv.DictReader(file)} <= set(terms()["sector"])

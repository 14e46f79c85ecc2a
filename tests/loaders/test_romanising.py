import pytest

from loaders.romanising import romanised


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("黔江区", "Qianjiang District"),
        ("酉阳土家族苗族自治县", "Youyang Tujia and Miao Autonomous County"),
        ("积石山保安族东乡族撒拉族自治县", "Jishishan Bao'an, Dongxiang and Sala Autonomous County"),
        ("濯水镇", "Zhuoshui Town"),
        ("西安市", "Xi'an City"),
        ("重庆市", "Chongqing"),
        ("陕西省", "Shaanxi Province"),
        ("两江新区", "Liangjiang New District"),
        ("县", "Xian"),
    ],
)
def test_divisions_have_their_rank_in_english(name, reading):
    assert romanised(name, division=True) == reading


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("茶园水库", "Chayuan Shuiku"),
        ("彭水至务川高速公路", "Pengshui zhi Wuchuan Gaosu Gonglu"),
        ("G9812高速公路延长线工程", "G9812 Gaosu Gonglu Yanchang Xian Gongcheng"),
        ("长征国家文化公园（重庆段）", "Changzheng Guojia Wenhua Gongyuan (Chongqing Duan)"),
        ("彭水县郁山湖水库", "Pengshui Xian Yushan Hu Shuiku"),
        ("G65", ""),
        ("", ""),
    ],
)
def test_projects_are_spelled_word_by_word(name, reading):
    assert romanised(name) == reading


def test_every_division_of_the_country_is_romanised(gazetteer):
    read = [romanised(division.name, division=True) for division in gazetteer.divisions()]
    assert all(reading.isprintable() and reading[0].isupper() for reading in read)
    assert not [reading for reading in read if any("\u3400" <= letter <= "\u9fff" for letter in reading)]

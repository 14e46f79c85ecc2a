"""Keys of project names: equal for one thing written twice, different for two things."""

import pytest

from geo.names import core, keys, without_prefix


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("城宣高速公路", "城宣高速"),
        ("渝湘高速扩能(彭水至酉阳段)", "渝湘高速扩能（彭水至酉阳段）"),
        ("酉(阳)永(顺)高速公路", "酉永高速"),
        ("龙潭古镇国家5A级旅游景区", "龙潭古镇"),
        ("摩围山国家级旅游度假区", "摩围山"),
        ("五福岭风电场二期", "五福岭风电"),
        ("金洞风电项目", "金洞风电场"),
        ("牛路岭灌区工程", "牛路岭灌区"),
        ("阳江琼崖“小莫斯科”", "阳江琼崖小莫斯科"),
        ("酉水河市级示范河流", "酉水河"),
    ],
)
def test_one_thing_shares_a_key(one, other):
    assert set(keys(one)) & set(keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("牛路岭灌区", "牛路岭水库"),
        ("渝湘高铁重庆至黔江段", "渝湘高铁黔江至吉首段"),
        ("杨善集纪念馆", "杨善集纪念园"),
        ("楠木湾", "楠木庄"),
        ("大巴山", "大巴山新能源开发项目"),
        ("万泉河", "万泉镇"),
    ],
)
def test_two_things_share_none(one, other):
    assert not set(keys(one)) & set(keys(other))


def test_keys_go_from_strict_to_loose():
    assert keys("秀山县城防洪护岸综合治理(二期)工程")[0] == "秀山县城防洪护岸综合治理二期工程"
    assert core("秀山县城防洪护岸综合治理(二期)工程") == "秀山县城防洪护岸综合治理"


def test_nothing_is_stripped_to_less_than_two_characters():
    assert keys("改造") == ("改造",)
    assert without_prefix("酉阳县", ["酉阳县", "酉阳"]) == "酉阳县"
    assert without_prefix("酉阳县桃花源水库", ["酉阳", "酉阳县"]) == "桃花源水库"


def test_a_name_of_signs_only_has_no_key():
    assert keys("“”") == ()
    assert core("()") == "()"

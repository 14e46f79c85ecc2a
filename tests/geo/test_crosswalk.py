"""Codes and names of the past: the latest holder of a code, splits, generic names, former names."""

from geo.crosswalk import Crosswalk, Succession


def row(old_code, old_name, new_code, new_name, year, kind):
    return Succession(old_code, old_name, new_code, new_name, year, kind)


SPLIT = [row("1", "甲县", "11", "甲东区", 2010, "分设"), row("1", "甲县", "12", "甲西区", 2010, "分设")]


def test_a_split_division_has_several_heirs():
    crosswalk = Crosswalk(SPLIT)
    assert crosswalk.codes("1") == ("11", "12")
    assert crosswalk.codes_named("甲县") == ("11", "12")
    assert crosswalk.codes("2") == ()


def test_the_latest_holder_of_a_code_counts():
    crosswalk = Crosswalk([row("1", "乙市", "9", "乙区", 1990, "撤市设区"), *SPLIT])
    assert crosswalk.codes("1") == ("11", "12")
    assert crosswalk.codes_named("乙市") == ("9",)


def test_generic_names_and_new_numbers_name_nothing():
    crosswalk = Crosswalk(
        [row("1", "郊区", "9", "乙区", 1990, "撤销"), row("2", "丙县", "3", "丙县", 1990, "同名改码")]
    )
    assert crosswalk.names() == ()
    assert crosswalk.codes("2") == ("3",)


def test_official_code_needs_the_name_of_the_heir():
    crosswalk = Crosswalk([row("1", "丁县", "9", "丁市", 2023, "撤县设市")])
    assert crosswalk.official_code("1", "丁市") == "9"
    assert crosswalk.official_code("1", "戊区") == "1"


def test_former_names_belong_to_one_division_by_renamings():
    crosswalk = Crosswalk(
        [
            row("1", "己县", "9", "己市", 1990, "撤县设市"),
            row("2", "庚县", "9", "己市", 1990, "撤销"),
            row("3", "辛县", "9", "己市", 1990, "更名"),
            row("4", "辛县", "8", "壬县", 1995, "更名"),
            row("5", "壬县", "9", "己市", 1995, "更名"),
        ]
    )
    assert crosswalk.former_names({"9": ("己市",), "8": ("壬县",)}) == {"9": ("己县",)}

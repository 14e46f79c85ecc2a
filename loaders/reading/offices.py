"""Offices, companies and other bodies that carry a place in their name and are no place themselves."""

import re

from loaders.reading.lexicon import verb_finder

# What turns the name right before it into an office: 琼海市人民政府, 人民银行琼海支行, 国网随州供电公司.
_LEVEL_BODIES = tuple(f"{owner}{body}" for owner in "省市县区州旗盟" for body in ("委", "人大", "政协"))
OFFICE_WORDS = (
    *_LEVEL_BODIES,
    *("人民政府", "政府", "行署", "党委", "党工委", "工委", "纪委", "委员会", "管委会", "人大", "政协"),
    *("支行", "分行", "支公司", "分公司", "供电公司", "海关", "海事", "人武部", "军分区", "武警", "支队"),
    *("日报", "晚报", "电视台", "广播", "融媒体", "车务段", "工务段"),
)
STREET_OFFICE = ("街道办事处", "办事处")
OWNERS = ("银行", "公司", "国网", "电信", "移动", "联通", "铁塔", "集团")
# A bureau ends the words behind the place, or acts: 衡阳县水利局、…, 酉阳县发展改革委牵头; never 稀土产业格局.
BUREAU = re.compile(
    r"[\u4e00-\u9fff]{1,14}?(?:(?<![格布大结时开全当终僵])局|委|委员会|(?<=[政安育利村务技游输建源境急社法信障])厅|(?<![举承督主兴开创申协包交合民公查代催])办"
    r"|办公室|指挥部)(?=[^\u4e00-\u9fff]|$|牵头|负责|会同|配合|等|和|与|及|分局|按照|要|应)"
)
COMMITTEE = re.compile(r"委(?![托派])")
COMPANY = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:集团|股份|公司|控股|商会|协会|学会|证券|卫视|研究院|设计院)")


def names_office(text: str, start: int, end: int, *, is_town: bool = False) -> bool:
    """Whether the name at `[start, end)` belongs to an office (琼海市人民政府, 某县水利局); a street's is its own."""
    if text.startswith(OFFICE_WORDS, end) or text.endswith(OWNERS, max(0, start - 4), start):
        return True
    if text.startswith(STREET_OFFICE, end):
        return not is_town
    return COMMITTEE.match(text, end) is not None or BUREAU.match(text, end, end + 20) is not None


def names_company(text: str, end: int) -> bool:
    """Whether a company or association follows the bare name that ends here, with no verb between (贵州磷化集团)."""
    match = COMPANY.match(text, end, end + 20)
    return match is not None and not any(len(word) > 1 for _, _, word in verb_finder().find(match.group()))

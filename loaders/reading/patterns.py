"""Patterns of names: their tails, the lines and roads written by number, what brackets hold."""

import re

ACTION = (
    r"(?:升级改造|改造升级|改造提升|提升改造|改扩建|扩建|改建|迁建|改造|扩容|扩能|提升|除险加固|加固|修缮|增容"
    r"|整体搬迁|搬迁|重建|续建|新建|综合整治|综合治理|整治|治理|修复|保护|利用|配套|调整|延伸|连通|清淤|疏浚|达标|提标|更新|恢复"
    r"|迁址|拓宽|硬化|建设)"
)
WORKS = rf"(?:(?:节水|现代化|综合|生态|安全|岸线|岸坡|水毁|扩大)?{ACTION}[与和及]?)"
BETWEEN = r"(?:至|到|—{1,2}|–|-|~)"
# A part of a line: its station, exit or branch (黔张常铁路来凤站扩能改造).
PART_OF_LINE = (
    r"(?:(?!我)[\u4e00-\u9fff]{2,5}?(?:(?<![护测理务作电])站|出入口|出口|互通|支线|联络线)"
    rf"(?:(?!建设){ACTION})*)"
)
SEGMENT = rf"(?:[\u4e00-\u9fff]{{2,6}}(?:{BETWEEN}[\u4e00-\u9fff]{{2,8}})*段)"
PHASE = r"(?:\(?(?:[一二三四五六七八九十]|\d)期\)?)"
# A bracket that belongs to a name: 防洪护岸(二期), 扩能(彭水至酉阳段), but no figures, units or what it includes.
IN_BRACKET = r"\((?!含|包括|其中|不含)(?![^()]*(?:投资|总|万|亿|公里|千瓦|单位|部门|,|:))[^()]{2,20}\)"
EXTENSION = (
    r"一体化|[东西南北中]段|[四六]改[六八]|(?<=铁路)复线|延长线|延伸线|联络线|支线|[东西南北]延(?:伸|长)?(?:段|线)?"
)
ANNEX = r"[\u4e00-\u9fff]{1,6}楼(?![村镇乡])|[新分]馆|新院区|新校区|分院|分校|[东西南北新]院(?![士校])"
TAIL = re.compile(
    rf"{ACTION}?{IN_BRACKET}|{PHASE}|{SEGMENT}|{PART_OF_LINE}|{ANNEX}|{EXTENSION}"
    rf"|{WORKS}{{1,4}}{PHASE}?(?:工程|项目)|工程(?!师)|项目|(?:扩建|改扩建)(?=前期|$)"
)
STATION_OF = re.compile(r"[东西南北]?站(?!点)")
STATION_NAME = re.compile(
    r"^[\u4e00-\u9fff]{2,5}(?<!服务|工作|监测|变电|充电|换电)站(?:(?<=[东西南北]站)|(?=$|枢纽|站房|改造|扩建|扩能|[^\u4e00-\u9fff点长]))"
)
SEGMENT_AT = re.compile(SEGMENT)
METRO = re.compile(r"(?:轨道交通|地铁)[\u4e00-\u9fffA-Z\d]{1,4}?(?:号线|线)")
# A station of the grid by its voltage: 220千伏圳美站, 110千伏勐秀变.
SUBSTATION = re.compile(r"\d{2,4}(?:千伏|[kK][vV])[\u4e00-\u9fff]{2,4}(?:变电站|站|变)(?![\u4e00-\u9fff]*工程)")
# Water led from one river to another or to a place: 引汉济渭, 引黄入晋.
TRANSFER = re.compile(
    r"[引调][\u4e00-\u9fff]{1,2}[济入补][\u4e00-\u9fff]{1,2}(?:工程)?"
    r"(?=[\u4e00-\u9fff]{2,4}[支干]线|[一二三]期|[^\u4e00-\u9fff]|$)"
)
# A road by its number, with or without a segment: G323线瑞金市区至九堡段, 207国道.
NUMBERED_ROAD = re.compile(
    rf"(?:[GSXY]\d{{1,4}}(?!\d|.{{0,8}}高速)(?:线|国道|省道)?|\d{{3}}(?:国道|省道|县道)|(?:国道|省道|县道)\d{{3}}线?)"
    rf"(?:{SEGMENT}|[\u4e00-\u9fff]{{2,10}}{BETWEEN}[\u4e00-\u9fff]{{2,8}}?(?=[^\u4e00-\u9fff]|$|{ACTION})|[\u4e00-\u9fff]{{2,5}}(?:绕城|过境)(?:改线|段|线|公路)?)?"
)
DATE = re.compile(r"\d{1,4}[年月日]")
INCLUDED = re.compile(r"\((?:含|包括|其中)([^()]+)\)")
SECTION_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})*[\s\x1f]+")
PARENTHESES = re.compile(r"\([^()]*\)")


def tail_end(text: str, start: int, end: int) -> int:
    """End of a name after its head: segment, phase, bracket, 扩建工程."""
    cursor = start
    while cursor < end:
        match = TAIL.match(text, cursor, end)
        if match is None:
            break
        cursor = match.end()
    return cursor

"""What is said of corrections: their status, what they change, why one was refused or not applied; as HTML."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from loaders.store import Correction, CorrectionError, Warned
from pages.components import language, quoting
from pages.components.language import mark, t
from pages.components.markup import literal

STATUS = {
    "unverified": mark("未核实", context="status"),
    "edited": mark("已更正", context="status"),
    "verified": mark("已核实", context="status"),
}
FIELDS = {
    "name": mark("名称", context="column"),
    "type": mark("类别", context="correction"),
    "kind": mark("类型"),
    "sector": mark("领域"),
    "stage": mark("计划阶段"),
    "admin_level": mark("行政级别", context="correction"),
    "adcode": mark("区县", context="one"),
    "township": mark("乡镇", context="one"),
    "parts": mark("拆分", context="correction"),
    "position": mark("位置", context="correction"),
    "route": mark("起讫点", context="correction"),
    "counties": mark("共同区县", context="correction"),
}
LEVELS = {
    "province": mark("省级", context="level"),
    "city": mark("地市级", context="level"),
    "county": mark("区县级", context="level"),
    "town": mark("乡镇级", context="level"),
    "village": mark("村级", context="level"),
}
ACTIONS = {
    "verify": mark("核实无误", context="correction"),
    "rename": mark("改名", context="correction"),
    "change": mark("改属性", context="correction"),
    "retype": mark("改属性", context="correction"),
    "move": mark("移动位置", context="correction"),
    "choose": mark("选定候选", context="correction"),
    "unplace": mark("撤去位置", context="correction"),
    "reset": mark("恢复自动定位", context="correction"),
    "reject": mark("不是项目", context="correction"),
    "add": mark("新增", context="correction"),
    "merge": mark("合并", context="correction"),
    "split": mark("拆分", context="correction"),
}
REFUSED = {
    "nothing_changed": mark("内容与现在相同,没有可保存的更正。"),
    "empty": mark("有一项没有填写,请补上。"),
    "too_long": mark("文字太长,请缩短。"),
    "not_text": mark("内容不是文字,请重新输入。"),
    "control_character": mark("文字里有看不见的控制字符,请重新输入。"),
    "unknown_code": mark("有一项不在词表里,请从列表中选择。"),
    "unknown_county": mark("没有这个区县代码,请从列表中选择。"),
    "not_in_china": mark("这个坐标不在中国境内,请检查经度、纬度是否写反。"),
    "no_number": mark("经度、纬度要写成度数。"),
    "unknown_datum": mark("请选择坐标系。"),
    "no_position": mark("这个候选没有可用的位置,请改为输入坐标。"),
    "unknown_mention": mark("这个项目已不在数据里,请刷新页面。"),
    "nothing_to_undo": mark("这条更正已经撤销,没有可撤销的内容。"),
    "nothing_to_redo": mark("这条更正没有被撤销,或之后又有新的更正,不能重做。"),
    "too_many": mark("一次更正的处数太多,请分次进行。"),
    "corrected_here": mark("本单位已另有更正;要采用这一行,请先撤销本单位的更正。"),
    "known": mark("这里已经新增过同名的项目,请直接更正它。"),
    "no_text": mark("请先写出原文里的文字。"),
    "same_name": mark("拆分后有两个名称相同,请区分开。"),
    "split_part": mark("这是拆分出来的一部分;请先撤销拆分,再重新拆分。"),
    "no_level": mark("行政区要选行政级别。"),
    "twice": mark("与前面的行是同一条更正,请只留一行。"),
    "no_table": mark("文件不是更正记录表,请使用从“导出 CSV”得到的文件。"),
    "encoding": mark("文件编码读不出来,请另存为 UTF-8 编码的 CSV。"),
    "too_large": mark("文件太大,请分成几份。"),
    "future": mark("更正时间晚于现在,请检查对方电脑的时钟。"),
    "no_time": mark("更正时间读不出来,请重新导出。"),
}
REFUSED_OTHERWISE = mark("内容读不出来,请重新导出或重新输入。")
DOUBTS = {
    "outside_county": mark("这个点在{first}境内,不在{second}。"),
    "outside_counties": mark("这个点不在任何区县境内;如果不是海上项目,请检查坐标。"),
    "not_in_clause": mark("原文里没有“{first}”的写法,请核对。"),
    "unlisted_township": mark("{second}的乡镇名录里没有“{first}”,请检查写法。"),
}
PROBLEMS = {
    "text_changed": mark("未应用:规划原文已改动,找不到对应的文字"),
    "no_plan": mark("未应用:对应的规划不在数据里"),
    "not_split": mark("未应用:它所属的拆分已撤销"),
    "not_read": mark("无需驳回:现在已不再识别为提及"),
}
CONFLICT = mark("{who} 在 {when} 已更正过这里,您的更改没有保存。请看过最新内容后再改。")
CONFLICT_UNKNOWN = mark("这里刚被别人更正过,您的更改没有保存。请看过最新内容后再改。")


def badge(status: str) -> str:
    """The status of a mention as a small label."""
    return f'<span class="chip status status-{status}">{t(STATUS[status], context="status")}</span>'


def when(at: str) -> str:
    """A time of the store (UTC) in the clock of this machine, to the minute."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def refusal(code: str) -> str:
    """Why a correction was not kept."""
    return t(REFUSED.get(code, REFUSED_OTHERWISE))


def refused(error: CorrectionError) -> str:
    """The same of an error."""
    return refusal(error.code)


def conflict(who: str, at: str) -> str:
    """Who was faster, and when."""
    return t(CONFLICT, who=literal(who), when=when(at)) if who and at else t(CONFLICT_UNKNOWN)


def doubts(warnings: Iterable[Warned]) -> str:
    """What is doubtful about a correction."""
    sentences = []
    for one in warnings:
        first, second = [*(quoting.name(name, division=True) for name in one.names), "", ""][:2]
        sentences.append(t(DOUBTS[one.code], first=first, second=second) if one.names else t(DOUBTS[one.code]))
    return " ".join(sentences)


def action(code: str) -> str:
    """What an action is called."""
    return t(ACTIONS[code], context="correction") if code in ACTIONS else literal(code)


def changed(one: Correction, counties: Mapping[str, str]) -> str:
    """What an action changed, before → after, field by field."""
    return "; ".join(_changes(one.before, one.after, counties))


def change(label: str, before: str, after: str) -> str:
    """One field before and after; both are HTML."""
    return f"<b>{label}</b> <del>{before or '—'}</del> → <ins>{after or '—'}</ins>"


def field(name: str) -> str:
    """The label of a field."""
    contexts = {"name": "column", "adcode": "one", "township": "one"}
    plain = {"kind", "sector", "stage"}
    if name not in FIELDS:
        return literal(name)
    return t(FIELDS[name]) if name in plain else t(FIELDS[name], context=contexts.get(name, "correction"))


def value(name: str, said: Any, counties: Mapping[str, str]) -> str:  # noqa: ANN401
    """The value of a field as HTML; '' for none."""
    if said is None or said == "":
        return ""
    if name in {"kind", "sector", "stage", "type"}:
        return literal(language.title(name, str(said)) or str(said))
    if name == "admin_level":
        return level(str(said))
    if name == "adcode":
        return quoting.name(counties.get(str(said), str(said)), division=True)
    if name == "position":
        return _position(said)
    if isinstance(said, list | tuple):
        return t("、").join(quoting.name(str(part)) for part in said)
    return quoting.name(str(said))


def level(code: str) -> str:
    """The administrative level of a division."""
    return t(LEVELS[code], context="level") if code in LEVELS else literal(code)


def point(lon: float, lat: float, datum: str) -> str:
    """A point in words."""
    return f"{lon:.6f}°E,{lat:.6f}°N {literal(datum)}"


def _position(said: object) -> str:
    """A position in the record of an action."""
    told: Mapping[str, Any] = said if isinstance(said, dict) else {}
    lon, lat = told.get("lon"), told.get("lat")
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        return point(lon, lat, "CGCS2000")
    if told.get("name"):
        return quoting.name(str(told["name"]))
    return t("未定位") if told else t("自动定位", context="correction")


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], counties: Mapping[str, str]) -> Iterator[str]:
    for name, said in after.items():
        if name in {"verified", "rejected"}:
            continue
        was = value(name, before.get(name), counties)
        if name == "position" and not was:
            was = t("自动定位", context="correction")
        yield change(field(name), was, value(name, said, counties) or (_position(said) if name == "position" else ""))

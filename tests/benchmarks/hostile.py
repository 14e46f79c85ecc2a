"""Texts that no plan looks like, made to any size: what they repeat makes careless patterns explode."""

import random

from loaders.documents import SAMPLE_DIRECTORY
from loaders.reading.lexicon import heads, verbs

RANDOM_SEED = 20261130
IDEOGRAPHS = range(0x4E00, 0x9FA6)
MARKS = "甲乙丙丁、,。和及等至()“”\n"


def _repeated(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def _plan() -> str:
    return (SAMPLE_DIRECTORY / "chongqing.txt").read_text(encoding="utf-8")


def _random_ideographs(size: int, *, marks: str = "") -> str:
    source = random.Random(RANDOM_SEED)
    letters = [*map(chr, IDEOGRAPHS), *marks]
    return "".join(source.choices(letters, k=size))


def _stray_blanks(size: int) -> str:
    source = random.Random(RANDOM_SEED)
    text = _repeated(_plan(), size)
    return "".join(character + source.choice(("", "", "", " ", "\u3000", "\n")) for character in text)[:size]


def _nested_numbers(size: int) -> str:
    levels = ("一、总则\n", "(一)专项\n", "1.项目建设与推进\n", "(1)加快甲水库建设\n", "①修建乙公路\n")
    return _repeated("".join(levels), size)


def _mixed(words: list[str], size: int) -> str:
    source = random.Random(RANDOM_SEED)
    found: list[str] = []
    length = 0
    while length < size:
        found.append(source.choice(words))
        length += len(found[-1])
    return "".join(found)[:size]


# Name → the text of about `size` characters.
TEXTS = {
    "one line without punctuation": lambda size: _repeated("黔江区加快建设石岭水库和桃花源景区至城口高速公路", size),
    "a plan as one line": lambda size: _repeated(_plan().replace("\n", ""), size),
    "a plan without marks": lambda size: _repeated("".join(filter(str.isalnum, _plan())), size),
    "a plan with stray blanks": _stray_blanks,
    "opening brackets": lambda size: "(" * size,
    "closing brackets": lambda size: ")" * size,
    "brackets in pairs": lambda size: "()" * (size // 2),
    "all brackets": lambda size: _repeated("(〔【《“()〔〕【】《》“”", size),
    "nested brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "digits": lambda size: "7" * size,
    "numbers": lambda size: _repeated("12.5万亩、3座、2027年", size),
    "list marks": lambda size: "、" * size,
    "lists of names": lambda size: _repeated("大安、", size),
    "lists closed by nothing": lambda size: _repeated("甲乙丙丁、", size),
    "至": lambda size: "至" * size,
    "routes": lambda size: _repeated("甲乙至丙丁", size),
    "等": lambda size: "等" * size,
    "counted lists": lambda size: _repeated("甲乙、丙丁等3座", size),
    "short lines": lambda size: _repeated("建设水库。\n", size),
    "empty lines": lambda size: "\n" * size,
    "numbered lines": lambda size: _repeated("1.甲\n", size),
    "nested numbers": _nested_numbers,
    "numbers that count up": lambda size: "".join(f"{n}.推进项目建设。" for n in range(1, size // 9))[:size],
    "table cells": lambda size: _repeated("1  甲水库  黔江区  续建  12  县水利局\n", size),
    "one row": lambda size: _repeated("甲水库\t", size),
    "table headers": lambda size: _repeated("序号\t项目名称\t责任单位\n1\t石岭水库\t县水利局\n", size),
    "annexes": lambda size: _repeated("附件1\n1.建设石岭水库和金坪水库\n", size),
    "boxes": lambda size: _repeated("专栏1 重点水利工程\n1.建设石岭水库和金坪水库。\n", size),
    "labelled lines": lambda size: _repeated("牵头单位:县水利局\n责任单位:县发改局\n", size),
    "rows without line ends": lambda size: _repeated("石岭水库  黔江区  续建。", size),
    "blanks": lambda size: " " * size,
    "wide blanks": lambda size: "\u3000" * size,
    "unit notes": lambda size: _repeated("责任单位:", size),
    "units in one note": lambda size: "1.推进项目建设(责任单位:" + _repeated("市水利局、", size),
    "document titles": lambda size: _repeated("《规划》", size),
    "open titles": lambda size: "《" * size,
    "one people": lambda size: _repeated("土家族苗族自治县", size),
    "one county": lambda size: _repeated("黔江区", size),
    "villages": lambda size: "石家镇" + _repeated("黄柏村、", size),
    "verbs": lambda size: _mixed(list(verbs()), size),
    "head nouns": lambda size: _mixed(list(heads()), size),
    "verbs and head nouns": lambda size: _mixed([*verbs(), *heads()], size),
    "heads and brackets": lambda size: _repeated("石岭水库(一期)", size),
    "verbs and brackets": lambda size: _repeated("推进(甲)", size),
    "lists in brackets": lambda size: _repeated("(等3座)", size),
    "counted brackets": lambda size: _repeated("3座(", size),
    "counted lists in brackets": lambda size: _repeated("3座(石岭水库、金坪水库)", size),
    "sentences in brackets": lambda size: _repeated("(建设石岭水库,开工甲大桥。)", size),
    "open bracket before a plan": lambda size: "(" + _repeated(_plan(), size),
    "quotes and conjunctions": lambda size: _repeated("“甲乙”和", size),
    "words that hold a conjunction": lambda size: _repeated("和平和", size),
    "weak heads behind a strong one": lambda size: "石岭水库" + _repeated("丙丁基地", size),
    "generic words": lambda size: "石岭" + _repeated("现代国际", size) + "水库",
    "headless members": lambda size: _repeated("石岭、金坪、", size) + "金坪水库",
    "headed members": lambda size: _repeated("石岭水库、", size),
    "headless members behind a verb": lambda size: "推进" + _repeated("石岭和", size) + "水库前期工作",
    "counties in one sentence": lambda size: _repeated("黔江区林业发展,建设石岭水库,", size),
    "counties in one list": lambda size: _repeated("黔江区、", size),
    "towns in counted lists": lambda size: _repeated("石家、马喇等2个镇,", size),
    "colons": lambda size: _repeated("甲:", size),
    "line ends in brackets": lambda size: _repeated("(\n", size),
    "verbs of each member": lambda size: "石岭水库分别" + _repeated("开工、竣工、", size),
    "members with verbs": lambda size: _repeated("石岭水库开工、", size),
    "clauses without an end": lambda size: _repeated("石岭水库,", size),
    "labels": lambda size: _repeated("重点推进:石岭水库;", size),
    "one grade": lambda size: _repeated("创建国家4A级景区", size),
    "numbered roads": lambda size: _repeated("G319", size),
    "abbreviated lines": lambda size: _repeated("渝万高速、", size),
    "mixed words": lambda size: _mixed([*verbs(), *heads(), *MARKS, "黔江区", "石岭", "3座"], size),
    "random ideographs": _random_ideographs,
    "random ideographs and marks": lambda size: _random_ideographs(size, marks="、,。;:()至等和及\n" * 400),
    "latin letters": lambda size: "G" * size,
}


def in_a_plan(name: str, size: int) -> str:
    """A hostile text behind the opening of a plan, so that it is read as one of its tasks."""
    return f"重庆市黔江区2027年重点项目实施方案\n1.加快推进{TEXTS[name](size)}"

"""Which Chinese encoding a text is in: the one whose reading is made of the characters that Chinese is made of.

A byte order mark or valid UTF-8 settles it. The others (GB18030, Big5, UTF-16 without a mark) decode almost anything,
so each is tried and the share of very frequent characters decides; a few broken bytes do not spoil the choice.
"""

import codecs
from dataclasses import dataclass

from loaders.intake.errors import IntakeError
from loaders.intake.extract import Note, noted
from loaders.reading.characters import standard

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CANDIDATES = ("utf-8", "gb18030", "big5", "cp950", "utf-16-le", "utf-16-be")
# The most frequent characters of Chinese prose and of plans, with the marks between them.
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如"
    "都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由"
    "问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真"
    "论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空"
    "设施推项程规划镇县乡村路桥库站厂区续竣完善加快强化支持责单任牵头局委府农林业医院校园旅游景产基地工程治改造升级系统服务城镇集团线续建新增"
    "，。、；：（）“”《》〔〕！？—…·"
)
SAMPLE_BYTES = 200_000
FEWEST_FREQUENT = 0.08  # below this share a reading is no Chinese
MOST_BROKEN = 0.02
BROKEN_COSTS = 4.0
REPLACED = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was read in."""

    text: str
    encoding: str


def decode(content: bytes, notes: list[Note], *, declared: str = "") -> Decoded:
    """The text in `content`; `declared` is what the file itself says, which is tried first.

    Raises
    ------
    IntakeError
        If no Chinese encoding makes a text of it.
    """
    found = _marked(content) or _plain(content) or _declared(content, declared) or _likeliest(content)
    text = found.text
    broken = text.count(REPLACED)
    if broken > MOST_BROKEN * len(text):
        raise IntakeError(
            "encoding",
            "The characters of this file cannot be made out. Open it where it reads well and save it as UTF-8.",
        )
    noted(notes, "broken", broken, "{count} characters could not be read and stand as �.")
    if found.encoding != "utf-8":
        notes.append(Note("encoding", f"Read as {found.encoding}."))
    return found


def frequency(text: str) -> float:
    """The share of frequent Chinese characters and marks among those that are not ASCII; 0 without any of them."""
    foreign = [character for character in text if character > "\x7f" and not character.isspace()]
    if not foreign:
        return 0.0
    return sum(character in FREQUENT for character in standard("".join(foreign))) / len(foreign)


def _marked(content: bytes) -> Decoded | None:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return Decoded(content[len(mark) :].decode(encoding, "replace"), encoding)
    return None


def _plain(content: bytes) -> Decoded | None:
    """Valid UTF-8 that is no UTF-16 in Latin letters."""
    if content.count(0) > len(content) // 10:
        return None
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _declared(content: bytes, encoding: str) -> Decoded | None:
    """The text in the declared encoding when it fits; gb2312 and gbk are parts of gb18030."""
    name = encoding.lower().strip()
    name = {"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
    if name not in CANDIDATES:
        return None
    try:
        return Decoded(content.decode(name), name)
    except UnicodeDecodeError:
        return None


def _likeliest(content: bytes) -> Decoded:
    sample = content[:SAMPLE_BYTES]
    scores = {encoding: _score(sample, encoding) for encoding in CANDIDATES}
    best = max(scores, key=scores.__getitem__)
    if scores[best] < FEWEST_FREQUENT:
        raise IntakeError(
            "encoding",
            "This file is no text in a Chinese encoding. Save the plan as DOCX, PDF or UTF-8 text and import that.",
        )
    return Decoded(content.decode(best, "replace"), best)


def _score(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    if not text:
        return 0.0
    controls = sum(character < " " and character not in "\t\n\r\f" for character in text)
    return frequency(text) - BROKEN_COSTS * (text.count(REPLACED) + controls) / len(text)

"""What can go wrong with a plan, and what its reader left out or guessed, in sentences that say what to do."""

from collections.abc import Iterable

from loaders.store import ConflictError, CorrectionError, NotAllowedError, Note, StoreBusyError
from pages.components import correct_words
from pages.components.language import mark, t

_AS_DOCX = mark("这是旧版 Office、WPS 或 RTF 文件。请用 WPS 或 Word 打开,另存为 DOCX(表格另存为 XLSX)后导入。")
_NO_DOCUMENT = mark("这不是规划文档,没有打开。请导入规划的 DOCX、PDF、网页或文本文件。")
_NEEDS_OCR = mark("文件里是图片,没有可读的文字。请先做文字识别(WPS、Acrobat 的 OCR),另存为 DOCX 后导入。")
_TOO_MUCH = mark("文件内容超出规划应有的规模。请只保留规划正文和项目表,拆分后导入。")
_GONE = mark("这份规划已被移除或不存在。请刷新本页,需要时先撤销移除。")
# By the codes of IntakeError and PlanError.
ERRORS = {
    "bomb": mark("压缩内容异常膨胀,为安全起见没有打开。请把规划重新另存为新文件(可去掉图片)后导入。"),
    "cells": _TOO_MUCH,
    "characters": _TOO_MUCH,
    "damaged": mark("文件已损坏,读不出来。请用制作它的软件打开并重新保存,再导入。"),
    "database": _NO_DOCUMENT,
    "date": mark("日期写法不对。请写成 2026、2026-03 或 2026-03-01。"),
    "empty": mark("文件里没有文字。请确认已经保存、选对了文件,再导入。"),
    "encoding": mark("文字编码认不出来。请在能正常显示它的软件里另存为 UTF-8 文本或 DOCX,再导入。"),
    "entities": mark("文件含有办公软件不会写的声明,为安全起见没有读取。请重新另存为新文件后导入。"),
    "image": _NEEDS_OCR,
    "jurisdiction": mark("没有这个行政区划。请从列表中选择适用地区。"),
    "locked": mark("文件有密码保护。请打开后去掉密码、保存,再导入。"),
    "media": _NO_DOCUMENT,
    "memory": mark("读取这个文件需要的内存太多。请拆分,或另存为不带图片的 DOCX 后导入。"),
    "no_article": mark("网页里没有找到规划正文。请把正文复制到 Word 文档里再导入。"),
    "no_text": mark("文件里没有文字。请确认已经保存、选对了文件,再导入。"),
    "nothing_to_undo": mark("没有可以撤销的更改。"),
    "odf": _AS_DOCX,
    "ofd": mark("这是 OFD 文件。请用 OFD 阅读器或 WPS 打开,导出为 PDF 或 DOCX 后导入。"),
    "old_office": _AS_DOCX,
    "packed": mark("这是压缩包。请先解压,再导入里面的文件。"),
    "pages": mark("PDF 页数太多。请只保留规划所在的页后导入。"),
    "postscript": mark("这是 PostScript 文件。请打印成 PDF 或另存为 DOCX 后导入。"),
    "program": _NO_DOCUMENT,
    "removed": _GONE,
    "rtf": _AS_DOCX,
    "scan": mark("PDF 是扫描件,没有可读的文字。请先做文字识别(WPS、Acrobat 的 OCR),再导入。"),
    "size": mark("文件太大。请去掉图片或拆分后导入。"),
    "slides": mark("这是幻灯片。请导入规划文档,或把文字另存为 DOCX。"),
    "time": mark("读取时间太长,已停止。请拆分文件,或把文字另存为 DOCX 后导入。"),
    "too_many_drafts": mark("未保存的草稿太多了,这份没有留下。请先保存或放弃几份草稿,再导入这个文件。"),
    "too_long": mark("文字太长:全文最多 500 万字,标题等各项最多 300 字。请缩短后再试。"),
    "unknown_plan": _GONE,
    "unknown_version": mark("没有这个版本。请刷新本页后再试。"),
    "unmapped": mark("PDF 的字体没有对应文字,读出来是乱码。请先做文字识别(OCR),再导入。"),
}
WAITS = mark("内容与一份未保存的草稿相同,没有另存。请在那份草稿里继续核对。")
DRAFT_GONE = mark("这份草稿已不在:可能在别的窗口保存或放弃了,或者超过 30 天没有动过。")
CONFLICT = mark("其他人刚刚改过这份规划,这次没有保存。请看过最新内容后再改一次。")
BUSY = mark("数据库正忙,这次没有保存。请稍候再点一次。")
NOT_ALLOWED = mark("您的账号只能查看,不能更改。需要更改请联系管理员。")
GENERAL = mark("没有成功,已保存的内容不受影响。请再试一次;若仍不行,请联系管理员。")
# By the code of a note of the reader.
NOTES = {
    "boxes": mark("略去 {n} 个文本框;若其中有规划正文,请移到段落里再导入"),
    "broken": mark("{n} 个字符读不出来,以 � 代替,请对照原件"),
    "contents": mark("略去 {n} 行目录"),
    "deleted": mark("略去 {n} 处修订中删除的文字,插入的文字已保留"),
    "encoding": mark("按文件的中文编码转为统一编码"),
    "footnotes": mark("{n} 条脚注放到了文末"),
    "furniture": mark("略去页眉页脚或网页上正文以外的内容"),
    "hidden": mark("略去 {n} 处隐藏文字"),
    "hidden_sheets": mark("略去 {n} 张隐藏的工作表"),
    "invisible": mark("略去 {n} 个不可见的控制字符"),
    "macros": mark("文件带有宏,没有运行也没有保存"),
    "numbered": mark("表格的行没有序号,已按顺序编号"),
    "numbers": mark("{n} 个自动编号写成了文字"),
    "objects": mark("略去 {n} 个嵌入对象"),
    "page_furniture": mark("略去 {n} 行页码和页眉页脚"),
    "scanned_pages": mark("{n} 页是没有文字的图片,已略去;其中若有正文,请先做文字识别"),
}
OTHER_NOTE = mark("个别内容按常见格式作了整理,请对照原件")


def problem(error: Exception) -> str:
    """The message that tells this error; `t` says it."""
    if isinstance(error, ConflictError):
        return CONFLICT
    if isinstance(error, StoreBusyError):
        return BUSY
    if isinstance(error, NotAllowedError):
        return NOT_ALLOWED
    if isinstance(error, CorrectionError):
        return correct_words.REFUSED.get(error.code, correct_words.REFUSED_OTHERWISE)
    return ERRORS.get(getattr(error, "code", ""), GENERAL)


def notes(found: Iterable[Note]) -> list[str]:
    """What the reader left out or guessed, each once."""
    return list(dict.fromkeys(t(NOTES.get(note.code, OTHER_NOTE), n=int(note.count) or 1) for note in found))

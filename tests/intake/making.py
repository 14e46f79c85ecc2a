"""Plans as the documents planners have: Word with automatic numbers, saved web pages, Markdown, workbooks."""

import html
import io
import re

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from openpyxl import Workbook

from loaders.reading.markers import numeric

FORMS = (
    (re.compile(r"([一二三四五六七八九十]+)、"), "chineseCounting", "%1、"),
    (re.compile(r"（([一二三四五六七八九十]+)）"), "chineseCounting", "（%1）"),
    (re.compile(r"\(([一二三四五六七八九十]+)\)"), "chineseCounting", "(%1)"),
    (re.compile(r"(\d{1,3})\.(?![\d\s])"), "decimal", "%1."),
    (re.compile(r"(\d{1,3})．(?!\s)"), "decimal", "%1．"),
    (re.compile(r"(\d{1,3})、(?!\s)"), "decimal", "%1、"),
    (re.compile(r"（(\d{1,3})）"), "decimal", "（%1）"),
)
Table = list[list[str]]


def blocks_of(text: str) -> list[str | Table]:
    """Paragraphs and tables (runs of lines with tabs, with the lone cells between their rows)."""
    found: list[str | Table] = []
    lines = [line for line in text.split("\n") if line.strip()]
    for place, line in enumerate(lines):
        cells = line.split("\t")
        is_group = (
            len(cells) == 1
            and found
            and isinstance(found[-1], list)
            and any("\t" in later for later in lines[place + 1 : place + 2])
        )
        if len(cells) > 1 or is_group:
            if not found or not isinstance(found[-1], list):
                found.append([])
            found[-1].append(cells)
        else:
            found.append(line)
    return found


def docx(text: str, *, running_head: str = "", official: bool = False) -> bytes:
    """A Word document of a plan: numbers automatic, tables as tables, page numbers in the foot.

    `official` sets it as offices do: A4, large type, wide lines, justified; else as typed, without indents.
    """
    document = Document()
    size = Pt(16 if official else 12)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Noto Sans SC", size
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Sans SC")
    numbers = _Numbers(document.part.numbering_part.element)
    for block in blocks_of(text):
        if isinstance(block, list):
            _table(document, block)
        else:
            words, number = numbers.taken_off(block.strip())
            paragraph = document.add_paragraph(words)
            if official:
                paragraph.paragraph_format.first_line_indent = 2 * size
                paragraph.paragraph_format.line_spacing = Pt(28)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            if number is not None:
                paragraph._p.get_or_add_pPr().insert(0, number)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    if running_head:
        section.header.paragraphs[0].text = running_head
    _page_number(section.footer.paragraphs[0])
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


class _Numbers:
    """Lists of a document; each form of number is one, and a number out of turn starts it anew."""

    def __init__(self, numbering) -> None:
        for child in list(numbering):
            numbering.remove(child)
        self._numbering = numbering
        for place, (_, form, words) in enumerate(FORMS):
            numbering.append(
                parse_xml(
                    f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{place}"><w:multiLevelType w:val="singleLevel"/>'
                    f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
                    f'<w:lvlText w:val="{words}"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
                )
            )
        self._last = dict.fromkeys(range(len(FORMS)), 0)
        self._list: dict[int, int] = {}
        self._made = 0

    def taken_off(self, line: str):
        for place, (pattern, _, _) in enumerate(FORMS):
            match = pattern.match(line)
            value = numeric(match[1]) if match else 0
            if not value:
                continue
            if value != self._last[place] + 1 or place not in self._list:
                self._made += 1
                self._list[place] = self._made
                self._numbering.append(
                    parse_xml(
                        f'<w:num {nsdecls("w")} w:numId="{self._made}"><w:abstractNumId w:val="{place}"/>'
                        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{value}"/></w:lvlOverride></w:num>'
                    )
                )
            self._last[place] = value
            number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{self._list[place]}"/></w:numPr>'
            return line[match.end() :], parse_xml(number)
        return line, None


def _table(document, rows: Table) -> None:
    width = max(map(len, rows))
    table = document.add_table(rows=0, cols=width)
    table.style = "Table Grid"
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 1:
            cells[0].merge(cells[-1]).text = row[0]
        else:
            for cell, words in zip(cells, row, strict=False):
                cell.text = words


def _page_number(paragraph) -> None:
    for words in ("— ", None, " —"):
        run = paragraph.add_run(words or "")
        if words is None:
            for kind, instruction in (("begin", ""), (None, "PAGE"), ("end", "")):
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.text = instruction
                run._r.append(element)


FRAME = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<meta name="SiteName" content="某市人民政府"><meta name="ArticleTitle" content="{title}"><title>{title}_某市人民政府</title>
<script>var 推进 = "1.加快推进假水库建设。"; if (1 < 2) document.write("<p>假项目</p>");</script><style>p {{ margin: 0 }}</style>
</head><body><div class="top"><a href="/">首页</a> | <a href="/zwgk">政务公开</a> | <a href="/fw">政务服务</a> <input value="搜索"></div>
<div class="crumbs">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; <a>规划计划</a></div>
<ul class="side"><li><a href="1">市领导调研重点水利工程建设，强调加快推进前期工作</a></li><li><a href="2">全市交通建设现场会召开，部署公路铁路项目</a></li></ul>
<div class="box"><h1>{title}</h1><div class="info">发布时间：2026-03-02 来源：某市人民政府办公室 字体：【<a>大</a> <a>中</a> <a>小</a>】 浏览次数：<span id="hits"></span></div>
<div class="share">分享到：<a>微信</a><a>微博</a><a>QQ空间</a></div>
<div id="zoom"><div class="TRS_Editor">{body}</div></div>
<div class="tools"><a>【打印本页】</a> <a>【关闭窗口】</a></div></div>
<div class="related"><h3>相关链接</h3><ul><li><a href="3">一图读懂：重点项目推进计划，看看有哪些水库和高速公路开工</a></li><li><a href="4">政策解读</a></li></ul></div>
<div class="foot">主办：某市人民政府 承办：某市人民政府办公室<br>版权所有 ICP备12345678号 公网安备 50000000000000号 网站标识码：5000000000<br>联系我们 | 网站地图</div>
<script src="http://example.invalid/hits.js"></script></body></html>"""  # fmt: skip  # noqa: E501


def web_page(text: str, title: str, *, charset: str = "utf-8") -> bytes:
    """A plan as a government site shows it, saved."""
    parts = []
    for block in blocks_of(text):
        if isinstance(block, list):
            width = max(map(len, block))
            rows = "".join(
                "<tr>"
                + (
                    f'<td colspan="{width}">{html.escape(row[0])}</td>'
                    if len(row) == 1
                    else "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row)
                )
                + "</tr>"
                for row in block
            )
            parts.append(f'<table border="1"><tbody>{rows}</tbody></table>')
        else:
            parts.append(f'<p style="text-indent:2em">\n　　<span>{html.escape(block)}</span>&nbsp;</p>')
    page = FRAME.format(charset=charset, title=html.escape(title), body="\n".join(parts))
    return page.encode(charset, "xmlcharrefreplace")


def markdown(text: str) -> str:
    """A plan as someone types it in Markdown."""
    parts = []
    for block in blocks_of(text):
        if isinstance(block, list):
            width = max(map(len, block))
            rows = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in block]
            parts.append("\n".join([rows[0], "|" + " --- |" * width, *rows[1:]]))
        elif re.match(r"[一二三四五六七八九十]+、", block):
            parts.append(f"## **{block}**")
        else:
            parts.append(re.sub(r"^(\d+)\.(?=\D)", r"\1\\.", block))
    return "\n\n".join(parts) + "\n"


def workbook(table: Table, *, title: str = "") -> bytes:
    """A table as a workbook with merged title and group rows."""
    book = Workbook()
    sheet = book.active
    width = max(map(len, table))
    for row in [[title]] * bool(title) + table:
        sheet.append([float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell for cell in row])
        if len(row) == 1:
            sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=width)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()

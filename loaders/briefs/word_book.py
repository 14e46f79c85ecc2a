"""The Word document of a briefing: cover and contents, chapters, head and foot of their pages.

Chapters of a document of several scopes count their own pages (2-1 is the first page of the second), so that the
contents are true in every program without a field that has to be brought up to date.
"""

import io
import re
from collections.abc import Iterator, Sequence
from math import ceil

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Twips

from loaders.briefs import naming
from loaders.briefs import word_styles as looks
from loaders.briefs.content import Brief
from loaders.briefs.options import BriefOptions
from loaders.briefs.word_marks import bookmarked, field, mark, paragraph, run, tab
from loaders.briefs.word_parts import project_table, task_list
from loaders.briefs.words import NAMED_PLANS, stated
from loaders.typography import chinese, legal

PAUSES = ("(?<=：)", " · ", f"(?={naming.SUBJECT}$)")  # where a headline may break
HEAD_SIZE = 9  # points of the head of pages
HEAD_HEIGHT = 140.0  # points of what stands round the map beside the lines of the text: headline, day, caption
LINE_HEIGHT = 22.0  # points from line to line of the text, as in `word_styles`
LEAST_MAP, MOST_MAP = 280.0, 450.0
PARTS = "一二三"  # numbers of the parts of a chapter
NO_PROJECTS, NO_TASKS = "本范围内没有原文点名的项目。", "本范围内没有任务。"


class Book:
    """A document in the making: `add` writes one chapter after the other."""

    def __init__(self, title: str, briefs: Sequence[Brief], options: BriefOptions) -> None:
        """Open the document; several briefings get a cover with contents."""
        self.briefs = briefs
        self._title = title
        self._options = options
        self._document = looks.new_document(title, briefs[0].scope.drawn)
        self._body: Element = self._document.element.body
        self._done = 0
        if len(briefs) > 1:
            self._write(self._cover())
            self._end_section(self._title, "", "", page_format="upperRoman")

    def add(self, picture: bytes, short: str, caption: str) -> None:
        """The next chapter with its map; `short` is what the head of its pages calls it."""
        told, number = self.briefs[self._done], self._done + 1
        self._done = number
        several = len(self.briefs) > 1
        heading = _headline(f"{number}　{told.title}" if several else told.title, looks.TITLE_SIZE)
        self._body.append(paragraph("Heading1", *bookmarked(_anchor(number), number, *heading)))
        self._write(self._opening(told, picture, f"图{number}", caption))
        for place, (title, content) in enumerate(self._sections(told)):
            self._body.append(paragraph("Heading2", run(f"{PARTS[place]}、{title}")))
            self._write(content)
        self._end_section(
            *((self._title, _beside(self._title, number, short), f"{number}-") if several else (short, "", ""))
        )

    def saved(self) -> bytes:
        """The file."""
        content = io.BytesIO()
        self._document.save(content)
        return content.getvalue()

    def _write(self, content: Iterator[Element]) -> None:
        for element in content:
            self._body.append(element)

    def _cover(self) -> Iterator[Element]:
        first = self.briefs[0]
        yield paragraph("Title", *_headline(self._title, looks.COVER_SIZE))
        yield paragraph("Subtitle", run(f"共 {len(self.briefs)} 篇 · {_day(first)}"))
        yield paragraph("Subtitle", run(first.warning))
        yield paragraph("TOCHeading", run("目　录"))
        for number, told in enumerate(self.briefs, start=1):
            entry = (run(str(number)), tab(), run(told.title), tab(), run(f"{number}-1"))
            yield paragraph("TOC1", mark("hyperlink", *entry, anchor=_anchor(number), history=1))

    def _opening(self, told: Brief, picture: bytes, figure: str, caption: str) -> Iterator[Element]:
        """Day and warning, what was found, and the map."""
        yield paragraph("Subtitle", run(f"{_day(told)} · {told.warning}"))
        yield paragraph("BodyText", run(told.lead + (f"项目分布见{figure}。" if told.groups else "")))
        yield paragraph("BodyText", run(told.framing))
        shown = self._document.part.new_pic_inline(io.BytesIO(picture), width=Twips(looks.TEXT_WIDTH))
        for side in "TBLR":
            shown.set(f"dist{side}", "0")
        shown.docPr.set("name", figure)
        shown.docPr.set("descr", chinese(legal(f"地图:{told.title}。{told.lead}")))
        yield paragraph("Picture", mark("r", mark("drawing", shown)))
        number = figure.removeprefix("图")
        yield paragraph("Caption", run("图"), field("SEQ 图 \\* ARABIC", number), run(f"　项目分布{caption}"))

    def _sections(self, told: Brief) -> Iterator[tuple[str, Iterator[Element]]]:
        if self._options.tables:
            yield "项目清单", project_table(told, PARTS[1]) if told.groups else _said(NO_PROJECTS)
        yield "任务与责任单位", task_list(told, self._options) if told.tasks else _said(NO_TASKS)
        yield "说明与来源", _sources(told)

    def _end_section(self, left: str, right: str, prefix: str, *, page_format: str = "decimal") -> None:
        """Close the section: its pages, with what stands at their head and foot."""
        head = [run(left), tab(), run(right or self.briefs[0].warning)]
        foot = [run(f"第 {prefix}"), field("PAGE", "1"), run(" 页")]
        foot += [] if len(self.briefs) > 1 else [run("　共 "), field("NUMPAGES", "1"), run(" 页")]
        references = []
        for kind, content in (("header", head), ("footer", foot)):
            part, relation = getattr(self._document.part, f"add_{kind}_part")()
            part.element[:] = [paragraph(kind.capitalize(), *content)]
            references.append(mark(f"{kind}Reference", type="default"))
            references[-1].set(qn("r:id"), relation)
        margins = {"top": looks.TOP, "bottom": looks.BOTTOM, "left": looks.SIDE, "right": looks.SIDE}
        section = mark(
            "sectPr",
            *references,
            mark("type", val="nextPage"),
            mark("pgSz", w=looks.WIDTH, h=looks.HEIGHT),
            mark("pgMar", **margins, header=looks.EDGE, footer=looks.EDGE, gutter=0),
            mark("pgNumType", fmt=page_format, start=1),
        )
        if self._done == len(self.briefs):
            self._body.append(section)
        else:
            self._body[-1].get_or_add_pPr().append(section)


def room_of_map(told: Brief) -> tuple[float, float]:
    """Width and height in points that the first page of a chapter leaves for its map."""
    across = looks.TEXT_WIDTH / 20
    lines = sum(ceil((looks.width(text) + 2) * looks.BODY_SIZE / across) for text in (told.lead, told.framing)) + 1
    return across, min(max(looks.TEXT_HEIGHT / 20 - HEAD_HEIGHT - lines * LINE_HEIGHT, LEAST_MAP), MOST_MAP)


def _anchor(number: int) -> str:
    return f"chapter{number}"


def _day(told: Brief) -> str:
    day = told.scope.drawn
    return f"{day.year}年{day.month}月{day.day}日"


def _beside(title: str, number: int, short: str) -> str:
    """What stands at the head of a chapter's pages beside the title of the document."""
    told = f"第 {number} 篇　{short}"
    fits = looks.width(title + told) * HEAD_SIZE < looks.TEXT_WIDTH / 20
    return told if fits and short != title else f"第 {number} 篇"


def _headline(text: str, size: int) -> list[Element]:
    """A headline in `size` points; one too long for a line breaks where it pauses."""
    told = chinese(text)
    if looks.width(told) * size > looks.TEXT_WIDTH / 20:
        for pattern in PAUSES:
            if pause := re.search(pattern, told):
                return [run(told[: pause.start()]), mark("r", mark("br")), run(told[pause.end() :])]
    return [run(told)]


def _said(text: str) -> Iterator[Element]:
    yield paragraph("BodyText", run(text))


def _sources(told: Brief) -> Iterator[Element]:
    """Notes, plans where the note could not name them all, credits and the warning."""
    for label, text in told.notes:
        yield paragraph("BodyText", run(f"{label}:", style="Strong"), run(text))
    if len(told.plans) > NAMED_PLANS:
        yield paragraph("BodyText", run("规划:", style="Strong"), run(f"共 {len(told.plans)} 份,如下。"))
        for number, plan in enumerate(told.plans, start=1):
            yield paragraph("BodyText", run(f"{number}. {plan.label}({stated(plan)})"))
    for label, text in told.credits:
        yield paragraph("BodyText", run(f"{label}:", style="Strong"), run(text))
    yield paragraph("BodyText", run("使用要求:", style="Strong"), run(told.warning))

"""What each format keeps, restores and leaves out."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook

from loaders import mentions, tasks
from loaders.intake.errors import IntakeError
from loaders.intake.reading import read_file
from loaders.intake.word_numbers import printed
from tests.intake import making, raw_pdf

PLAN = "黔江区水利工作要点\n1.开工建设石岭水库，责任单位：区水利局。\n2.推进茶园水库前期工作。\n"


def saved(document) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def codes(reading) -> set[str]:
    return {note.code for note in reading.notes}


def refused(name: str, content: bytes) -> str:
    with pytest.raises(IntakeError) as caught:
        read_file(name, content)
    return caught.value.code


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
    def test_encodings(self, encoding):
        assert read_file("a.txt", PLAN.encode(encoding)).text == PLAN

    @pytest.mark.parametrize("encoding", ["big5", "cp950"])
    def test_traditional(self, encoding):
        text = "開工建設石嶺水庫，推進茶園水庫前期工作。"
        assert read_file("a.txt", text.encode(encoding)).text == text

    @pytest.mark.parametrize("encoding", ["gbk", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("text", ["建设石岭水库", "推进前期工作。", "责任单位：区水利局"])
    def test_a_few_words(self, text, encoding):
        assert read_file("a.txt", text.encode(encoding)).text == text

    def test_a_few_broken_bytes(self):
        content = (PLAN * 20).encode("gbk")
        found = read_file("a.txt", content[:400] + b"\xff" + content[400:])
        assert "broken" in codes(found)
        assert "茶园水库" in found.text

    def test_line_ends_and_controls(self):
        found = read_file("a.txt", "1.建设\0石岭水库。\r\n2.推进\u202e茶园水库。\r".encode())
        assert found.text == "1.建设石岭水库。\n2.推进茶园水库。\n"
        assert codes(found) == {"invisible"}

    def test_facts(self):
        found = read_file("../a.txt", "黔江区2024年水利工作要点\n黔江府发〔2024〕5号\n1.建设石岭水库。\n".encode())
        assert (found.title, found.document_number) == ("黔江区2024年水利工作要点", "黔江府发〔2024〕5号")
        assert (found.jurisdiction, found.file_name, found.kind, found.paragraphs) == ("500114", "a.txt", "txt", 3)
        assert len(found.sha256) == 64


class TestMarkdown:
    def test_markup_goes(self):
        text = "---\ntitle: x\n---\n# 一、**水利** #\n\n1\\. 建设[石岭水库](http://a.b)。\n\n![图](a.png)\n"
        text += "- 推进*茶园水库*\n> 注\n"
        assert read_file("a.md", text.encode()).text.split("\n") == [
            "一、水利",
            "",
            "1. 建设石岭水库。",
            "",
            "● 推进茶园水库",
            "注",
            "",
        ]

    def test_tables(self):
        text = "| 序号 | 项目名称 | 责任单位 |\n| --- | :-: | --- |\n| 1 | 石岭水库 | 区水利局 |\n"
        assert read_file("a.md", text.encode()).text == "序号\t项目名称\t责任单位\n1\t石岭水库\t区水利局\n"


class TestWord:
    def test_numbers_of_one_list_with_levels(self):
        document = Document()
        numbering = document.part.numbering_part.element
        for child in list(numbering):
            numbering.remove(child)
        levels = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{restart}'
            f'<w:lvlText w:val="{words}"/></w:lvl>'
            for depth, (form, words, restart) in enumerate(
                (
                    ("chineseCounting", "%1、", ""),
                    ("japaneseCounting", "（%2）", ""),
                    ("decimal", "%3.", '<w:lvlRestart w:val="0"/>'),
                )
            )
        )
        numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1">{levels}</w:abstractNum>'))
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))
        for depth, words in ((0, "水利"), (1, "水库"), (2, "甲"), (2, "乙"), (0, "交通"), (1, "公路"), (2, "丙")):
            number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
            document.add_paragraph(words)._p.get_or_add_pPr().append(parse_xml(number))
        found = read_file("a.docx", saved(document))
        assert found.text.split("\n") == ["一、水利", "（一）水库", "1.甲", "2.乙", "二、交通", "（一）公路", "3.丙"]

    @pytest.mark.parametrize(
        ("value", "form", "words"),
        [
            (10, "chineseCounting", "十"),
            (21, "chineseCountingThousand", "二十一"),
            (105, "chineseCounting", "一百零五"),
            (3, "chineseLegalSimplified", "叁"),
            (12, "decimalEnclosedCircleChinese", "⑫"),
            (4, "lowerRoman", "iv"),
            (28, "lowerLetter", "bb"),
            (2, "ideographTraditional", "乙"),
            (7, "unknown", "7"),
        ],
    )
    def test_forms_of_numbers(self, value, form, words):
        assert printed(value, form) == words

    def test_changes_notes_boxes_and_hidden_text(self):
        document = Document()
        run = "<w:r><w:t>{}</w:t></w:r>"
        hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        box = f"<w:r><w:pict><w:txbxContent><w:p>{run.format('框')}</w:p></w:txbxContent></w:pict></w:r>"
        words = (
            f'<w:p {nsdecls("w")}>{run.format("建设")}<w:del w:id="1"><w:r><w:delText>甲</w:delText></w:r></w:del>'
            f'<w:ins w:id="2">{run.format("石岭")}</w:ins>{hidden}{box}{run.format("水库")}</w:p>'
        )
        document.element.body.insert(0, parse_xml(words))
        document.sections[0].header.paragraphs[0].text = "内部资料"
        found = read_file("a.docx", saved(document))
        assert found.text == "建设石岭水库"
        assert codes(found) == {"deleted", "hidden", "boxes", "furniture"}

    def test_merged_cells_say_the_same_for_each_row(self):
        document = Document()
        table = document.add_table(rows=4, cols=4)
        for row, words in enumerate(
            (
                ("县区", "序号", "项目名称", "责任单位"),
                ("黔江区", "1", "石岭水库", "区水利局"),
                ("", "2", "茶园水库", ""),
                ("合计", "", "", "2个"),
            )
        ):
            for column, cell in enumerate(words):
                table.cell(row, column).text = cell
        table.cell(1, 0).merge(table.cell(2, 0))
        assert read_file("a.docx", saved(document)).text.split("\n") == [
            "序号\t县区\t项目名称\t责任单位",
            "1\t黔江区\t石岭水库\t区水利局",
            "2\t黔江区\t茶园水库\t—",
            "合计\t—\t2个",
        ]

    def test_a_frame_is_no_table(self):
        document = Document()
        document.add_table(rows=1, cols=1).cell(0, 0).text = "1.建设石岭水库。\n2.推进茶园水库。"
        assert read_file("a.docx", saved(document)).text == "1.建设石岭水库。\n2.推进茶园水库。"


class TestWorkbook:
    def test_a_list_of_projects(self, gazetteer):
        book = Workbook()
        sheet = book.active
        for row in (
            ["黔江区2024年重点项目表"],
            ["项目名称", "建设性质", "所在乡镇", "投资", None, "责任单位"],
            [None, None, None, "总投资（万元）", "年度投资（万元）", None],
            ["一、水利"],
            ["石岭水库", "续建", "石会镇", 38600.0, 0.1 + 0.2, "区水利局"],
            ["茶园水库", "新建", "石会镇", 4100, None, "区水利局"],
        ):
            sheet.append(row)
        for merged in ("A1:F1", "D2:E2", "A2:A3", "B2:B3", "C2:C3", "F2:F3", "A4:F4", "C5:C6"):
            sheet.merge_cells(merged)
        book.create_sheet("草稿").append(["不要"])
        book["草稿"].sheet_state = "hidden"
        found = read_file("a.xlsx", saved(book))
        assert found.text.split("\n") == [
            "黔江区2024年重点项目表",
            "序号\t项目名称\t建设性质\t所在乡镇\t投资总投资（万元）\t投资年度投资（万元）\t责任单位",
            "一、水利",
            "1\t石岭水库\t续建\t石会镇\t38600\t0.3\t区水利局",
            "2\t茶园水库\t新建\t石会镇\t4100\t—\t区水利局",
        ]
        assert codes(found) == {"numbered", "hidden_sheets"}

    def test_rows_give_projects_with_county_stage_and_unit(self, gazetteer, make_document):
        rows = [
            ["序号", "项目名称", "建设性质", "建设地点", "责任单位"],
            ["1", "石岭水库", "续建", "黔江区石会镇", "区水利局"],
        ]
        found = read_file("a.xlsx", making.workbook([*rows, ["2", "茶园水库", "拟建", "彭水县", "县水利局"]]))
        document = make_document(found.text, "500000")
        read = tasks.parse(document)
        named = {one.name: one for one in mentions.extract(document, read, gazetteer=gazetteer) if one.kind}
        assert [task.responsible_units or task.lead_units for task in read] == [("区水利局",), ("县水利局",)]
        assert (named["石岭水库"].adcode, named["石岭水库"].stage) == ("500114", "under_construction")
        assert named["茶园水库"].adcode == "500243"

    @pytest.mark.parametrize(("mark", "ending"), [(",", "csv"), ("\t", "tsv"), (";", "csv")])
    def test_csv(self, mark, ending):
        rows = ("序号 项目名称 责任单位", "1 石岭水库 '=1+1")
        content = "\r\n".join(mark.join(row.split()) for row in rows).encode("gbk")
        assert read_file(f"a.{ending}", content).text == "序号\t项目名称\t责任单位\n1\t石岭水库\t=1+1"


class TestPdf:
    def test_paragraphs_and_page_numbers(self):
        first = "1.开工建设石岭水库，加快茶园水库前期工作，推进城乡供水一体化，完善灌区骨干渠系，实施河道治理。"
        lines = [*raw_pdf.wrapped(first), *raw_pdf.wrapped("2.续建板桥水库。")]
        content = raw_pdf.of_streams(
            [
                raw_pdf.shown(lines) + raw_pdf.shown(["— 1 —"], top=40),
                raw_pdf.shown(raw_pdf.wrapped("3.推进前期工作，完善供水工程。")),
            ],
            first + "2.续建板桥水库。— 1 —3.推进前期工作，完善供水工程。　",
        )
        found = read_file("a.pdf", content)
        assert found.text.split() == [first, "2.续建板桥水库。", "3.推进前期工作，完善供水工程。"]
        assert found.pages == 2

    def test_ruled_tables(self):
        rows = (("序号", "项目名称", "责任单位"), ("1", "石岭水库", "区水利局"), ("2", "茶园水库", ""))
        drawn = [f"{x} {600} m {x} {690} l S" for x in (60, 120, 300, 500)]
        drawn += [f"60 {y} m 500 {y} l S" for y in (600, 630, 660, 690)]
        for row, cells in enumerate(rows):
            for x, words in zip((65, 125, 305), cells, strict=True):
                code = words.encode("utf-16-be").hex()
                drawn.append(f"BT /F1 14 Tf 1 0 0 1 {x} {668 - 30 * row} Tm <{code}> Tj ET")
        content = raw_pdf.of_streams(["\n".join(drawn).encode()], "".join(map("".join, rows)))
        assert read_file("a.pdf", content).text == "序号\t项目名称\t责任单位\n1\t石岭水库\t区水利局\n2\t茶园水库\t—"


class TestWebPage:
    TEXT = PLAN + "".join(f"{n}.开工建设第{n}座水库，完善库区道路，推进前期工作。\n" for n in range(3, 12))
    PAGE = making.web_page(TEXT, "黔江区水利工作要点的通知", charset="gb2312")

    def test_what_surrounds_the_plan_goes(self):
        found = read_file("a.html", self.PAGE)
        assert found.text.split("\n") == ["黔江区水利工作要点的通知", *self.TEXT.strip().split("\n")]
        assert (found.issuer, found.date) == ("某市人民政府办公室", "2026-03-02")

    def test_a_page_in_one_file(self):
        head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
        assert "石岭水库" in read_file("a.mht", head + self.PAGE + b"\n--x--\n").text

    def test_cells_that_span(self):
        table = (
            "<table><tr><th>序号<th>县区<th>项目名称</tr><tr><td>1<td rowspan=2>黔江区<td>石岭水库</tr>"
            "<tr><td>2<td>茶园水库</tr></table>"
        )
        assert read_file("a.html", f"<html><body>{table}</body>".encode()).text == (
            "序号\t县区\t项目名称\n1\t黔江区\t石岭水库\n2\t黔江区\t茶园水库"
        )


class TestKinds:
    def test_content_tells_the_kind(self):
        assert read_file("a.pdf", making.docx(PLAN)).kind == "docx"
        assert read_file("a.doc", TestWebPage.PAGE).kind == "html"
        assert read_file("plan", PLAN.encode()).kind == "txt"

    def test_what_is_no_document_says_what_to_do(self):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("plan.txt", PLAN)
        assert refused("a.docx", packed.getvalue()) == "packed"
        assert refused("a.docx", b"MZ\x90\0\3\0") == "program"
        assert refused("a.txt", b"") == "empty"
        assert refused("a.png", b"\x89PNG\r\n\x1a\n\0") == "image"

"""导入与更正 in the browser: files dropped, reviewed, kept, and on the map; a hostile one is one sentence."""

import io
import re
import shutil
import zipfile

import pytest
from docx import Document
from playwright.sync_api import expect

from tests.browser.serving import ROOT, running
from tests.intake import raw_pdf

TITLE = "黔江区水利工作要点(2026年)"
CLAUSES = ("一、开工建设清水水库,开展石岭水库前期工作。", "二、推进濯水古镇旅游提升项目。")
GBK = "琼海市交通工作要点(2026年)\n\n一、推进博鳌机场扩建项目。\n二、改造嘉积镇农村公路。\n"
WIDTHS = [(1280, 720), (1440, 900), (1920, 1080)]


def document():
    made, content = Document(), io.BytesIO()
    for line in (TITLE, *CLAUSES):
        made.add_paragraph(line)
    made.save(content)
    return content.getvalue()


def bomb():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * 200_000_000)
    return content.getvalue()


@pytest.fixture
def own_server(build_directory, tmp_path):
    """The application on a build and a store that only this test writes."""
    shutil.copytree(build_directory, tmp_path / "build")
    with running(
        ROOT / "app.py", PLAN_ATLAS_BUILD=str(tmp_path / "build"), PLAN_ATLAS_STORE=str(tmp_path / "store")
    ) as server:
        yield server


def drop(page, **files):
    given = [
        {"name": name.replace("_", "."), "mimeType": "application/octet-stream", "buffer": content}
        for name, content in files.items()
    ]
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').first.set_input_files(given)


def test_files_are_dropped_reviewed_kept_and_on_the_map(visitor, own_server):
    page = visitor.open(f"{own_server.url}/plans")
    drop(page, 要点_docx=document(), 交通_txt=GBK.encode("gbk"), 膨胀_docx=bomb())
    expect(page.locator(".import-told .bad")).to_have_count(1)
    expect(page.locator(".import-told .bad")).to_contain_text("压缩内容异常膨胀")
    expect(page.get_by_text("未保存的草稿 2 份")).to_be_visible()
    expect(page.get_by_role("textbox", name="标题")).to_have_value(TITLE)
    visitor.settle()
    visitor.picture("plans_review")
    page.get_by_role("textbox", name="简称").fill("黔江水利2026")
    page.keyboard.press("Tab")
    visitor.settle()
    page.get_by_role("button", name="保存到规划库").click()
    expect(page.locator(".import-told .good")).to_contain_text("已保存到规划库:《黔江水利2026》")
    visitor.settle()
    page.get_by_role("button", name="保存到规划库").click()
    expect(page.locator(".library-table .stored")).to_have_count(2)
    visitor.settle()
    page.locator(".library-table").get_by_role("link", name="黔江水利2026").click()
    expect(page.locator(".st-key-library_plan").get_by_role("textbox", name="简称")).to_have_value("黔江水利2026")
    visitor.settle()
    visitor.picture("plans_library")
    page.locator(".is-open").get_by_role("link", name="在任务地图中打开").click()
    expect(page.get_by_role("combobox", name=re.compile("规划"))).to_have_value("黔江水利2026")
    expect(visitor.map.symbol("清水水库").or_(visitor.map.area("500114")).first).to_be_attached()


def test_a_file_that_is_too_large_is_told_until_the_next_drop(visitor, own_server, tmp_path):
    large = tmp_path / "很大.txt"
    with large.open("wb") as file:
        file.truncate(53_000_000)
    (tmp_path / "交通.txt").write_bytes(GBK.replace("交通", "港口").encode("gbk"))
    page = visitor.open(f"{own_server.url}/plans")
    place = page.locator('[data-testid="stFileUploaderDropzoneInput"]').first
    place.set_input_files([large])
    expect(page.get_by_role("button", name="移除")).to_have_count(1)
    expect(page.locator(".import-told")).to_have_count(0)  # the field itself says so
    place.set_input_files([large, tmp_path / "交通.txt"])
    expect(page.locator('[class*="st-key-draft_"]').first).to_be_visible()
    said = page.locator(".st-key-upload_name .import-told .bad")
    expect(said).to_have_text(["很大.txt 文件超过 50 MB,没有读入;请去掉图片或拆分后再拖入"])
    visitor.settle()
    visitor.picture("plans_too_large")
    drop(page, 空_txt=b"")
    expect(said).to_have_count(0)


def test_a_file_that_does_not_get_through_is_told_and_the_others_of_its_drop_are_read(visitor, own_server):
    """Streamlit's server refuses a request with a name of more than 8 kB, as it may any for a fault of the network."""
    page = visitor.open(f"{own_server.url}/plans")
    place = page.locator('[data-testid="stFileUploaderDropzoneInput"]').first
    text = GBK.replace("交通", "口岸").encode("gbk")
    kept = {"name": "口岸🚧.txt", "mimeType": "text/plain", "buffer": text}
    refused = {"name": f"{'长' * 5_000}.txt", "mimeType": "text/plain", "buffer": text}
    place.set_input_files([refused])
    expect(page.get_by_role("button", name="移除")).to_have_count(1)
    shown = "getComputedStyle(document.querySelector('[data-testid=stFileUploaderDropzone]'), '::after').content"
    page.wait_for_function(f"() => {shown}.includes('没有传到服务器')")
    place.set_input_files([refused, kept])
    expect(page.locator(".import-head small").filter(has_text="口岸🚧.txt")).to_have_count(1)
    said = page.locator(".st-key-upload_name .import-told .bad")
    expect(said).to_contain_text(["没有传到服务器"])


def scan():
    """A PDF of one page that is a picture and nothing else."""
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Length 4>>stream\n"
    )
    return raw_pdf.file_of(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>",
            raw_pdf.stream(b"595 0 0 842 0 0 cm /I Do"),
            picture + b"\x10\x80\xf0\x10\nendstream",
        ]
    )


def test_a_scanned_pdf_is_one_clear_sentence(visitor, server):
    page = visitor.open(f"{server.url}/plans")
    drop(page, 扫描_pdf=scan())
    expect(page.locator(".import-told .bad")).to_have_text(
        "扫描.pdf PDF 是扫描件,没有可读的文字。请先做文字识别(WPS、Acrobat 的 OCR),再导入。"
    )
    expect(page.locator(".review-table")).to_have_count(0)
    field = page.get_by_test_id("stFileUploader").first
    assert re.findall("[A-Za-z]{3,}", field.aria_snapshot().replace("region", "").replace("button", "")) == ["text"]


def test_mentions_are_reviewed_across_a_reload_and_saved_with_the_plan(visitor, own_server):
    page = visitor.open(f"{own_server.url}/plans")
    drop(page, 要点_docx=document())
    expect(page.get_by_text("共 4 处提及")).to_be_visible()
    visitor.settle()
    page.locator(".review-table").get_by_role("link", name="清水水库").click()
    side = page.locator(".st-key-review_side")
    expect(side.locator("mark")).to_have_text("清水水库")
    visitor.settle()
    side.get_by_role("textbox", name="名称").fill("濯水水库")
    side.get_by_role("button", name="核实,看下一处").click()
    expect(page.locator(".review-table .is-verified .title")).to_have_text("濯水水库")
    expect(side.locator("mark")).to_have_text("石岭水库")
    visitor.picture("plans_review_side")
    visitor.settle()
    page.reload()
    expect(page.locator(".review-table .is-verified .title")).to_have_text("濯水水库")
    expect(page.get_by_role("textbox", name="标题")).to_have_value(TITLE)
    visitor.settle()
    page.locator(".review-bar").get_by_role("button", name="已核实 1").click()
    expect(page.locator(".review-table .task-row")).to_have_count(1)
    visitor.settle()
    page.get_by_role("button", name="保存到规划库").click()
    expect(page.locator(".import-told .good")).to_contain_text("1 处核对结果一并保存")
    expect(page.locator("table.corrections")).to_contain_text("濯水水库")
    visitor.settle()
    page.locator(".import-told .good").get_by_role("link", name="在任务地图中打开").click()
    visitor.map.area("500114").first.click()
    page.get_by_role("link", name="濯水水库").first.click()
    expect(page.locator(".correct-status")).to_contain_text("已核实")
    visitor.picture("plans_reviewed_on_the_map")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_page_and_the_navigation_fit_the_window(visitor, server, width, height, language):
    visitor.page.set_viewport_size({"width": width, "height": height})
    page = visitor.open(f"{server.url}/plans?lang={language}")
    expect(page.locator(".library-table")).to_be_visible()
    visitor.settle()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    boxes = [item.bounding_box() for item in page.locator(".st-key-navigation a, .guide-open, .languages").all()]
    assert {box["y"] < 48 for box in boxes} == {True}
    ends = [box["x"] + box["width"] for box in boxes]
    assert max(ends) <= page.get_by_test_id("stMainMenuButton").bounding_box()["x"]
    visitor.picture(f"plans_{width}_{language}")

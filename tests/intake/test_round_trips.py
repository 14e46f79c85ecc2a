"""A plan reads the same from a Word file, a PDF, a web page, Markdown or an old encoding as from its plain text."""

from pathlib import Path

import pytest

from loaders.intake.reading import read_file
from tests.intake import agreement, making
from tests.office import to_pdfs

ROOT = Path(__file__).parents[2]
SAMPLES = ("data/plans/chongqing", "data/plans/qionghai")
DEV = ("lankao_biao", "dongxing_web", "ganzhou", "hanzhong", "luan", "yanqing_list")
PLANS = [ROOT / f"{one}.txt" for one in (*SAMPLES, *(f"tests/gold/dev/{name}" for name in DEV))]
MAKERS = {
    "gbk": lambda text, _: text.encode("gb18030"),
    "wide": lambda text, _: text.encode("utf-16"),
    "md": lambda text, _: making.markdown(text).encode(),
    "docx": lambda text, _: making.docx(text),
    "html": lambda text, title: making.web_page(text, title, charset="gb18030"),
}
LEAST = 0.98


@pytest.fixture(scope="session")
def pdfs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    files = []
    for plan in PLANS:
        files.append(folder / f"{plan.stem}.docx")
        files[-1].write_bytes(making.docx(plan.read_text(encoding="utf-8"), running_head="内部资料", official=True))
    return {made.stem: made.read_bytes() for made in to_pdfs(files)}


@pytest.fixture(scope="session")
def plain():
    found = {}
    for plan in PLANS:
        text = plan.read_text(encoding="utf-8")
        reading = read_file(plan.name, text.encode())
        found[plan.stem] = (text, reading, agreement.read(text, reading.jurisdiction))
    return found


def assert_same(found, expected, reading):
    read = agreement.read(found.text, reading.jurisdiction)
    assert read.tasks == expected.tasks
    assert agreement.share(expected.names, read.names) >= LEAST
    assert found.jurisdiction == reading.jurisdiction
    assert (reading.title or "") in (found.title or "")


@pytest.mark.parametrize("form", MAKERS)
@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_a_document_reads_as_its_plain_text(plan, form, plain):
    text, reading, expected = plain[plan.stem]
    found = read_file(f"{plan.stem}.{form}", MAKERS[form](text, reading.title or ""))
    assert_same(found, expected, reading)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_a_pdf_reads_as_its_plain_text(plan, plain, pdfs):
    _, reading, expected = plain[plan.stem]
    found = read_file("plan.pdf", pdfs[plan.stem])
    if plan.stem == "luan":  # its table is parted by blanks, which lines of a page do not keep where they wrap
        read = agreement.read(found.text, reading.jurisdiction)
        assert [number for number, _ in read.tasks] == [number for number, _ in expected.tasks]
        assert agreement.share(expected.names, read.names) >= 0.96
        return
    assert_same(found, expected, reading)
    assert "内部资料" not in found.text
    assert any(note.code == "page_furniture" for note in found.notes)


def test_the_text_of_a_word_file_is_that_of_the_plan(plain):
    text, _, _ = plain["chongqing"]
    found = read_file("plan.docx", making.docx(text))
    assert found.text.split() == text.split()

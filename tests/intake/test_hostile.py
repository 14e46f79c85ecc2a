"""A part of `tests/benchmarks/hostile_files.py` in every run: whatever the file, a clean text or one sentence."""

# ruff: noqa: E501
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.benchmarks.hostile_files import every, outcome

KEYS = (
    *(f"{damage}.{kind}" for kind in ("docx", "xlsx", "pdf") for damage in ("cut_3", "cut_9", "flip_2", "flip_6")),
    "bomb_overlapping.docx", "bomb_nested.docx", "locked_members.docx", "macros.docm", "outside.docx",
    "entities_laughs.docx", "entities_outside.docx", "entities_utf16.docx", "deep.docx", "style_loop.docx", "wide_cell.docx", "utf7.docx",
    "laughs_strings.xlsx", "merged_all.xlsx", "last_cell.xlsx", "formula.xlsx", "outside_sheet.xlsx",
    "pages_10000.pdf", "tree_loop.pdf", "xref_loop.pdf", "form_loop.pdf", "locked.pdf", "scan.pdf", "script.pdf", "arrays.pdf",
    "nested_div.html", "scripts.html", "spans.html", "broken.mht",
    "empty.txt", "some_nulls.txt", "noise.txt", "half_pairs.txt", "too_big.txt", "formulas.csv",
    "renamed_exe.docx", "old.doc", "locked.docx", "old.rtf", "docx_as.pdf", "polyglot_pdf_zip.pdf",
    "name 0", "name 4", "name 9", "name 14", "name 23",
)  # fmt: skip
CODES = {
    "locked.pdf": "sentence: locked",
    "locked.docx": "sentence: locked",
    "locked_members.docx": "sentence: locked",
    "scan.pdf": "sentence: scan",
    "pages_10000.pdf": "sentence: pages",
    "entities_laughs.docx": "sentence: entities",
    "bomb_overlapping.docx": "sentence: bomb",
    "too_big.txt": "sentence: size",
    "empty.txt": "sentence: empty",
    "renamed_exe.docx": "sentence: program",
    "old.doc": "sentence: old_office",
    "macros.docm": "text: docx",
    "outside.docx": "text: docx",
    "script.pdf": "text: pdf",
    "scripts.html": "text: html",
    "formulas.csv": "text: csv",
    "docx_as.pdf": "text: docx",
}


@pytest.fixture(scope="module")
def outcomes():
    files = every()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        asked = {key: pool.submit(outcome, files[key][0], files[key][1]()) for key in KEYS}
    return {key: answer.result() for key, answer in asked.items()}


def test_every_file_gives_a_clean_text_or_a_sentence(outcomes):
    assert len(outcomes) == len(set(KEYS)) >= 40
    assert all(found.startswith(("text: ", "sentence: ")) for found in outcomes.values())


@pytest.mark.parametrize("key", CODES)
def test_what_a_file_gives(key, outcomes):
    assert outcomes[key] == CODES[key]

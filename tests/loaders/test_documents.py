"""Plan files: what is read, what is refused in one clear sentence, what is proposed from the text."""

import pytest

from loaders import documents
from loaders.errors import DocumentError
from loaders.reading.metadata import propose


def write(tmp_path, content, name="plan.txt"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_text_is_kept_as_in_the_file(tmp_path):
    text = "\ufeff１．修建水库。\n"
    assert documents.read(write(tmp_path, text.encode())).text == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("1.修建水库。".encode("gb18030"), "not UTF-8"),
        (b"", "holds no text"),
        ("\ufeff \n\u3000".encode(), "holds no text"),
        (b"PK\x03\x04\x00\x00", "binary data"),
    ],
)
def test_bad_files_are_refused_in_one_sentence(tmp_path, content, words):
    with pytest.raises(DocumentError, match=words) as caught:
        documents.read(write(tmp_path, content))
    assert "plan.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DocumentError, match=r"nothing\.txt.*check the path"):
        documents.read(tmp_path / "nothing.txt")


def test_metadata_beside_the_plan_wins_and_gaps_stay_open(tmp_path):
    write(tmp_path, 'label = "[样本]"\njurisdiction = "500000"\n'.encode(), "plan.toml")
    document = documents.read(write(tmp_path, "1.修建水库。".encode()))
    assert (document.label, document.jurisdiction) == ("[样本]", "500000")
    assert (document.title, document.document_number, document.date) == (None, None, None)


@pytest.mark.parametrize("content", [b"title = ", b'titel = "x"'])
def test_broken_metadata_is_refused(tmp_path, content):
    write(tmp_path, content, "plan.toml")
    with pytest.raises(DocumentError, match=r"plan\.toml"):
        documents.read(write(tmp_path, "1.修建水库。".encode()))


def test_sample_plans_state_what_they_state():
    chongqing = documents.read(documents.SAMPLE_DIRECTORY / "chongqing.txt")
    qionghai = documents.read(documents.SAMPLE_DIRECTORY / "qionghai.txt")
    assert (chongqing.title, chongqing.document_number, chongqing.date) == (None, None, None)
    assert qionghai.document_number == "海府〔2021〕244号"


@pytest.mark.parametrize("plan_id", ["chongqing", "qionghai"])
def test_proposed_metadata_agrees_with_what_is_stated(plan_id, gazetteer):
    document = documents.read(documents.SAMPLE_DIRECTORY / f"{plan_id}.txt")
    proposed = propose(document.text, gazetteer)
    stated = (document.title, document.jurisdiction, document.document_number, document.date)
    assert (proposed.title, proposed.jurisdiction, proposed.document_number, proposed.date) == stated


def test_title_and_issuer_are_proposed_from_a_letter(gazetteer):
    text = (
        "阳新县人民政府办公室关于印发阳新县2024年重点工作要点的通知\n阳政办发〔2024〕3号\n各镇人民政府:\n1.修建水库。\n"
    )
    proposed = propose(text, gazetteer)
    assert proposed.title == "阳新县2024年重点工作要点"
    assert proposed.jurisdiction == "420222"
    assert proposed.document_number == "阳政办发〔2024〕3号"


@pytest.mark.parametrize(
    ("text", "adcode"),
    [
        ("中共黟县县委 黟县人民政府关于加快全域旅游的实施意见\n\n一、总体要求\n1.建设水库。\n", "341023"),
        ("海曙区2025年重点任务\n为做好工作,制定本任务。\n一、措施\n1.建设水库。\n", "330203"),
        ("政府工作报告\n——2024年1月8日在吐鲁番市第三届人民代表大会第四次会议上\n一、工作回顾\n", "650400"),
        ("关于印发威海市2024年重点项目名单的通知\n一、工作任务\n1.建设水库。\n", "371000"),
    ],
)
def test_the_jurisdiction_stands_in_title_issuer_or_congress(gazetteer, text, adcode):
    assert propose(text, gazetteer).jurisdiction == adcode

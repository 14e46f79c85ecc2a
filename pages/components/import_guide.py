"""What the sidebar of the import says: how it goes, and that nothing is lost on the way."""

import streamlit as st

from pages.components.language import mark, t

STEPS = (
    (mark("拖入文件"), mark("一次可放多个;原文件不动,只读取文字。")),
    (
        mark("核对"),
        mark("看标题、文号、日期、适用地区和读出的每一处;可改,可放弃。没保存的留作草稿。"),
    ),
    (mark("保存"), mark("写入规划库并更新地图,各页随即可用。")),
)
KEPT = mark("每次更改都留有记录:版本可恢复,移除可撤销。相同内容不会重复导入。")
READING_ONLY = mark("您的账号只能查看规划库。需要导入或更改规划,请联系管理员。")


def draw() -> None:
    """The steps in the sidebar."""
    steps = "".join(f"<li><b>{t(name)}</b><span>{t(words)}</span></li>" for name, words in STEPS)
    with st.sidebar:
        st.html(f'<div class="import-guide"><b>{t("导入步骤")}</b><ol>{steps}</ol><p>{t(KEPT)}</p></div>')


def only_reading() -> None:
    """What readers see in place of the forms."""
    st.html(f'<p class="import-reader">{t(READING_ONLY)}</p>')

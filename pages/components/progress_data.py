"""The records of the store joined with the projects of the build, anew when either changes or a day is over."""

from datetime import date
from pathlib import Path

import streamlit as st

from loaders.catalog import Catalog
from loaders.store import (
    ConflictError,
    Desk,
    NotAllowedError,
    ProgressError,
    ProgressRecord,
    Store,
    StoreBusyError,
    StoreError,
    Work,
    add_samples,
    progress_records,
)
from pages.components import access, progress_marks, state
from pages.components.language import mark, t
from pages.components.markup import literal

STYLES = Path(__file__).with_name("progress.css")
KIND = "progress"
SAID = (
    (ConflictError, mark("这条记录刚被别人改过,没有保存。请核对上面的最新内容;您填的还在,再点保存即以您的为准。")),
    (NotAllowedError, mark("您的角色只能查看,没有保存。需要修改请联系管理员。")),
    (StoreBusyError, mark("另一个程序正在写入数据库,没有保存。请过几秒再点一次。")),
    (StoreError, mark("没有保存:数据库没有接受。请检查填写的内容;若再次出现,请联系管理员。")),
)

# By the code of a ProgressError.
REFUSED = {
    "address": mark("来源里的网址不完整或含有空格。请粘贴 http:// 或 https:// 开头的完整网址,或只写来源名称。"),
    "future": mark("日期在今天之后。推进记录只记已经发生的事;计划中的时限在规划里。"),
    "no_month": mark("填了日子却没有月份。请补上月份,或把日子改为“不详”。"),
    "no_source": mark("勾选了官方来源却没有写来源。请填写网址或文件名称,或取消勾选。"),
    "no_such_day": mark("没有这一天。请核对年、月、日;不知道月份或日子就选“不详”。"),
    "status": mark("还没有选状态。请选择项目现在的实际状态。"),
}


def work(catalog: Catalog) -> Work:
    """Projects with their records as the store holds them now; where it cannot be read nothing is known of any."""
    return of_desk(catalog, access.desk())


def of_desk(catalog: Catalog, desk: Desk | None) -> Work:
    """The same for a desk that is open already."""
    today = date.today()
    if desk is not None:
        try:
            _offer_samples(desk)
            return _joined(catalog.build_id, desk.store.latest(), today, catalog, desk.store)
        except StoreError as error:
            st.html(f'<p class="no-store"><b>{t("推进记录读不出来,都显示为未知。")}</b> {literal(str(error))}</p>')
    return _joined(catalog.build_id, -1, today, catalog, None)


def statuses(catalog: Catalog) -> dict[str, str] | None:
    """Groups of actual status of the projects with a record, by mention id; None where a map is coloured by sector."""
    if not progress_marks.by_actual():
        return None
    return {key: progress_marks.group_of(record) for key, record in work(catalog).known.items()}


def colour_by(code: str) -> None:
    """Colour symbols by actual progress (`status`), or by sector."""
    state.write({progress_marks.COLOUR: code or None})


def failure(error: StoreError) -> str:
    """One sentence on what went wrong and what to do, as HTML."""
    if isinstance(error, ProgressError) and error.code in REFUSED:
        return t(REFUSED[error.code])
    sentence = next(words for kind, words in SAID if isinstance(error, kind))
    cause = f" <small>{literal(str(error))}</small>" if type(error) is StoreError else ""
    return f"{t(sentence)}{cause}"


def _offer_samples(desk: Desk) -> None:
    """Give a store that has never held a record those of the product, if whoever is here may write."""
    if desk.may() and not desk.store.history(KIND, most=1):
        try:
            desk.do(add_samples)
        except ConflictError:
            return  # another session gave them at the same moment


@st.cache_resource(max_entries=2, show_spinner=False)
def _joined(build_id: str, latest: int, today: date, _catalog: Catalog, _store: Store | None) -> Work:
    """The join for a build, a state of the store and a day, which are the key of the cache."""
    del build_id, latest
    return Work(_catalog, progress_records(_store) if _store else (), today)


def latest(desk: Desk, record_id: str) -> ProgressRecord | None:
    """A record as it stands now; None once it was taken away."""
    return next((record for record in progress_records(desk.store) if record.record_id == record_id), None)

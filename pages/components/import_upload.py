"""Files dropped on the page: read behind their wall, looked through with the stages on screen, kept as drafts."""

import html
from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from loaders.store import (
    Desk,
    Draft,
    IntakeError,
    Limits,
    Metadata,
    PlanPreview,
    Reading,
    keep_draft,
    part_of,
    preview_safely,
    read_many,
)
from pages.components import frame, import_state, import_words, quoting
from pages.components.language import mark, t
from pages.components.markup import unformatted

_ROUND = "import_round"  # a new uploader for each round, so that no file stays in memory
READING_SHARE = 0.5  # of the bar; the rest is for what is found in the text
MEGABYTE = 1_000_000
BROWSE = mark("选择文件")
NOT_SENT = mark("没有传到服务器;请检查网络,文件名很长的先改短,再拖入一次")
# Streamlit names the buttons in English, and gives no way to say it otherwise. A file that is too large, or that does
# not get through to the server, stays in the browser: the script never hears of it, and the field that shows it goes
# when the others of its drop have been read.
_FIELD = """
const FIELD = '.st-key-plans [class*="st-key-upload_"] [data-testid="stFileUploader"]';
const REFUSED = '[data-testid="stFileChip"][aria-invalid="true"] [data-testid="stFileChipName"]';
const known = new WeakMap(); // by place of this component: the field, what was in it before the last drop, what it
let watch; // refused of that, and what a field that is gone refused

export default function ({ data, parentElement }) {
  const own = known.get(parentElement) || { field: null, before: [], refused: [], gone: [] };
  known.set(parentElement, own);
  const name = () => {
    for (const button of document.querySelectorAll('[data-testid="stFileUploaderDropzone"] button')) {
      const label = button.closest('[data-testid="stFileChipDeleteBtn"]') ? data.remove : data.name;
      if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    }
  };
  const why = (name) => {
    const chip = name.closest('[data-testid="stFileChip"]');
    return /smaller/.test(chip.querySelector('[role="alert"]')?.textContent) ? data.tooLarge : data.notSent;
  };
  const chips = () => [...(own.field ? own.field.querySelectorAll(REFUSED) : [])];
  const show = () => {
    const list = document.createElement("ul");
    list.className = "import-told";
    list.setAttribute("role", "status");
    for (const [file, reason] of own.gone) {
      const line = list.appendChild(document.createElement("li"));
      line.className = "bad";
      line.appendChild(document.createElement("b")).textContent = file;
      line.append(` ${reason}`);
    }
    parentElement.replaceChildren(...(own.gone.length ? [list] : []));
  };
  const look = () => {
    name();
    const field = document.querySelector(FIELD);
    if (field && field !== own.field) {
      Object.assign(own, { field, before: [], gone: own.refused.length ? own.refused : own.gone, refused: [] });
      show();
    }
    own.refused = chips().filter((one) => !own.before.includes(one)).map((one) => [one.textContent, why(one)]);
    const last = own.refused.at(-1);
    if (last) field.style.setProperty("--say-refused", JSON.stringify(last[1]));
  };
  const drop = ({ target }) => {
    if (!own.field || !own.field.contains(target)) return;
    Object.assign(own, { before: chips(), gone: [] });
    show();
  };
  look();
  watch?.disconnect();
  watch = new MutationObserver(look);
  watch.observe(document.querySelector(".st-key-plans"), { childList: true, subtree: true });
  for (const kind of ["change", "drop"]) document.addEventListener(kind, drop, true);
  return () => {
    watch.disconnect();
    for (const kind of ["change", "drop"]) document.removeEventListener(kind, drop, true);
  };
}
"""
_component = st.components.v2.component("atlas_upload", js=_FIELD, isolate_styles=False)


def draw(desk: Desk) -> None:
    """The place where files are dropped, and what became of those that could not be read."""
    number = st.session_state.get(_ROUND, 0)
    files = st.file_uploader(
        t("规划文件"), accept_multiple_files=True, key=f"upload_{number}", label_visibility="collapsed"
    )
    said = {"name": t(BROWSE), "remove": t("移除"), "tooLarge": t(frame.SAID["too-large"]), "notSent": t(NOT_SENT)}
    _component(key="upload_name", data=said)
    st.html(f'<p class="quiet import-limits">{limits()}</p>')
    if files:
        import_state.clear_told()
        import_state.show(None)
        take_in(desk, [(file.name, file.getvalue()) for file in files], st.empty())
        st.session_state[_ROUND] = number + 1
        st.rerun()


def limits() -> str:
    """What may be imported, in words."""
    caps = Limits()
    return t(
        "可导入 TXT、DOCX、PDF(有文字层)、网页 HTML、XLSX、CSV、MD,可一次多个;单个文件不超过 {size} MB、"
        "PDF 不超过 {pages} 页。文件只在本机读取,宏和脚本不会运行。",
        size=caps.file_size // MEGABYTE,
        pages=caps.pages,
    )


def take_in(desk: Desk, files: list[tuple[str, bytes]], place: DeltaGenerator) -> None:
    """Read the files and look through each; those that can be read become drafts, the others a sentence."""
    bar = place.progress(0.0)

    def report(label: str, fraction: float) -> None:
        bar.progress(min(max(fraction, 0.0), 1.0), text=unformatted(html.unescape(quoting.plain_sentence(label))))

    outcomes = read_many(files, part_of(report, 0.0, READING_SHARE))
    for done, outcome in enumerate(outcomes):
        start, end = (READING_SHARE + (1 - READING_SHARE) * number / len(outcomes) for number in (done, done + 1))
        problem: IntakeError | None = outcome.error
        if outcome.reading is not None:
            problem = _look(desk, outcome.reading, part_of(report, start, end))
        if problem:
            import_state.tell(outcome.file_name, import_words.problem(problem))
    place.empty()


def _look(desk: Desk, reading: Reading, report: Callable[[str, float], None]) -> IntakeError | None:
    """Look through what was read and keep it as a draft; what speaks against it."""
    stated = proposed(reading)
    named = replace(stated, label=reading.file_name)  # the stages say which file it is
    try:
        _keep(desk, reading, stated, preview_safely(reading.text, named, report))
    except IntakeError as error:
        return error
    return None


def _keep(desk: Desk, reading: Reading, stated: Metadata, preview: PlanPreview) -> None:
    """Make a draft of what was read; a text that waits already is said to, and opened where its review was left."""
    known = next((one for one in import_state.waiting(desk) if one.reading.sha256 == reading.sha256), None)
    kept = known or import_state.attempt(
        lambda: desk.do(keep_draft, reading, stated, preview.found), name=reading.file_name, builds=False
    )
    if not isinstance(kept, Draft):
        return
    if known is None:
        import_state.put(desk, kept, preview)
    else:
        import_state.tell(reading.file_name, import_words.WAITS)
    if import_state.OPEN not in st.query_params:
        import_state.show(kept.draft_id)


def proposed(reading: Reading) -> Metadata:
    """What the text says of itself; a plan without a title is called like its file."""
    return Metadata(
        title=reading.title or reading.file_name.rpartition(".")[0] or reading.file_name,
        issuer=reading.issuer,
        jurisdiction=reading.jurisdiction,
        document_number=reading.document_number,
        date=reading.date,
    )

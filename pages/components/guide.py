"""The guide: four short steps for a first visit, beside the page rather than over it, and the button that calls it.

It lives in the browser alone: turning a step runs no script and moves nothing. That it was read is remembered in
the browser's own storage, or, where that is closed, until the page is loaded again.
"""

import streamlit as st

from pages.components import language
from pages.components.language import mark, t

OPEN = mark("使用说明")
STEPS = (
    (
        mark("看图", context="guide"),
        mark("每个符号是规划里的一个项目:颜色和图标是领域,由空到实是计划阶段,外圈是位置有多准。左下角有图例。"),
    ),
    (
        mark("筛选", context="guide"),
        mark(
            "左侧按领域、区县、阶段、精度或关键词(支持拼音首字母)缩小范围,"
            "地图、数字和清单一起变;条件列在地图上方,点一下即去掉。"
        ),
    ),
    (
        mark("点符号", context="guide"),
        mark("点图上的符号、线路或区县牌子,右侧给出规划原文和定位依据;方框里的数字是只知道到区县的项目数。"),
    ),
    (
        mark("继续", context="guide"),
        mark(
            "上方各页用同一组筛选:区县画像、任务清单、项目台账(可导出表格和图层)、推进情况、规划对比、数据质量。"
            "在各页点“加入简报”逐页收集,到简报页排好顺序,导出图片、幻灯片或文档。复制链接即可把当前视图发给同事。"
        ),
    ),
)
WORDS = {
    "before": mark("上一步"),
    "next": mark("下一步"),
    "done": mark("知道了"),
    "close": mark("关闭使用说明"),
}

_SCRIPT = """
const READ = "plan-atlas-guide";

function remembered() {
  try { return localStorage.getItem(READ) === "done"; } catch { return false; }
}

function remember() {
  try { localStorage.setItem(READ, "done"); } catch { /* closed storage: asked again next time */ }
}

function element(tag, css, text) {
  const node = document.createElement(tag);
  node.className = css;
  if (tag === "button") node.type = "button";
  if (text) node.textContent = text;
  return node;
}

function build(root, { open, steps, words }) {
  const opener = element("button", "guide-open");
  opener.append(element("b", "", "?"), element("span", "", open));
  opener.setAttribute("aria-label", open);
  const card = element("section", "guide");
  card.setAttribute("aria-label", open);
  card.tabIndex = -1;
  card.hidden = true;
  const close = element("button", "guide-close", "×");
  close.setAttribute("aria-label", words.close);
  const title = element("h2", "");
  const text = element("p", "");
  const said = element("div", "guide-step");
  said.setAttribute("aria-live", "polite");
  said.append(title, text);
  const dots = element("span", "guide-dots");
  const before = element("button", "button", words.before);
  const next = element("button", "button primary", words.next);
  const foot = element("footer", "");
  foot.append(dots, before, next);
  card.append(close, said, foot);
  root.append(opener, card);

  let step = 0;
  const draw = () => {
    title.textContent = `${step + 1} / ${steps.length} ${steps[step][0]}`;
    text.textContent = steps[step][1];
    dots.replaceChildren(...steps.map((_, i) => element("i", i === step ? "now" : "")));
    before.disabled = step === 0;
    next.textContent = step + 1 < steps.length ? words.next : words.done;
  };
  const show = (shown) => {
    if (!shown) remember();
    if (!shown && card.contains(document.activeElement)) opener.focus();
    card.hidden = !shown;
    opener.setAttribute("aria-expanded", String(shown));
    step = 0;
    draw();
  };
  opener.onclick = () => {
    const shown = card.hidden;
    show(shown);
    if (shown) next.focus();
  };
  close.onclick = () => show(false);
  before.onclick = () => { step -= 1; draw(); if (before.disabled) next.focus(); };
  next.onclick = () => {
    if (step + 1 === steps.length) return show(false);
    step += 1;
    draw();
  };
  card.onkeydown = (event) => { if (event.key === "Escape") show(false); };
  opener.onkeydown = (event) => { if (event.key === "Escape" && !card.hidden) show(false); };
  return show;
}

export default function ({ data, parentElement }) {
  const last = parentElement.querySelector(".guide-root");
  if (last?.dataset.language === data.language) return;
  const shown = last ? !last.querySelector(".guide").hidden : data.first && !remembered();
  last?.remove();
  const root = element("div", "guide-root");
  root.dataset.language = data.language;
  parentElement.append(root);
  const show = build(root, data);
  if (shown) show(true);
}
"""

_component = st.components.v2.component("atlas_guide", js=_SCRIPT, isolate_styles=False)


def draw(*, first: bool) -> None:
    """The button, and the card it opens; on its `first` page the card opens by itself until it was read once."""
    steps = [(t(title, context="guide"), t(text)) for title, text in STEPS]
    words = {name: t(word) for name, word in WORDS.items()}
    said = {"open": t(OPEN), "steps": steps, "words": words, "language": language.current()}
    _component(key="guide", data=said | {"first": first})

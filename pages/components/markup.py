"""Escaped HTML with links that act inside the page: one small component instead of dozens of widgets.

`show` draws a piece of HTML in the page itself (no frame, no request). An `<a data-go="task=…">` in it
changes the address and reruns the script, so nothing reloads; opened in a new tab it is an ordinary link.
The keyboard focus stays where it was, or on the last link before it, when the HTML of the same subject changes; on an
element with `data-keep` it stays whatever the subject, on the element that bears the same value.
`data-open` asks for the other page or says what else a click asks for, `data-copy` copies the address of the view.
A field with `data-change` says that word and what was typed; what can be dragged has `data-drag`, a number, and asks to
move to the number of the `data-place` that it is dropped on. A link that is opened takes the briefing along.
Whatever comes from a plan or a gazetteer passes `literal` first.
"""

import html
import re
from collections.abc import Callable, Sequence

import streamlit as st

from pages.components import language, state

# Characters that Jinja2, JavaScript templates or Markdown would read as code rather than text.
_TEMPLATE_CHARACTERS = re.compile(r"[{}`$\\]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")  # of ASCII, all that Markdown could read

_SCRIPT = """
async function copy(button) {
  const address = window.location.href;
  try {
    await navigator.clipboard.writeText(address);
  } catch {  // no clipboard outside https and localhost: the old way works everywhere
    const field = document.createElement("textarea");
    field.value = address;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = label; }, 1600);
}

/** Add the pages of the briefing, too long for every link of a page, to the one that may be opened now. */
function equip(event) {
  const link = event.target.closest('a[href*="?"]');
  if (!link) return;
  const address = new URL(link.getAttribute("href"), document.baseURI); // a link of a drawing has no such property
  const items = new URLSearchParams(window.location.search).getAll("item");
  address.searchParams.delete("item");
  for (const item of items) address.searchParams.append("item", item);
  link.setAttribute("href", address);
}

export default function ({ data, parentElement, setTriggerValue }) {
  document.documentElement.lang = data.lang;
  let root = parentElement.querySelector(".atlas-markup");
  if (!root) {
    root = document.createElement("div");
    root.className = "atlas-markup";
    parentElement.append(root);
  }
  root.onclick = (event) => {
    const target = event.target.closest("[data-go], [data-open], [data-copy]");
    if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if ("copy" in target.dataset) copy(target);
    else if ("open" in target.dataset) setTriggerValue("open", target.dataset.open);
    else setTriggerValue("go", target.dataset.go);
  };
  root.onpointerdown = equip;
  root.onkeydown = equip;
  root.onchange = ({ target }) => {
    if ("change" in target.dataset) setTriggerValue("open", target.dataset.change + target.value);
  };
  root.ondragstart = ({ target, dataTransfer }) => dataTransfer.setData("text/plain", target.dataset?.drag || "");
  root.ondragover = (event) => {
    if (event.target.closest("[data-place]")) event.preventDefault();
  };
  root.ondrop = (event) => {
    event.preventDefault();
    const [from, to] = [event.dataTransfer.getData("text/plain"), event.target.closest("[data-place]")];
    if (to && /^\\d+$/.test(from)) setTriggerValue("open", `move ${from} ${to.dataset.place}`);
  };
  if (root.dataset.shown === data.html) return;
  const sameSubject = root.dataset.subject === data.subject;
  const stops = () => [...root.querySelectorAll("a[href], button, summary")];
  const focused = stops().indexOf(document.activeElement);
  const kept = focused < 0 ? undefined : document.activeElement.dataset.keep;
  root.innerHTML = data.html;
  if (kept) stops().find((stop) => stop.dataset.keep === kept)?.focus({ preventScroll: true });
  else if (focused >= 0 && sameSubject) stops().slice(0, focused + 1).at(-1)?.focus({ preventScroll: true });
  root.dataset.shown = data.html;
  root.dataset.subject = data.subject;
  const opened = root.querySelector("[data-reveal]");
  if (opened && opened.dataset.reveal !== root.dataset.revealed) {
    (opened.nextElementSibling || opened).scrollIntoView({ block: "nearest" });
    opened.scrollIntoView({ block: "nearest" });
  } else if (!sameSubject) for (let box = root; box; box = box.parentElement) {
    if (box.scrollTop && box.scrollHeight > box.clientHeight) { box.scrollTop = 0; break; }
  }
  root.dataset.revealed = opened ? opened.dataset.reveal : "";
}
"""

_component = st.components.v2.component("atlas_markup", js=_SCRIPT, isolate_styles=False)


def literal(text: str) -> str:
    """The text as HTML that shows exactly its characters, whatever reads it on the way."""
    return _TEMPLATE_CHARACTERS.sub(lambda match: f"&#{ord(match[0])};", html.escape(text))


def unformatted(text: str) -> str:
    """The text as Markdown that shows exactly its characters: no picture, formula or link but a bare address."""
    return _PUNCTUATION.sub(r"\\\g<0>", " ".join(text.split()))


def go(**changes: str | Sequence[str] | None) -> str:
    """The attribute that makes an element apply the changes to the address when clicked."""
    return f'data-go="{html.escape(state.step(**changes))}"'


def link(label: str, *, css: str = "", title: str = "", **changes: str | Sequence[str] | None) -> str:
    """A link that applies the changes to the address; `label` is HTML, already escaped, `title` is escaped here."""
    href = html.escape(state.address(**changes))
    told = f' title="{literal(title)}"' if title else ""
    return f'<a class="{css}" href="{href}" target="_self"{told} {go(**changes)}>{label}</a>'


def show(body: str, *, key: str, subject: str = "", on_open: Callable[[str], None] | None = None) -> str | None:
    """Draw the HTML and return the `data-open` of a link just clicked, if any; `on_open` gets it before the run.

    A new `subject` scrolls the surrounding box to its top; the same one leaves it where it is. An element with
    a new `data-reveal` is scrolled into view together with the one after it.
    """

    def follow() -> None:
        state.follow(st.session_state[key]["go"] or "")

    def opened() -> None:
        if on_open and (asked := st.session_state[key]["open"]):
            on_open(asked)

    answer = _component(
        key=key,
        data={"html": body, "subject": subject, "lang": language.TAGS[language.current()]},
        on_go_change=follow,
        on_open_change=opened,
    )
    return answer["open"]

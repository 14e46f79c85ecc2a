"""The colour theme in use, as an attribute of the page that the style sheets read.

Streamlit switches its own widgets in the browser (its menu, or the system's setting) and tells the server only at
the next run (`st.context.theme`), so the page follows it there too: `<html data-theme="dark">`. The map's frame reads
that attribute (static/atlas/theme.js). The clean view, made for pictures, is light whatever the theme.

The switch is the menu at the end of the navigation, of which only the three themes show, in our words.
"""

import streamlit as st

from pages.components.language import mark, t

MENU = mark("外观")
WORDS = {"System": mark("系统"), "Light": mark("浅色"), "Dark": mark("深色")}  # by Streamlit's names of the themes
_SCRIPT = """
let watch;

export default function ({ data }) {
  document.querySelector('[data-testid="stMainMenuButton"]')?.setAttribute("aria-label", data.menu);
  const app = document.querySelector('[data-testid="stApp"]');
  const follow = () => {
    const theme = !data.light && getComputedStyle(app).colorScheme === "dark" ? "dark" : "light";
    if (document.documentElement.dataset.theme !== theme) document.documentElement.dataset.theme = theme;
  };
  follow();
  watch?.disconnect();
  watch = new MutationObserver(follow);
  watch.observe(app, { attributes: true, attributeFilter: ["class"] });
}
"""

_component = st.components.v2.component("atlas_theme", js=_SCRIPT, isolate_styles=False)


def follow(*, light: bool) -> None:
    """Let the page's colours follow Streamlit's theme from now on, or stay `light`; name the themes in its menu."""
    words = (
        f'[data-testid="stMainMenuItem-theme-{code}"]::after {{ content: "{t(word)}" }}' for code, word in WORDS.items()
    )
    st.html(f'<style>[data-testid="stMainMenuButton"]::after {{ content: "{t(MENU)}" }} {" ".join(words)}</style>')
    _component(key="theme", data={"menu": t(MENU), "light": light})

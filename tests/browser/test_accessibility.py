"""Every page in both themes under axe-core (WCAG 2.2 A and AA, contrast included), and the ring round the focus."""

import shutil
from importlib import resources

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.serving import ROOT, VIEWPORT, running

PLAN = "chongqing"
TASK = f"{PLAN}%2312"
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN = """async (rules) => {
  const found = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    resultTypes: ["violations"],
    iframes: false,
    rules,
  });
  return found.violations.filter((rule) => ["serious", "critical"].includes(rule.impact)).flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} – ${node.html.slice(0, 160)} – ` +
      node.any.map((check) => check.message).join(" ").slice(0, 200)));
}"""
# Of every page a state with as much on it as there is: filters, an open row, a selection.
PAGES = {
    "map": f"?plan={PLAN}&task={TASK}",
    "map_filtered": f"?plan={PLAN}&sector=water,energy,transport&stage=推进建设,前期&precision=township,route,county",
    "map_empty": f"?plan={PLAN}&q=zzzz",
    "tasks": f"tasks?plan={PLAN}&task={TASK}",
    "projects": f"projects?plan={PLAN}",
    "county": f"county?plan={PLAN}",
    "county_by_status": f"county?plan={PLAN}&colour=status",
    "progress": f"progress?plan={PLAN}",
    "progress_time": f"progress?plan={PLAN}&tab=time&mention={PLAN}@60&record=new",
    "progress_units": "progress?plan=qionghai&tab=units",
    "map_by_status": f"?plan={PLAN}&colour=status",
    "compare": "compare",
    "quality": f"quality?plan={PLAN}",
    "briefing": f"briefing?plan={PLAN}&sector=water&atlas=1&bounds=107,28,110,32&edit=1&item=plan%3D{PLAN}"
    "&item=plan%3Dall%26atlas%3D1",
    "briefing_empty": f"briefing?plan={PLAN}&sector=governance&stage=谋划",
    "plans": "plans",
    "clean": f"?plan={PLAN}&sector=water&view=clean",
}
TALL = {"width": 1440, "height": 1500}  # a row half under the foot of a panel that scrolls is no small target
DRAFTS = (  # one at review, one that waits, one that is refused
    ("水利.txt", "重庆市水利工作要点(2025年)\n\n一、加强管理。\n二、黔江区开工建设清水水库,开展石岭水库前期工作。\n"),
    ("交通.txt", "琼海市交通工作要点(2026年)\n\n一、推进博鳌机场扩建项目。\n"),
    ("空.txt", " "),
)
STILL = """() => document.getAnimations().every(
  (one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity)"""
ONLY = {"map_empty": "light", "clean": "dark"}  # the clean view is light in the dark theme, too


def violations(place: Page | Frame, *without: str) -> list[str]:
    place.wait_for_function(STILL)  # half-faded words have no contrast
    place.evaluate(AXE)
    return place.evaluate(RUN, {rule: {"enabled": False} for rule in without})


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_draft_at_review_has_no_serious_violation(visitor, build_directory, tmp_path, theme):
    page = visitor.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    shutil.copytree(build_directory, tmp_path / "build")
    places = {f"PLAN_ATLAS_{name.upper()}": str(tmp_path / name) for name in ("build", "store")}
    with running(ROOT / "app.py", **places) as server:
        visitor.open(f"{server.url}/plans")
        field = page.locator('[data-testid="stFileUploaderDropzoneInput"]').first
        field.set_input_files(
            [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in DRAFTS]
        )
        expect(page.locator(".import-told .bad")).to_have_count(1)
        page.locator(".review-table .title").nth(2).click()
        expect(page.locator(".st-key-review_side")).to_be_visible()
        visitor.settle()
        page.locator(".st-key-review_verify_all button").click()
        expect(page.locator(".review-table .status-verified").first).to_be_visible()
        visitor.settle()
        found = violations(page)
        visitor.picture(f"axe_{theme}_draft")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_serious_violation(visitor, server, theme):
    visitor.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = []
    for name, address in PAGES.items():
        if ONLY.get(name, theme) != theme:
            continue
        visitor.page.set_viewport_size(TALL if name == "map" else VIEWPORT)
        page = visitor.open(f"{server.url}/{address}")
        visitor.settle()
        wanted = "light" if name == "clean" else theme
        page.wait_for_function("theme => document.documentElement.dataset.theme === theme", arg=wanted)
        if name != "plans" and page.locator(".task-row").count():  # a file of the folder has nothing to open
            page.locator(".task-row").first.click()
            expect(page.locator(".details, .st-key-progress_side").first).to_be_visible()
            visitor.settle()
        if page.get_by_role("button", name="使用说明", exact=True).count():
            page.get_by_role("button", name="使用说明", exact=True).click()
        found += [f"{name}: {line}" for line in violations(page)]
        if page.locator("iframe[title*='st_folium']").count():
            # symbols may touch: where they stand is what the map says (WCAG 2.5.8 calls that essential)
            found += [f"{name}, map: {line}" for line in violations(visitor.map.frame, "target-size")]
        visitor.picture(f"axe_{theme}_{name}")
    assert not found, "\n".join(found)


def test_whatever_the_tab_key_reaches_shows_a_ring(visitor, server):
    page = visitor.open(f"{server.url}/?plan={PLAN}&task={TASK}&sector=transport")
    assert visitor.map.stamp
    visitor.settle()
    bare = []
    for _ in range(60):
        page.keyboard.press("Tab")
        bare += page.evaluate(
            """() => {
              const node = document.activeElement;
              if (!node || node === document.body || node.tagName === "IFRAME") return [];
              const ring = (it) => {
                const style = getComputedStyle(it);
                return (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
              };
              const around = [node, node.parentElement, node.closest("[data-baseweb], [class*=ComboBox], label")];
              return around.some((it) => it && ring(it)) ? [] : [node.outerHTML.slice(0, 160)];
            }"""
        )
    assert not bare, "\n".join(bare)

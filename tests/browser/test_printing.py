"""The printed map as SVG, drawn by a browser: the same picture as the PNG."""

import io

import numpy as np
from PIL import Image, ImageChops

from loaders.briefing import MapScope, picture
from loaders.catalog import Query

WIDTH, HEIGHT = 1280, 720
OTHER_RENDERER = 4.0  # mean difference of a channel, of 255


def test_svg_looks_like_the_png(browser, catalog, tmp_path):
    for plan in ("chongqing", "qionghai"):
        scope = MapScope(query=Query(plans=(plan,)))
        file = tmp_path / f"{plan}.svg"
        file.write_bytes(picture(catalog, scope, "svg"))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(file.as_uri())
        shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        page.close()
        made = Image.open(io.BytesIO(picture(catalog, scope, "png", dpi=96))).convert("RGB")
        assert made.size == shown.size == (WIDTH, HEIGHT)
        small = [image.resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.BOX) for image in (shown, made)]
        assert float(np.asarray(ImageChops.difference(*small)).mean()) < OTHER_RENDERER

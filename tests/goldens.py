"""Pictures that someone has looked at, and whether a page still looks like them.

Delete one of `tests/fixtures/print` to have it made anew; look at it before it is committed.
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageChops

FOLDER = Path(__file__).parent / "fixtures" / "print"
WIDTH = 480
COLOURS = 64
TOLERANCE = 4.0  # mean difference of a channel, of 255; another FreeType moves edges by less


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of a channel of two pictures of one shape, of 255."""
    size = (WIDTH, round(WIDTH * one.height / one.width))
    small = [image.resize(size, Image.Resampling.BOX) for image in (one, other)]
    return float(np.asarray(ImageChops.difference(*small)).mean())


def assert_looks_like(made: Image.Image, name: str) -> None:
    """Fail when the picture differs from the one kept under the name, or there is none yet."""
    golden = FOLDER / f"{name}.png"
    if not golden.exists():
        small = made.resize((WIDTH, round(WIDTH * made.height / made.width)), Image.Resampling.BOX)
        small.quantize(COLOURS).save(golden, optimize=True)
        raise AssertionError(f"{golden} was missing and is made now; look at it")
    found = difference(made, Image.open(golden).convert("RGB"))
    assert found < TOLERANCE, f"{name} differs by {found:.1f} of {TOLERANCE}"

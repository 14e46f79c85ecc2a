"""Projects near a view are found by squares, and none that touches it is left out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from loaders.map_views import box_of
from loaders.serving.squares import squares

SHARE = st.floats(0, 1)
POSITIONS = st.integers(0, 30).flatmap(lambda count: arrays(float, (3, count), elements=SHARE))


@given(positions=POSITIONS, nowhere=st.integers(0, 5), west=SHARE, south=SHARE)
def test_every_project_that_touches_a_view_is_near(positions, nowhere, west, south):
    x, y, wide = (np.append(own, np.full(nowhere, np.nan)) for own in positions)
    wide = wide / 10
    found = squares(x, y, (x - wide, y + wide, x + wide, y - wide))
    bounds = (west * 360 - 180, south * 160 - 80, west * 360 - 170, south * 160 - 75)
    near = found.near(bounds)
    own_west, own_south, own_east, own_north = box_of(bounds)
    across = (x + wide >= own_west) & (x - wide <= own_east)
    touching = np.flatnonzero(across & (y + wide >= own_north) & (y - wide <= own_south))
    assert near is None or set(touching) <= set(near.tolist()) <= set(np.flatnonzero(~np.isnan(x)))

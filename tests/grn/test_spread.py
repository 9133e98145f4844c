"""Drawings of other programs get room for names, and keep their shape."""

import numpy as np
import pytest

from sergiojax.grn import spread_positions
from sergiojax.grn._layout import SPACING

GRID = {f"G{x}{y}": (float(x), float(y)) for x in range(4) for y in range(3)}


def test_a_crowded_drawing_is_enlarged_in_shape():
    found = spread_positions(GRID)
    assert found["G10"][0] - found["G00"][0] == pytest.approx(SPACING)
    np.testing.assert_allclose(list(found.values()), SPACING * np.array(list(GRID.values())))


@pytest.mark.parametrize(
    "positions",
    [
        {},
        {"A": (1.0, 2.0)},
        {"A": (0.0, 0.0), "B": (0.0, 0.0)},
        {"A": (0.0, 0.0), "B": (90.0, 5.0)},
    ],
)
def test_others_stay_as_they_are(positions):
    assert spread_positions(positions) == positions

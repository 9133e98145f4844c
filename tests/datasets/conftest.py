"""Cells of every example as the gallery suggests them, simulated once for all tests."""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import jax
import numpy as np
import pytest

from sergiojax.datasets import load_design
from sergiojax.simulation import simulate_steady_state

Cells: TypeAlias = Callable[[str], np.ndarray]


@pytest.fixture(scope="session")
def cells() -> Cells:
    """Return a function from an example's name to its cells, `(cell_types, cells, genes)`."""

    @cache
    def draw(name: str) -> np.ndarray:
        design = load_design(name)
        n_cells = design.settings["n_cells"]
        return np.asarray(simulate_steady_state(design.grn, n_cells, key=jax.random.key(0)))

    return draw

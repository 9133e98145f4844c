"""What pages ask the library for."""

import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.work import cached
from sergiojax.ui.work.cost import simulation_cost


@pytest.mark.parametrize("n_cells", [300, {"type_1": 100, "type_2": 500}])
def test_the_cost_of_cells_counts_all_types(n_cells):
    grn = load_design("cascade").grn.replace(
        cell_types=("type_1", "type_2"), basal_rate=[[1.0] * 5] * 2
    )
    clean = cached._cost(grn, n_cells=n_cells, seed=3)
    assert clean == simulation_cost(600, 5, is_noisy=False)
    noisy = cached._cost(grn, n_cells=n_cells, technical_noise="DS1")
    assert noisy == simulation_cost(600, 5)
    assert noisy.n_bytes > clean.n_bytes

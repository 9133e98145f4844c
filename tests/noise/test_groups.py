"""Technical noise of several conditions in one call: what nothing has changed does not differ."""

import jax
import numpy as np
import pytest

from sergiojax.analysis import differential_expression
from sergiojax.noise import add_technical_noise, simulate_technical_noise

N_CELLS, N_GENES = 400, 200
LEVEL = 0.05  # of the tests


@pytest.fixture(scope="module")
def conditions():
    """Wild type and a knock-out of gene 0, which regulates nothing; independent cells."""
    rng = np.random.default_rng(0)
    mean = rng.gamma(1.5, 2.0, N_GENES)
    wild, mutant = (rng.gamma(2.0, mean / 2, (N_CELLS, N_GENES)) for _ in range(2))
    mutant[:, 0] = 0.0
    return {"wild type": wild.astype(np.float32), "mutant": mutant.astype(np.float32)}


def share_that_differs(wild, mutant):
    """Share of the genes that nothing has changed with p below `LEVEL`."""
    names = [f"g{gene}" for gene in range(N_GENES)]
    found = differential_expression(wild, mutant, gene_names=names, paired=False)
    return (found.p_value[1:] < LEVEL).mean()


@pytest.mark.parametrize("profile", ["DS1", "DS6", "DS8"])
def test_unaffected_genes_differ_as_often_as_by_chance(conditions, key, profile):
    counts = add_technical_noise(conditions, profile, key=key)
    share = share_that_differs(counts["wild type"], counts["mutant"])
    assert share < LEVEL + 4 * np.sqrt(LEVEL * (1 - LEVEL) / (N_GENES - 1))


def test_drawn_apart_the_noise_makes_them_differ(conditions, key):
    own = zip(conditions.values(), jax.random.split(key), strict=True)
    counts = [add_technical_noise(cells, "DS6", key=own_key) for cells, own_key in own]
    assert share_that_differs(*counts) > 0.3


def test_groups_are_the_cells_of_one_call(conditions, key):
    shaped = {name: cells.reshape(2, -1, N_GENES) for name, cells in conditions.items()}
    found = simulate_technical_noise(shaped, "DS2", key=key)
    whole = simulate_technical_noise(np.concatenate([*conditions.values()]), "DS2", key=key)
    for part, name in enumerate(conditions):
        cells = slice(part * N_CELLS, (part + 1) * N_CELLS)
        assert found[name].counts.shape == (2, N_CELLS // 2, N_GENES)
        for field in ("counts", "kept", "library_size"):
            given, expected = getattr(found[name], field), getattr(whole, field)[cells]
            np.testing.assert_array_equal(np.reshape(given, expected.shape), expected)
        np.testing.assert_array_equal(found[name].outlier_factor, whole.outlier_factor)
        assert found[name].midpoint == whole.midpoint


def test_groups_need_the_same_genes(key):
    groups = {"one": np.ones((3, 4), np.float32), "other": np.ones((3, 5), np.float32)}
    with pytest.raises(ValueError, match="must have the same genes, but there are 4 and 5"):
        simulate_technical_noise(groups, "DS1", key=key)

"""Results count with all that they hold, whatever they are made of."""

from dataclasses import dataclass
from typing import NamedTuple

import anndata
import equinox as eqx
import jax
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sergiojax.ui.work.sizes import size_of

MB = 1_000_000


class Pair(NamedTuple):
    one: object
    other: object


@dataclass(frozen=True)
class Plain:
    inner: object


def test_a_model_counts_with_its_weights():
    """An MLP has `layers`, as AnnData does, which are a tuple here and a mapping there."""
    model = eqx.nn.MLP(100, 100, 500, 2, key=jax.random.key(0))
    weights = sum(each.nbytes for each in jax.tree.leaves(eqx.filter(model, eqx.is_array)))
    assert weights > MB
    assert weights <= size_of(model) < weights + 20_000
    assert size_of({"models": [model, model]}) < weights + 20_000  # once, however often it is held


@pytest.mark.parametrize(
    "wrap",
    [
        tuple,
        list,
        lambda arrays: Pair(*arrays),
        lambda arrays: Plain({"arrays": Pair(arrays[0], [arrays[1]])}),
    ],
)
def test_arrays_count_however_deep_they_are(wrap):
    arrays = [np.zeros(MB, np.uint8), jax.numpy.zeros(MB, np.uint8)]
    assert 2 * MB <= size_of(wrap(arrays)) < 2 * MB + 5_000


def test_cells_count_with_all_their_matrices():
    cells = anndata.AnnData(
        np.zeros((1_000, 50), np.float32),
        obs=pd.DataFrame({"depth": np.zeros(1_000)}, index=[str(cell) for cell in range(1_000)]),
        layers={"clean": np.zeros((1_000, 50), np.float32)},
        obsm={"pca": np.zeros((1_000, 30), np.float32)},
        obsp={"near": sparse.random_array((1_000, 1_000), density=0.01, format="csr")},
        uns={"text": "x" * 5_000},
    )
    cells.raw = cells.copy()
    parts = 3 * 200_000 + 120_000 + 10_000 * 12 + 8_000 + 5_000
    assert parts <= size_of(cells) < 1.2 * parts


def test_what_holds_no_array_counts_little():
    for value in (None, 3, "none", [], {}):
        assert size_of(value) < 100

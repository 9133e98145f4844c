"""What is in an AnnData of differentiating cells, and that files and the network keep it."""

import jax
import numpy as np
import pytest

from sergiojax import GRN, grn_from_anndata, read_h5ad, to_anndata, write_h5ad
from sergiojax.io import read_record
from sergiojax.io._differentiation import differentiation_to_anndata
from sergiojax.kinetics import fill_half_response
from sergiojax.simulation._differentiation import Differentiation, simulate_differentiation


@pytest.fixture(scope="module")
def two_ways() -> GRN:
    """A and C have skin as child, so that it has two parents."""
    rates = {"A": [10.0, 40.0, 20.0]}
    return GRN.from_edges(
        [("A", "B", 30.0)], basal_rates=rates, cell_types=["stem", "blood", "skin"]
    )


@pytest.fixture(scope="module")
def result(two_ways) -> Differentiation:
    transitions = {("stem", "skin"): 1.0, ("blood", "skin"): 1.0}
    return simulate_differentiation(
        two_ways,
        6,
        transitions=transitions,
        key=jax.random.key(3),
        splice_ratio={"B": 2.0},
        burn_in=1.0,
        duration=2.0,
        block_size=1024,  # the program of tests/simulation/test_differentiation.py
    )


@pytest.fixture
def adata(result, two_ways):
    return to_anndata(result, two_ways)


def test_layers_hold_both_species_and_the_truth(adata, result):
    assert set(adata.layers) == {
        *("unspliced", "spliced", "true_velocity"),
        *("noise_free_unspliced", "noise_free_spliced"),
    }
    for name in adata.layers:
        np.testing.assert_array_equal(adata.layers[name], getattr(result, name))
        assert adata.layers[name].dtype == np.float32
    np.testing.assert_array_equal(adata.X, result.spliced)
    adata.X[:] = -1.0
    assert (adata.layers["spliced"] >= 0).all()


def test_cells_carry_type_parent_time_and_lineage(adata, result):
    assert list(adata.obs["cell_type"]) == ["stem"] * 6 + ["blood"] * 6 + ["skin"] * 6
    parents = adata.obs["parent"]
    assert parents.iloc[:12].isna().all()
    assert set(parents.iloc[12:]) == {"stem", "blood"}
    np.testing.assert_array_equal(adata.obs["time"], result.time)
    assert list(adata.obs["lineage"].iloc[[0, 6]]) == ["stem", "blood"]
    expected = [f"{parent} → skin" for parent in parents.iloc[12:]]
    assert list(adata.obs["lineage"].iloc[12:]) == expected


def test_genes_carry_their_splicing(adata):
    np.testing.assert_allclose(adata.var["splice_ratio"], [4.0, 2.0])
    np.testing.assert_allclose(adata.var["gamma"], [0.2, 0.4])
    gamma, decay = adata.var["gamma"].to_numpy(), adata.var["decay"].to_numpy()
    velocity = decay * adata.layers["unspliced"] - gamma * adata.layers["spliced"]
    np.testing.assert_allclose(adata.layers["true_velocity"], velocity, rtol=1e-4, atol=1e-4)


def test_network_comes_out_with_the_half_responses_used(adata, two_ways):
    network = grn_from_anndata(adata)
    filled = fill_half_response(two_ways).grn
    np.testing.assert_allclose(network.half_response, filled.half_response, rtol=1e-6)
    assert network.cell_types == two_ways.cell_types
    assert adata.varp["grn"][0, 1] == 30.0


def test_record_says_what_was_chosen(adata):
    record = read_record(adata)
    assert record["transitions"] == ["stem → skin", "blood → skin"]
    assert any("Half response" in note for note in record["notes"])


def test_h5ad_keeps_everything(adata, tmp_path):
    write_h5ad(adata, tmp_path / "cells.h5ad")
    again = read_h5ad(tmp_path / "cells.h5ad")
    np.testing.assert_array_equal(again.layers["true_velocity"], adata.layers["true_velocity"])
    assert again.obs["parent"].isna().sum() == 12
    assert list(again.obs["lineage"]) == list(adata.obs["lineage"])


def test_cells_of_another_network_are_refused(result, two_ways):
    other = GRN.from_edges([("A", "B", 30.0)], basal_rates={"A": 1.0})
    with pytest.raises(ValueError, match="not those of a network with 2 genes, 1 edges and 1 cell"):
        differentiation_to_anndata(result, other)

"""The padded trial network against the network itself."""

import jax
import numpy as np
import pytest

from sergiojax.grn import GRN, random_network
from sergiojax.inference._variables import choose_variables
from sergiojax.inference.calibration._layout import lay_out
from sergiojax.kinetics import fill_half_response, pad, steady_state, upper_level

VARY = ("strength", "basal_rate", "noise_amplitude", "decay", "hill_coefficient")


def toggle():
    edges = [("A", "B", -3.0), ("B", "A", -3.0), ("A", "C", 2.0), ("D", "C", 1.0)]
    rates = {"A": [2.0, 1.0], "B": [1.0, 2.0], "D": [1.0, 3.0]}
    return GRN.from_edges(edges, basal_rates=rates, logic={"C": "product"})


def with_factor():
    grn = random_network(6, n_cell_types=2, seed=3)
    return grn.replace(strength_factor=np.random.default_rng(0).uniform(0.5, 2, (2, grn.n_edges)))


NETWORKS = {
    "random": lambda: random_network(12, n_cell_types=3, seed=1),
    "loop and product": lambda: toggle().replace(half_response=[1.0, np.nan, np.nan, 3.0]),
    "factors": with_factor,
    "no edges": lambda: GRN.from_edges([], basal_rates={"A": [1.0, 2.0], "B": [3.0, 1.0]}),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_moved_network_is_laid_out_as_the_simulator_does(name):
    grn = NETWORKS[name]()
    variables = choose_variables(grn, VARY if grn.n_edges else ("basal_rate",), None)
    n_variables = len(variables.parameters) + 3
    change = np.random.default_rng(0).normal(0, 0.3, n_variables).astype(np.float32)
    trial = jax.jit(lambda layout, change: layout.apply(change))(
        lay_out(grn, variables, n_variables=n_variables), change
    )
    moved = fill_half_response(variables.apply(grn, change[: len(variables.parameters)])).grn
    theirs, n_edges, n_types = pad(moved), grn.n_edges, grn.n_cell_types
    rows = {int(gene): row for row, gene in enumerate(theirs.gene[:, 0]) if gene < grn.n_genes}
    order = [rows[gene] for gene in range(grn.n_genes)]
    ours = trial.network
    np.testing.assert_allclose(ours.site_half[:n_edges, 0], moved.half_response, rtol=1e-4)
    np.testing.assert_allclose(ours.site_hill[:n_edges, 0], moved.hill_coefficient, rtol=1e-5)
    np.testing.assert_allclose(ours.base, theirs.base[:, :n_types], rtol=1e-5)
    np.testing.assert_allclose(ours.decay, theirs.decay, rtol=1e-5)
    np.testing.assert_allclose(ours.noise, theirs.noise, rtol=1e-5)
    np.testing.assert_allclose(np.asarray(trial.upper)[order].T, upper_level(moved), rtol=1e-5)
    acyclic = ~grn.topology.feedback_driven
    levels = np.asarray(trial.levels)[order].T
    np.testing.assert_allclose(levels[:, acyclic], steady_state(moved)[:, acyclic], rtol=1e-4)


def test_networks_of_like_size_share_their_shapes():
    layouts = []
    for seed in (1, 2):
        grn = random_network(12, n_cell_types=3, seed=seed)
        layouts.append(lay_out(grn, choose_variables(grn, ("strength",), None), n_variables=32))
    one, other = (jax.tree.map(np.shape, layout) for layout in layouts)
    assert one == other

"""The random network is the same for ever, and its cell types can be told apart."""

import hashlib

import jax
import numpy as np
from sklearn.neighbors import NearestCentroid

from sergiojax.datasets import load_example


def test_the_network_never_changes():
    """Results that people publish with it stay comparable. A better network gets a new name."""
    grn = load_example("random-100")
    digest = hashlib.sha256("|".join(grn.gene_names + grn.cell_types).encode())
    for edge_ends in (grn.regulator, grn.target):
        digest.update(np.asarray(edge_ends, "<i4").tobytes())
    for numbers in jax.tree.leaves(grn.kinetics):
        digest.update(np.asarray(numbers, "<f4").tobytes())
    assert digest.hexdigest()[:16] == "a0d72ceae6adf086"


def test_it_has_hubs_and_seven_master_regulators():
    topology = load_example("random-100").topology
    assert (topology.in_degree == 0).sum() == 7
    assert not topology.has_feedback
    assert topology.out_degree.max() > 30
    assert np.median(topology.out_degree) == 0


def test_cell_types_can_be_told_apart(cells):
    expression = np.log1p(cells("random-100"))
    learn, check = np.split(expression, 2, axis=1)
    n_types, n_half, n_genes = learn.shape
    label = np.repeat(np.arange(n_types), n_half)
    classifier = NearestCentroid().fit(learn.reshape(-1, n_genes), label)
    assert classifier.score(check.reshape(-1, n_genes), label) > 0.85

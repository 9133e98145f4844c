"""Modules: dense groups are found, numbered by size, and the same for the same seed."""

import numpy as np
from hypothesis import given

from sergiojax.grn import GRN, find_modules, random_network
from tests.grn.networks import networks


def test_groups_that_regulate_each_other_are_modules_and_the_largest_is_first():
    sizes = [6, 12, 9]
    groups = [[f"{letter}{i}" for i in range(n)] for letter, n in zip("abc", sizes, strict=True)]
    edges = [(x, y, 1.0) for group in groups for i, x in enumerate(group) for y in group[i + 1 :]]
    edges += [("a0", "b0", 1.0), ("b1", "c0", -1.0)]
    grn = GRN.from_edges(edges, basal_rates={"a0": 1.0})
    module = dict(zip(grn.gene_names, find_modules(grn.topology), strict=True))
    assert [{int(module[gene]) for gene in group} for group in groups] == [{2}, {0}, {1}]


@given(grn=networks())
def test_every_gene_has_a_module_and_none_is_empty(grn):
    module = find_modules(grn.topology)
    assert module.shape == (grn.n_genes,)
    sizes = np.bincount(module)
    assert (sizes > 0).all()
    assert (np.diff(sizes) <= 0).all()


def test_a_seed_is_a_division():
    topology = random_network(200).topology
    assert (find_modules(topology, seed=1) == find_modules(topology, seed=1)).all()

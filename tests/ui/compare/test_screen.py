"""Which knock-outs a screen asks for, and which effects its cells show."""

from types import SimpleNamespace

import numpy as np
import pytest

from sergiojax.datasets import load_design
from sergiojax.grn import Design, random_network
from sergiojax.ui.compare import screen
from sergiojax.ui.compare.screen_cells import effects_in_cells


def knocked_out(asked):
    assert all(each.knockdown == dict.fromkeys(each.genes, 1.0) for each in asked.values())
    return [set(each.genes) for each in asked.values()]


def test_single_knock_outs_come_before_the_pairs():
    asked = screen._perturbations(load_design("cascade"), [("A", "C")])
    names = load_design("cascade").grn.gene_names
    assert list(asked) == [*names, "A+C"]
    assert knocked_out(asked) == [*({name} for name in names), {"A", "C"}]


def test_of_many_genes_those_with_most_targets_are_knocked_out_and_those_of_a_pair(monkeypatch):
    said = []
    monkeypatch.setattr(screen.st, "caption", said.append)
    grn = random_network(150)
    degree = grn.topology.out_degree
    least = [grn.gene_names[gene] for gene in np.argsort(-degree, kind="stable")[-2:]]
    asked = screen._perturbations(Design(grn), [tuple(least)])
    singles = list(asked)[:-1]
    assert len(singles) == screen.MOST_SINGLES + 2
    assert singles == [name for name in grn.gene_names if name in singles]  # in the usual order
    left_out = [gene for gene, name in enumerate(grn.gene_names) if name not in singles]
    chosen = [grn.gene_names.index(name) for name in singles if name not in least]
    assert degree[chosen].min() >= degree[left_out].max()
    assert "The 100 of 150 genes with the most targets" in said[0]


@pytest.mark.parametrize("n_asked", [1, 3])
def test_cells_are_averaged_by_knock_out_and_cell_type(n_asked):
    design = load_design("mcad")
    grn = design.grn
    rng = np.random.default_rng(0)
    cells = rng.uniform(1, 9, size=(1 + n_asked, grn.n_cell_types, 4, grn.n_genes))
    adata = SimpleNamespace(X=cells.reshape(-1, grn.n_genes))
    found = effects_in_cells(adata, design, n_asked)
    assert found.shape == (grn.n_cell_types, grn.n_genes, n_asked)
    mean = cells.mean(axis=2)
    for asked in range(n_asked):
        signs = np.sign(mean[1 + asked] - mean[0])
        np.testing.assert_array_equal(np.sign(found[..., asked]), signs)

"""Which knock-outs a screen asks for."""

import numpy as np

from sergiojax.datasets import load_design
from sergiojax.grn import Design, random_network
from sergiojax.ui.compare import screen


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

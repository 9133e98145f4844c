"""The order of genes: along the network, then by cell type, then by regulator."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.analysis import gene_order
from sergiojax.grn import GRN


def ordered_names(grn, level=None):
    return [grn.gene_names[gene] for gene in gene_order(grn, level)]


def test_cascade_is_listed_from_its_source():
    edges = [("C", "D", 1.0), ("B", "C", 1.0), ("A", "B", 1.0)]
    grn = GRN.from_edges(edges, basal_rates={"A": 1.0})
    assert ordered_names(grn) == ["A", "B", "C", "D"]


def test_master_regulators_are_listed_by_the_cell_type_in_which_they_are_high():
    grn = GRN.from_edges(
        [("A", "T", 1.0), ("B", "T", 1.0), ("C", "T", 1.0)],
        basal_rates={"A": [0.0, 0.0, 5.0], "B": [5.0, 0.0, 0.0], "C": [0.0, 5.0, 0.0]},
    )
    assert ordered_names(grn) == ["B", "C", "A", "T"]


def test_targets_stand_in_the_order_of_their_strongest_regulator():
    grn = GRN.from_edges(
        [("A", "x", 1.0), ("B", "x", -4.0), ("A", "y", 3.0), ("B", "z", 1.0), ("z", "z", 9.0)],
        basal_rates={"A": 1.0, "B": 1.0},
    )
    assert ordered_names(grn) == ["A", "B", "y", "x", "z"]


def test_levels_of_expression_come_before_the_regulator():
    grn = GRN.from_edges([("A", "x", 1.0), ("A", "y", 1.0)], basal_rates={"A": [1.0, 2.0]})
    assert ordered_names(grn, np.array([[1.0, 0.0, 5.0], [2.0, 5.0, 0.0]])) == ["A", "y", "x"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), unique=True, min_size=1))
def test_every_gene_is_listed_once_and_below_its_level(pairs):
    edges = [(f"G{a}", f"G{b}", 1.0) for a, b in pairs]
    grn = GRN.from_edges(edges, basal_rates={})
    order = gene_order(grn)
    assert sorted(order.tolist()) == list(range(grn.n_genes))
    assert np.all(np.diff(grn.topology.levels[order]) >= 0)


def test_level_of_another_network_is_refused():
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": 1.0})
    with pytest.raises(ValueError, match=r"must have shape \(1, 2\)"):
        gene_order(grn, np.ones((2, 2)))

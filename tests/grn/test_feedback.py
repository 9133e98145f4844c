"""Feedback loops: all that networkx finds, in order, and an end where there are too many."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn import GRN, FeedbackLoops, _feedback, feedback_loops
from tests.grn.networks import networks


def network(edges):
    return GRN.from_edges(edges, basal_rates={"A": 1.0})


def complete(n_genes):
    names = [f"G{number:02}" for number in range(n_genes)]
    return network([(one, other, 1.0) for one in names for other in names])


def layers(n_layers, *, width=5):
    """A ring of layers, each gene regulating all of the next: no loop is shorter than the ring."""
    names = [[f"L{layer}_{place}" for place in range(width)] for layer in range(n_layers)]
    return network(
        [
            (one, other, 1.0)
            for layer, following in zip(names, names[1:] + names[:1], strict=True)
            for one in layer
            for other in following
        ]
    )


@given(networks(names=st.text("abcdef", min_size=1, max_size=3)), st.integers(1, 6))
def test_all_loops_are_found_in_order(grn, longest):
    graph = nx.DiGraph(zip(grn.regulator.tolist(), grn.target.tolist(), strict=True))
    expected = []
    for cycle in nx.simple_cycles(graph, length_bound=longest):
        names = [grn.gene_names[gene] for gene in cycle]
        first = names.index(min(names))
        expected.append(tuple(names[first:] + names[:first]))
    found = feedback_loops(grn, longest=longest)
    assert [loop.genes for loop in found.loops] == sorted(expected, key=lambda c: (len(c), c))
    assert not found.has_more


@given(networks(min_edges=1))
def test_edges_and_sign_belong_to_the_genes(grn):
    for loop in feedback_loops(grn).loops:
        edges = list(loop.edges)
        genes = np.array([grn.gene_names.index(name) for name in loop.genes])
        np.testing.assert_array_equal(grn.regulator[edges], genes)
        np.testing.assert_array_equal(grn.target[edges], np.roll(genes, -1))
        assert loop.length == len(loop.genes) == len(set(loop.genes))
        strength = grn.strength[edges]
        assert loop.sign == (0 if (strength == 0).any() else (-1) ** (strength < 0).sum())


def test_the_sign_is_that_of_the_product():
    toggle = network([("B", "A", -1.0), ("A", "B", -2.0), ("A", "A", -3.0), ("B", "B", 0.0)])
    found = feedback_loops(toggle).loops
    assert [loop.genes for loop in found] == [("A",), ("B",), ("A", "B")]
    assert [loop.edges for loop in found] == [(2,), (3,), (1, 0)]
    assert [loop.sign for loop in found] == [-1, 0, 1]


def test_networks_without_feedback_have_no_loops():
    nothing = FeedbackLoops((), has_more=False)
    assert feedback_loops(network([("A", "B", 1.0), ("A", "C", 1.0), ("B", "C", 1.0)])) == nothing
    assert feedback_loops(network([])) == nothing


def test_the_shortest_are_kept_and_the_rest_is_told():
    grn = complete(6)
    every = feedback_loops(grn, most=20_000)
    assert len(every.loops) == sum(1 for _ in nx.simple_cycles(nx.DiGraph(grn_pairs(grn))))
    assert not every.has_more
    some = feedback_loops(grn, most=50)
    assert some == FeedbackLoops(every.loops[:50], has_more=True)
    exactly = feedback_loops(grn, most=len(every.loops))
    assert exactly == every


def grn_pairs(grn):
    return zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)


@pytest.mark.parametrize(
    ("grn", "shortest"), [(complete(60), 1), (layers(12), 12), (layers(6, width=20), 6)]
)
def test_dense_networks_end(grn, shortest):
    """They have 10^80, 10^8 and 10^7 loops."""
    found = feedback_loops(grn)
    assert len(found.loops) == 200
    assert found.has_more
    assert found.loops[0].length == shortest


def test_a_search_that_takes_too_long_is_cut(monkeypatch):
    monkeypatch.setattr(_feedback, "_MOST_STEPS", 1000)
    every, cut = feedback_loops(complete(4)), feedback_loops(complete(8))
    assert not every.has_more
    assert cut.has_more
    assert 8 <= len(cut.loops) < 200  # every gene regulates itself


def test_longer_loops_are_left_out():
    ring = [(f"G{number:02}", f"G{(number + 1) % 13:02}", -1.0) for number in range(13)]
    assert feedback_loops(network(ring)) == FeedbackLoops((), has_more=False)
    [loop] = feedback_loops(network(ring), longest=13).loops
    assert (loop.length, loop.sign) == (13, -1)


@pytest.mark.parametrize("limits", [{"most": 0}, {"longest": 0}])
def test_limits_below_one_are_refused(limits):
    with pytest.raises(ValueError, match="must be at least 1"):
        feedback_loops(complete(2), **limits)

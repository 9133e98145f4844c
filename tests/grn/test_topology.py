"""Who regulates whom: degrees, feedback loops, levels, and topologies as keys."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn import Topology


def topology(n_genes: int, *edges: tuple[int, int], product: tuple[int, ...] = ()) -> Topology:
    regulator, target = np.array(edges, int).reshape(-1, 2).T
    logic = np.isin(np.arange(n_genes), product)
    return Topology(n_genes, regulator, target, logic)


@st.composite
def topologies(draw: st.DrawFn) -> Topology:
    n_genes = draw(st.integers(1, 6))
    pairs = list(itertools.product(range(n_genes), repeat=2))
    return topology(n_genes, *draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)))


def reachable(graph: Topology, start: int) -> set[int]:
    """Return the genes downstream of a gene, by walking."""
    found: set[int] = set()
    front = {start}
    while front:
        front = {int(t) for r, t in zip(graph.regulator, graph.target, strict=True) if r in front}
        front -= found
        found |= front
    return found


def test_degrees_count_edges():
    graph = topology(4, (0, 1), (0, 2), (1, 2), (2, 2))
    assert graph.n_edges == 4
    assert graph.in_degree.tolist() == [0, 1, 3, 0]
    assert graph.out_degree.tolist() == [2, 1, 1, 0]


def test_levels_are_longest_paths():
    shortcut = topology(4, (0, 1), (1, 2), (2, 3), (0, 3))
    assert shortcut.levels.tolist() == [0, 1, 2, 3]
    assert shortcut.depth == 3
    assert not shortcut.has_feedback


def test_a_feedback_loop_is_one_step():
    ring_between = topology(5, (0, 1), (1, 2), (2, 3), (3, 1), (3, 4))
    assert ring_between.levels.tolist() == [0, 1, 1, 1, 2]
    assert [members.tolist() for members in ring_between.loops] == [[1, 2, 3]]
    assert ring_between.feedback_driven.tolist() == [False, True, True, True, True]


@given(topologies())
def test_downstream_are_the_genes_themselves_and_all_that_a_walk_reaches(graph):
    for start in range(graph.n_genes):
        assert set(np.nonzero(graph.downstream(np.array([start])))[0]) == {start} | reachable(
            graph, start
        )
    assert graph.downstream(np.array([], int)).sum() == 0


def test_a_self_loop_is_feedback():
    graph = topology(3, (0, 1), (1, 1), (1, 2))
    assert [members.tolist() for members in graph.loops] == [[1]]
    assert graph.has_feedback
    assert graph.feedback_driven.tolist() == [False, True, True]


def test_no_genes_and_no_edges():
    for n_genes in (0, 3):
        graph = topology(n_genes)
        assert graph.depth == 0
        assert graph.loops == ()
        assert graph.levels.tolist() == [0] * n_genes
        assert not graph.feedback_driven.any()


def test_equal_topologies_are_one_key():
    graph = topology(3, (0, 1), (1, 2), product=(2,))
    assert graph == topology(3, (0, 1), (1, 2), product=(2,))
    assert hash(graph) == hash(topology(3, (0, 1), (1, 2), product=(2,)))
    for other in (
        topology(4, (0, 1), (1, 2), product=(2,)),
        topology(3, (0, 1), (0, 2), product=(2,)),
        topology(3, (1, 2), (0, 1), product=(2,)),  # the order of edges is that of their numbers
        topology(3, (0, 1), (1, 2)),
    ):
        assert graph != other


def test_arrays_cannot_be_written_to():
    regulator = np.array([0])
    graph = Topology(2, regulator, np.array([1]), np.zeros(2, bool))
    regulator[0] = 1
    assert graph.regulator.tolist() == [0]
    assert not graph.regulator.flags.writeable


@given(topologies())
def test_loops_are_the_genes_that_reach_themselves(graph):
    downstream = [reachable(graph, gene) for gene in range(graph.n_genes)]
    looped = {gene for gene in range(graph.n_genes) if gene in downstream[gene]}
    assert {int(gene) for members in graph.loops for gene in members} == looped
    for members in map(set, map(np.ndarray.tolist, graph.loops)):
        assert all(members - {gene} <= downstream[gene] for gene in members)
    driven = looped.union(*(downstream[gene] for gene in looped))
    assert np.nonzero(graph.feedback_driven)[0].tolist() == sorted(driven)


@given(topologies())
def test_levels_rise_along_every_edge_that_leaves_its_loop(graph):
    level = graph.levels
    has_regulator_outside = set()
    for regulator, target in zip(graph.regulator, graph.target, strict=True):
        same_loop = regulator in reachable(graph, int(target))
        assert level[target] >= level[regulator] + (not same_loop)
        if not same_loop:
            has_regulator_outside.add(int(target))
    for gene in range(graph.n_genes):
        loop = {gene} | {g for g in reachable(graph, gene) if gene in reachable(graph, g)}
        assert (level[gene] == 0) == has_regulator_outside.isdisjoint(loop)

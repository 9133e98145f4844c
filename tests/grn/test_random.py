"""Random networks: the numbers that were asked for, hubs, and no feedback unless allowed."""

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn import random_network
from tests.grn.networks import assert_same_network

KINDS = ("scale-free", "erdos-renyi")


@given(
    st.integers(1, 30),
    st.sampled_from(KINDS),
    st.booleans(),
    st.integers(1, 3),
    st.integers(0, 2**32),
)
def test_any_size_makes_a_network(n_genes, kind, acyclic, n_types, seed):
    grn = random_network(n_genes, kind=kind, acyclic=acyclic, n_cell_types=n_types, seed=seed)
    assert (grn.n_genes, grn.n_cell_types) == (n_genes, n_types)
    assert grn.gene_names == tuple(f"G{number + 1}" for number in range(n_genes))
    assert (grn.regulator != grn.target).all()
    assert grn.topology.in_degree[0] == 0
    assert (grn.basal_rate[:, grn.topology.in_degree == 0] >= 1).all()
    assert n_genes == 1 or grn.n_edges > 0
    if acyclic:
        assert not grn.topology.has_feedback
        assert (grn.regulator < grn.target).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("acyclic", [True, False])
def test_edges_masters_and_repressors_are_as_asked(kind, acyclic):
    grn = random_network(
        500,
        kind=kind,
        acyclic=acyclic,
        edges_per_gene=3.0,
        repressor_fraction=0.4,
        n_master_regulators=20,
    )
    assert grn.n_edges == 1500
    assert (grn.topology.in_degree[:20] == 0).all()
    repressors = (grn.strength < 0).mean()
    assert abs(repressors - 0.4) < 5 * np.sqrt(0.4 * 0.6 / 1500)


def test_scale_free_networks_have_hubs_and_no_further_masters():
    grn = random_network(1000, edges_per_gene=2.5)
    assert (grn.topology.in_degree == 0).sum() == 70
    degree = np.sort(grn.topology.out_degree)[::-1]
    assert degree[0] > 40
    # A Poisson law with mean 2.5 exceeds 12 in 3 of a million genes.
    assert (random_network(1000, kind="erdos-renyi").topology.out_degree <= 14).all()


def test_out_degrees_follow_a_power_law():
    degree = random_network(20_000, edges_per_gene=2.5, seed=1).topology.out_degree
    least = 10
    tail = degree[degree >= least]
    # Maximum likelihood (Clauset et al. 2009, eq. 3.7). Preferential attachment of m edges with
    # attractiveness 1 for a gene without targets has exponent 2 + 1 / m.
    exponent = 1 + len(tail) / np.log(tail / (least - 0.5)).sum()
    assert exponent == pytest.approx(2 + 1 / 2.5, abs=0.2)


def test_erdos_renyi_networks_are_uniform(unchecked):  # for speed
    counts = np.zeros((4, 4), int)
    n_draws = 150
    for seed in range(n_draws):
        grn = random_network(4, kind="erdos-renyi", acyclic=False, edges_per_gene=0.75, seed=seed)
        counts[grn.regulator, grn.target] += 1
    allowed = ~np.eye(4, dtype=bool)
    allowed[:, 0] = False  # the master regulator
    assert not counts[~allowed].any()
    p = 3 / 9
    assert (abs(counts[allowed] / n_draws - p) < 5 * np.sqrt(p * (1 - p) / n_draws)).all()


def test_feedback_comes_if_it_is_allowed_and_keeps_the_out_degrees():
    acyclic = random_network(200, seed=4)
    cyclic = random_network(200, seed=4, acyclic=False)
    assert cyclic.topology.has_feedback
    assert (cyclic.topology.out_degree == acyclic.topology.out_degree).all()
    assert (cyclic.topology.in_degree == 0).sum() == (acyclic.topology.in_degree == 0).sum()


def test_a_seed_is_a_network_in_every_thread():
    expected = random_network(60, seed=9)
    assert random_network(60, seed=8).digest() != expected.digest()
    found = {}

    def draw(number: int) -> None:
        found[number] = [random_network(60, seed=9) for _ in range(5)]

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for grn in (grn for drawn in found.values() for grn in drawn):
        assert_same_network(grn, expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_genes": 0}, "`n_genes` must be at least 1, but is 0"),
        ({"n_genes": 10**9}, "`n_genes` must be at most 20,000"),
        ({"n_genes": 10, "n_cell_types": 0}, "`cell_types` must be at least 1"),
        ({"n_genes": 10, "n_cell_types": 10**9}, "`cell_types` must be at most 1,000"),
        ({"n_genes": 10, "kind": "ring"}, "`kind` must be one of 'scale-free', 'erdos-renyi'"),
        ({"n_genes": 10, "seed": -1}, "`seed` must be at least 0"),
        ({"n_genes": 10, "edges_per_gene": -1.0}, "`edges_per_gene` must be between 0 and"),
        ({"n_genes": 10, "edges_per_gene": np.nan}, "`edges_per_gene` must be between 0 and"),
        ({"n_genes": 10, "edges_per_gene": 5.0}, "room for 45 edges, but 50 were requested"),
        ({"n_genes": 10, "n_master_regulators": 11}, "`n_master_regulators` must be at most 10"),
    ],
)
def test_bad_arguments_are_named(unchecked, arguments, message):
    with pytest.raises(ValueError, match=message):
        random_network(**arguments)

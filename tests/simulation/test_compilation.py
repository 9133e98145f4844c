"""What compiles again: a new shape now and then, a new number never."""

import jax
import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.simulation import noise_free_course, simulate_steady_state, simulate_time_course

TIMES = np.linspace(0.5, 3.0, 6)


def drawn_network(n_genes):
    """A network as a person draws it: gene after gene, each with one or two edges."""
    names = [f"gene {number}" for number in range(n_genes)]
    edges = [(names[n // 2], names[n], 3.0) for n in range(1, n_genes)]
    edges += [(names[n], names[n // 3], -2.0) for n in range(3, n_genes, 2)]
    rates = dict.fromkeys(names, 1.0)
    return GRN.from_edges(edges, basal_rates=rates, half_response=1.0)


def run(name, grn, key, **settings):
    if name == "steady state":
        return simulate_steady_state(grn, 20, key=key, **settings)
    if name == "time course":
        return simulate_time_course(grn, 5, times=TIMES, key=key, **settings)
    return noise_free_course(grn, times=TIMES)


SIMULATORS = ("steady state", "time course", "noise-free course")


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_drawing_twelve_genes_compiles_at_most_three_times(key, compilations, simulator):
    jax.clear_caches()
    with compilations() as compiled:
        for n_genes in range(1, 13):
            run(simulator, drawn_network(n_genes), key)
    assert compiled
    assert max(compiled.values()) <= 3, compiled


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_a_slider_compiles_nothing(key, compilations, simulator):
    grn = drawn_network(7)
    run(simulator, grn, key)
    for change in (
        {"strength": 1.7},
        {"strength": -1.7},
        {"hill_coefficient": 3.3},
        {"half_response": 2.1},
        {"basal_rate": 0.4},
        {"decay": 0.37},
        {"noise_amplitude": 0.5},
    ):
        with compilations() as compiled:
            run(simulator, grn.replace(**change), key)
        assert not compiled, change


@pytest.mark.parametrize(
    ("simulator", "settings"),
    [
        ("steady state", {"dt": 0.05}),
        ("steady state", {"burn_in": 3.0}),
        ("steady state", {"dt": 0.11, "burn_in": 5.0}),
        ("time course", {"dt": 0.03}),
    ],
)
def test_step_and_burn_in_compile_nothing(key, compilations, simulator, settings):
    grn = drawn_network(7)
    run(simulator, grn, key)
    with compilations() as compiled:
        run(simulator, grn, key, **settings)
    assert not compiled


def test_another_seed_compiles_nothing(compilations):
    grn = drawn_network(7)
    run("steady state", grn, jax.random.key(1))
    with compilations() as compiled:
        run("steady state", grn, jax.random.key(2))
    assert not compiled


def test_names_are_outside_of_what_is_compiled(key, compilations):
    grn = drawn_network(7)
    run("steady state", grn, key)
    renamed = grn.replace(gene_names=[f"other {number}" for number in range(7)])
    with compilations() as compiled:
        run("steady state", renamed, key)
    assert not compiled


def test_rewiring_an_edge_compiles_nothing(key, compilations):
    grn = drawn_network(7)
    run("steady state", grn, key)
    target = grn.target.copy()
    target[-1] = 5
    with compilations() as compiled:
        run("steady state", grn.replace(target=target), key)
    assert not compiled

"""The Hill response and the production of a network, against the equations written as loops."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given

from sergiojax.grn import GRN
from sergiojax.kinetics import hill, production_rate, upper_level
from tests.kinetics.networks import network_plans, random_levels, random_network


def production_by_loop(grn, levels):
    """P of every gene as docs/model.md defines it, one edge after the other."""
    result = np.array(grn.basal_rate, float)
    for kind in range(grn.n_cell_types):
        for gene in range(grn.n_genes):
            terms, off, free, sizes, activated = 0.0, 1.0, 1.0, [0.0], False
            for edge in np.nonzero(grn.target == gene)[0]:
                k = float(grn.strength[edge])
                if grn.strength_factor is not None:
                    k *= float(grn.strength_factor[kind, edge])
                x = float(levels[kind, grn.regulator[edge]])
                n, h = float(grn.hill_coefficient[edge]), float(grn.half_response[edge])
                response = x**n / (h**n + x**n)
                terms += k * response if k > 0 else -k * (1 - response)
                sizes.append(abs(k))
                if k > 0:
                    activated, off = True, off * (1 - response)
                else:
                    free *= 1 - response
            joint = max(sizes) * (1 - off if activated else 1.0) * free
            result[kind, gene] += joint if grn.product[gene] else terms
    return result


@pytest.mark.parametrize("n", [0.5, 1.0, 2.0, 4.0, 30.0])
def test_hill_equals_its_definition(n):
    x = np.geomspace(1e-3, 1e3, 25)
    np.testing.assert_allclose(hill(x, 0.7, n), x**n / (0.7**n + x**n), rtol=1e-9, atol=1e-12)
    traced = jax.jit(hill)(x.astype(np.float32), 0.7, n)
    np.testing.assert_allclose(traced, x**n / (0.7**n + x**n), rtol=2e-4, atol=1e-9)


def test_hill_is_a_half_at_its_half_response():
    assert hill(3.7, 3.7, 5.0) == pytest.approx(0.5)


@pytest.mark.parametrize("n", [1.0, 2.0, 4.0, 60.0])
def test_hill_vanishes_at_zero_and_saturates(n):
    assert hill(np.float32(0.0), np.float32(0.7), n) < 1e-17
    for huge in (1e30, 3e38):
        assert hill(np.float32(huge), np.float32(0.7), n) == pytest.approx(1.0)


@pytest.mark.parametrize("n", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("x", [0.0, 1e-35, 1e-12, 0.7, 1e30])
def test_hill_has_finite_gradients_everywhere(x, n):
    slopes = jax.grad(hill, argnums=(0, 1, 2))(x, 0.7, n)
    assert np.isfinite(slopes).all()
    if x == 0.0:
        assert slopes == (0.0, 0.0, 0.0)


def test_hill_slope_equals_the_elasticity():
    x, h, n = 1.3, 0.7, 3.0
    response = x**n / (h**n + x**n)
    slope = jax.grad(hill)(x, h, n)
    assert slope == pytest.approx(n * response * (1 - response) / x, rel=1e-5)


@given(network_plans())
def test_production_equals_the_loop_over_edges(plan):
    grn = random_network(**plan)
    levels = random_levels(grn)
    np.testing.assert_allclose(
        production_rate(grn, levels), production_by_loop(grn, levels), rtol=1e-5, atol=1e-5
    )


def test_production_is_the_same_under_jit():
    grn = GRN.from_edges(
        [("A", "B", 3.0), ("B", "B", -2.0), ("B", "C", 1.0), ("A", "C", -1.0)],
        basal_rates={"A": [1.0, 2.0], "B": 0.2},
        half_response=1.0,
        logic={"C": "product"},
    )
    levels = random_levels(grn)

    def traced(kinetics):
        return production_rate(grn.replace(kinetics=kinetics), levels)

    np.testing.assert_allclose(
        jax.jit(traced)(grn.kinetics), production_rate(grn, levels), rtol=1e-5
    )


def test_any_activator_of_a_product_suffices_and_any_repressor_shuts_off():
    grn = GRN.from_edges(
        [("A", "T", 4.0), ("B", "T", 3.0), ("R", "T", -2.0)],
        basal_rates={"A": 0.0, "T": 0.5},
        hill_coefficient=8.0,
        half_response=1.0,
        logic={"T": "product"},
    )
    order = {name: number for number, name in enumerate(grn.gene_names)}

    def production(**levels):
        x = np.zeros((1, grn.n_genes))
        for name, level in levels.items():
            x[0, order[name]] = level
        return production_rate(grn, x)[0, order["T"]]

    assert production() == pytest.approx(0.5)
    assert production(A=100.0) == production(B=100.0) == pytest.approx(4.5)
    assert production(A=100.0, B=100.0) == pytest.approx(4.5)
    assert production(A=100.0, R=100.0) == pytest.approx(0.5)


def test_product_without_activators_is_on_unless_repressed():
    grn = GRN.from_edges(
        [("R", "T", -2.0), ("S", "T", -3.0)],
        basal_rates={"R": 0.0},
        half_response=1.0,
        logic={"T": "product"},
    )
    target = grn.gene_names.index("T")
    assert production_rate(grn, np.zeros((1, 3)))[0, target] == pytest.approx(3.0)
    repressed = np.where(np.arange(3) == grn.gene_names.index("R"), 1e9, 0.0)[None]
    assert production_rate(grn, repressed)[0, target] == pytest.approx(0.0, abs=1e-6)


@given(network_plans())
def test_no_level_produces_more_than_the_upper_level(plan):
    grn = random_network(**plan)
    produced = production_rate(grn, random_levels(grn)) / grn.decay
    assert (produced <= upper_level(grn) * (1 + 1e-5)).all()


def test_network_without_edges_produces_its_basal_rates():
    grn = GRN.from_edges([], basal_rates={"A": [1.0, 2.0], "B": 3.0})
    levels = jnp.ones((2, 2))
    np.testing.assert_array_equal(production_rate(grn, np.asarray(levels)), grn.basal_rate)
    np.testing.assert_allclose(upper_level(grn), grn.basal_rate / 0.8, rtol=1e-6)

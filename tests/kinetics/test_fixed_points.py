"""All steady states, on systems with published ones, by the count that topology asks for."""

import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.datasets import load_example
from sergiojax.grn import GRN
from sergiojax.kinetics import fixed_points, production_rate, steady_state
from sergiojax.kinetics._newton import orientation
from sergiojax.kinetics._production import Production
from sergiojax.kinetics._skeleton import Skeleton
from tests.kinetics.networks import network_plans, random_levels, random_network
from tests.systems import MOTIFS

NUMBER_OF_POINTS = {"toggle n=2": 3, "toggle n=3": 3, "GATA1-PU.1, bistable": 3}
NUMBER_OF_POINTS |= {"positive autoregulation": 3, "GATA1-PU.1, tristable": 5}


@settings(max_examples=30)
@given(network_plans(max_genes=8))
def test_slopes_are_those_of_the_production(plan):
    """Against central differences, in double precision; near 0 they would not be central."""
    grn = random_network(**plan)
    production, step = Production(grn), 1e-5
    levels = np.asarray(random_levels(grn), float) + 0.1
    found = production.slopes(levels)
    for edge, (one, other) in enumerate(zip(production.regulator, production.target, strict=True)):
        shift = step * (np.arange(grn.n_genes) == one)
        rise = (production(levels + shift) - production(levels - shift))[:, other]
        np.testing.assert_allclose(found[:, edge], rise / (2 * step), rtol=1e-5, atol=1e-7)


def test_a_saturated_product_has_slopes_without_a_division_by_zero():
    edges = [("A", "C", 2.0), ("B", "C", -3.0)]
    grn = GRN.from_edges(
        edges, basal_rates={"A": 1.0}, hill_coefficient=20.0, half_response=1.0, logic="product"
    )
    slopes = Production(grn).slopes(np.array([[1e6, 1e6, 0.0], [0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(slopes, 0.0, atol=1e-12)


@pytest.mark.parametrize("name", MOTIFS)
def test_motifs_have_their_published_points_and_no_others(name):
    motif = MOTIFS[name]
    found = fixed_points(motif.grn)
    assert len(found.expression) == NUMBER_OF_POINTS.get(name, 1)
    for point, rate in motif.fixed_points.items():
        for mirrored in {point, point[::-1]} if len(found.basin) > 1 else {point}:
            distance = np.abs(found.expression - mirrored).max(1)
            assert distance.min() < 1e-4
            assert found.eigenvalues[distance.argmin(), 0].real == pytest.approx(rate, abs=6e-4)


@pytest.mark.parametrize("name", MOTIFS)
def test_tables_are_sorted_and_basins_are_shares(name):
    found = fixed_points(MOTIFS[name].grn)
    np.testing.assert_array_equal(found.stable, found.eigenvalues[:, 0].real < 0)
    assert (np.diff(found.stable.astype(int)) <= 0).all()
    assert (found.basin[~found.stable] == 0).all()
    assert found.basin.sum() == pytest.approx(float(found.stable.any()), abs=1e-12)


def test_a_symmetric_switch_shares_its_starts_equally():
    found = fixed_points(MOTIFS["toggle n=3"].grn)
    np.testing.assert_allclose(found.basin, [0.5, 0.5, 0.0], atol=0.02)


def test_equal_calls_give_equal_tables():
    grn = load_example("krumsiek11")
    for one, other in zip(fixed_points(grn), fixed_points(grn), strict=True):
        np.testing.assert_array_equal(one, other)


@settings(max_examples=12)
@given(network_plans(max_genes=8))
def test_points_are_steady_and_their_orientations_sum_to_one(plan):
    grn = random_network(**plan)
    found = fixed_points(grn, n_starts=64)
    skeleton = Skeleton(grn).take(found.cell_type)
    assert skeleton.speed(skeleton.velocity(found.expression)).max() < 1e-9
    signs = orientation(skeleton, found.expression)
    assert (np.bincount(found.cell_type, signs, grn.n_cell_types) == 1.0).all()


def test_blood_model_has_its_states_and_all_saddles_between_them():
    """Nine points, four of them stable, as 8000 starts find too."""
    found = fixed_points(load_example("krumsiek11"))
    assert len(found.expression) == 9
    assert found.stable.sum() == 4
    assert found.basin.sum() == pytest.approx(1.0)


def test_independent_switches_multiply():
    edges = [(f"{a}{i}", f"{b}{i}", -4.0) for i in range(4) for a, b in ("AB", "BA")]
    grn = GRN.from_edges(edges, basal_rates={"A0": 0.0}, hill_coefficient=3.0, half_response=1.5)
    found = fixed_points(grn)
    assert len(found.expression) == 3**4
    assert found.stable.sum() == 2**4


def test_genes_around_a_switch_follow_it():
    edges = [("In", "A", 1.0), ("A", "B", -4.0), ("B", "A", -4.0), ("B", "Out", 2.0)]
    edges += [("Out", "Last", -3.0)]
    grn = GRN.from_edges(edges, basal_rates={"In": [0.2, 0.4]}, hill_coefficient=3.0)
    grn = grn.replace(half_response=1.5)
    found = fixed_points(grn)
    np.testing.assert_array_equal(found.cell_type, [0, 0, 0, 1, 1, 1])
    for of_type in range(2):
        points = found.expression[found.cell_type == of_type]
        for point in points:
            levels = np.tile(point, (2, 1))
            rest = (production_rate(grn, levels) / grn.decay)[of_type]
            np.testing.assert_allclose(rest, point, rtol=1e-5, atol=1e-6)
    one = fixed_points(grn, cell_type=grn.cell_types[1])
    np.testing.assert_array_equal(one.cell_type, 1)
    np.testing.assert_allclose(one.expression, found.expression[3:], rtol=1e-8)


@pytest.mark.parametrize("n", [12.0, 20.0])
def test_very_steep_switches_have_their_saddle(n):
    grn = MOTIFS["toggle n=3"].grn.replace(hill_coefficient=n)
    found = fixed_points(grn)
    np.testing.assert_array_equal(found.stable, [True, True, False])
    tristable = MOTIFS["GATA1-PU.1, tristable"].grn.replace(hill_coefficient=n)
    assert len(fixed_points(tristable).stable) >= 5


def test_a_switch_beside_a_gene_a_thousand_times_as_fast():
    edges = [("A", "B", -4e-3), ("B", "A", -4e-3), ("A", "C", 3.0), ("C", "A", 1e-4)]
    decay = {"A": 8e-4, "B": 8e-4, "C": 0.8}
    grn = GRN.from_edges(
        edges, basal_rates={"C": 0.0}, decay=decay, hill_coefficient=3.0, half_response=1.5
    )
    found = fixed_points(grn)
    np.testing.assert_array_equal(found.stable, [True, True, False])
    assert found.basin.sum() == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(("n", "stable"), [(0.5, [True, False]), (1.0, [True, False])])
def test_off_is_unstable_if_activation_starts_steeply(n, stable):
    """Self-activation with K/h > λ: the off state repels for n ≤ 1, its slope infinite if n < 1."""
    grn = GRN.from_edges([("A", "A", 3.0)], basal_rates={"A": 0.0}, hill_coefficient=n)
    grn = grn.replace(half_response=1.0)
    found = fixed_points(grn)
    np.testing.assert_array_equal(found.stable, stable)
    assert found.expression[1, 0] == pytest.approx(0.0, abs=1e-6)
    assert np.isfinite(found.eigenvalues).all()


def test_off_is_stable_if_activation_starts_flat():
    grn = GRN.from_edges([("A", "A", 3.0)], basal_rates={"A": 0.0}, half_response=1.0)
    found = fixed_points(grn)
    high, low = (3 + np.array([1, -1]) * np.sqrt(9 - 4 * 0.64)) / 1.6  # λx² − Kx + λ = 0
    np.testing.assert_allclose(np.sort(found.expression[:, 0]), [0.0, low, high], atol=1e-7)
    np.testing.assert_array_equal(found.stable, [True, True, False])


def test_networks_without_feedback_have_one_point_per_cell_type():
    grn = load_example("random-100")
    found = fixed_points(grn)
    np.testing.assert_allclose(found.expression, steady_state(grn), rtol=1e-5)
    np.testing.assert_array_equal(found.basin, 1.0)


def test_networks_of_nothing():
    alone = GRN.from_edges([], basal_rates={"A": [1.0, 2.0]})
    np.testing.assert_allclose(fixed_points(alone).expression, [[1.25], [2.5]], rtol=1e-6)
    empty = GRN.from_edges([], basal_rates={}, cell_types=["only"])
    found = fixed_points(empty)
    assert found.expression.shape == (1, 0)
    assert found.stable.all()


def test_an_oscillator_has_a_point_and_no_basin():
    found = fixed_points(MOTIFS["repressilator n=4"].grn)
    assert not found.stable.any()
    assert found.basin.sum() == 0


def test_unknown_cell_types_are_refused():
    with pytest.raises(ValueError, match="cell_type"):
        fixed_points(MOTIFS["toggle n=3"].grn, cell_type="liver")


def test_loops_that_would_take_minutes_are_refused():
    names = [f"g{number}" for number in range(201)]
    edges = [(a, b, 1.0) for a, b in zip(names, names[1:] + names[:1], strict=True)]
    grn = GRN.from_edges(edges, basal_rates={"g0": 1.0})
    with pytest.raises(ValueError, match="201 genes"):
        fixed_points(grn)

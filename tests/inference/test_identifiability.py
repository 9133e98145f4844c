"""What cells determine: closed forms of small networks, and what is open in them."""

import numpy as np
import pytest

from sergiojax import load_example
from sergiojax.grn import GRN, Parameter, random_network
from sergiojax.inference import identifiability

BOTH = ("means", "covariances")
RATE, DECAY = Parameter("basal_rate", "A"), Parameter("decay", "A")
NOISE = Parameter("noise_amplitude", "A")
K, H = Parameter("strength", ("A", "B")), Parameter("half_response", ("A", "B"))


def lone_gene():
    return GRN.from_edges([], basal_rates={"A": 2.0}, decay=0.8, noise_amplitude=0.5)


def cascade(*rates):
    return GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": rates}, half_response=2.0)


# The mean x = b / λ has the variance q² x / n, so log x has the information n x / q². The variance
# q² x has, by its logarithm, n / 2.
N, X, Q = 300, 2.5, 0.5


@pytest.mark.parametrize(("observed", "more"), [(("means",), 0.0), (BOTH, N / 2)])
def test_of_one_gene_only_production_over_decay_is_determined(observed, more):
    found = identifiability(lone_gene(), parameters=[RATE, DECAY], observed=observed, n_cells=N)
    np.testing.assert_allclose(found.eigenvalues, [2 * (N * X / Q**2 + more), 0.0], rtol=1e-4)
    assert found.standard_error.tolist() == [np.inf, np.inf]
    assert found.n_determined == 1
    [direction] = found.not_determined
    np.testing.assert_allclose(direction.log_change, [1.0, 1.0], rtol=1e-6)
    assert direction.sentence == (
        "b A and λ A are determined only together: b A × 2 with λ A × 2 changes nothing."
    )


def test_the_variance_tells_the_noise_amplitude_and_nothing_about_the_time_scale():
    parameters = [RATE, DECAY, NOISE]
    found = identifiability(lone_gene(), parameters=parameters, observed=BOTH, n_cells=N)
    # 2 log q = log C − log x, and both are estimated independently.
    expected = np.sqrt(2 / N + Q**2 / (N * X)) / 2
    assert found.standard_error[2] == pytest.approx(expected, rel=1e-4)
    assert found.standard_error[:2].tolist() == [np.inf, np.inf]


def test_means_alone_say_nothing_about_noise():
    found = identifiability(lone_gene(), parameters=[RATE, NOISE])
    assert found.standard_error[0] == pytest.approx(1 / np.sqrt(N * X / Q**2), rel=1e-4)
    [direction] = found.not_determined
    assert direction.sentence == "q A is not determined at all."


def test_one_cell_type_leaves_strength_and_half_response_open():
    found = identifiability(cascade(2.0))
    [direction] = found.not_determined
    assert direction.parameters == (K, H)
    # log x_B has the slopes 1 by log K and −n (1 − H) by log h.
    share = 2 * (1 - 2.5**2 / (2.0**2 + 2.5**2))
    np.testing.assert_allclose(direction.log_change, [share, 1.0], rtol=1e-5)
    assert "K A→B × 1.72 with h A→B × 2 changes nothing" in direction.sentence
    assert np.isfinite(found.standard_error[2])  # the basal rate of A


def test_a_second_cell_type_determines_both_as_well_as_it_must():
    grn = cascade(1.0, 4.0)
    found = identifiability(grn, parameters=[K, H], genes=["B"], n_cells=N)
    level = np.array([1.0, 4.0]) / 0.8
    response = level**2 / (2.0**2 + level**2)
    slopes = np.stack([np.ones(2), -2 * (1 - response)], axis=1)
    # Variance of B by the linear noise approximation: its own noise, and that of A at λ / 2λ.
    b = 3.0 * response / 0.8
    own = b + (2 * (1 - response)) ** 2 * b**2 / level / 2
    inverse = np.linalg.inv(slopes)
    expected = np.sqrt(np.diag(inverse @ np.diag(own / N / b**2) @ inverse.T))
    np.testing.assert_allclose(found.standard_error, expected, rtol=1e-4)
    assert found.not_determined == ()


def test_more_statistics_more_types_and_more_cells_say_more():
    grn = cascade(1.0, 2.0, 4.0)
    means = identifiability(grn).standard_error
    assert (identifiability(grn, observed=BOTH).standard_error < means).all()
    two = identifiability(grn, cell_types=["type_1", "type_2"])
    assert (two.standard_error[:2] > means[:2]).all()
    # What A does in a type that nobody looked at is open.
    assert two.not_determined[0].sentence == "b A (type_3) is not determined at all."
    many = identifiability(grn, n_cells=1200)
    np.testing.assert_allclose(many.standard_error, means / 2, rtol=1e-9)


def test_genes_that_were_not_measured_leave_more_open():
    found = identifiability(cascade(1.0, 2.0), genes=["A"])
    assert np.isinf(found.standard_error).tolist() == [True, True, False, False]


def test_groups_are_told_apart_by_gene():
    found = identifiability(random_network(12, n_cell_types=9, seed=0))
    assert found.not_determined
    for direction in found.not_determined:
        assert len({each.of[1] for each in direction.parameters}) == 1
        assert "combinations of these" in direction.sentence
    n_open = sum(each.n_open for each in found.not_determined)
    assert n_open == len(found.parameters) - found.n_determined
    inside = {each for direction in found.not_determined for each in direction.parameters}
    open_ones = np.isinf(found.standard_error)
    assert inside == {
        each for each, open_one in zip(found.parameters, open_ones, strict=True) if open_one
    }


def test_undetermined_directions_leave_the_means_alone():
    grn = cascade(2.0)
    [direction] = identifiability(grn).not_determined
    moved = grn
    for parameter, change in zip(direction.parameters, direction.log_change, strict=True):
        moved = parameter.set(moved, parameter.value(grn) * np.exp(1e-3 * change))
    first, second = (3.0 if each is grn else moved.strength[0] for each in (grn, moved))
    response = [2.5**2 / (h**2 + 2.5**2) for h in (2.0, float(moved.half_response[0]))]
    assert second * response[1] == pytest.approx(first * response[0], rel=1e-5)


def test_genes_without_noise_are_known_but_not_beyond_all_bounds():
    grn = cascade(1.0, 4.0).replace(noise_amplitude=0.0)
    found = identifiability(grn, observed=BOTH)
    assert np.isfinite(found.standard_error).all()
    assert (found.standard_error > 0).all()


def test_rows_say_it_in_words():
    rows = identifiability(cascade(2.0)).rows()
    assert [row.parameter.label for row in rows] == ["K A→B", "h A→B", "b A (type_1)"]
    assert [row.value for row in rows] == [3.0, 2.0, 2.0]
    assert rows[0].sentence == "Not determined."
    assert rows[2].sentence == "Known to a factor of 1.04."


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"genes": ["C"]}, "no gene 'C'"),
        ({"cell_types": ["x"]}, "no cell type 'x'"),
        ({"genes": []}, "nothing to determine"),
        ({"parameters": []}, "nothing to determine"),
        ({"observed": ()}, "nothing to determine"),
        ({"n_cells": 0}, "at least 1"),
    ],
)
def test_what_cannot_be_answered_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        identifiability(cascade(1.0, 2.0), **options)


def test_a_network_that_oscillates_is_refused():
    with pytest.raises(ValueError, match=r"not in a steady state|not stable"):
        identifiability(load_example("repressilator"))

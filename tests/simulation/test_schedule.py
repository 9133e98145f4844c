"""Inputs that switch or ramp, and perturbations that begin at a time."""

import jax
import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.simulation import (
    Input,
    Perturbation,
    noise_free_course,
    perturb,
    simulate_time_course,
)
from tests.systems import MOTIFS

DECAY = 0.8


def lone_gene(**settings):
    return GRN.from_edges([], basal_rates={"A": [2.0, 4.0]}, decay=DECAY, **settings)


def relax(start, level, time):
    return level + (start - level) * np.exp(-DECAY * time)


def test_a_switched_input_moves_the_level_as_the_closed_form():
    times = np.array([1.0, 2.0, 2.5, 4.0, 6.0])
    switch = Input("A", times=[1.5, 3.0], rates=[8.0, 0.0])
    levels = noise_free_course(lone_gene(), times=times, initial="steady_state", inputs=[switch])
    for kind, own in enumerate((2.0, 4.0)):
        before = own / DECAY
        high = relax(before, 10.0, np.array([0.5, 1.0]))
        off = relax(relax(before, 10.0, 1.5), 0.0, np.array([1.0, 3.0]))
        np.testing.assert_allclose(levels[kind, :, 0], [before, *high, *off], rtol=1e-5)


def test_a_ramp_is_linear_between_its_moments():
    """Driven by b t/T from 0, x = (b/λT)(t − (1 − e^(−λt))/λ)."""
    times = np.linspace(0.5, 5.0, 10)
    grn = GRN.from_edges([], basal_rates={"A": 0.0}, decay=DECAY)
    ramp = Input("A", times=[0.0, 5.0], rates=[0.0, 10.0], shape="ramp")
    levels = noise_free_course(grn, times=times, inputs=[ramp])[0, :, 0]
    expected = 2.0 / DECAY * (times - (1 - np.exp(-DECAY * times)) / DECAY)
    np.testing.assert_allclose(levels, expected, rtol=1e-4)


def test_an_input_reaches_its_cell_type_alone():
    times = np.array([1.0, 3.0])
    switch = Input("A", times=[0.0], rates=[8.0], cell_type="type_2")
    grn = lone_gene()
    plain = noise_free_course(grn, times=times)
    driven = noise_free_course(grn, times=times, inputs=[switch])
    np.testing.assert_array_equal(driven[0], plain[0])
    np.testing.assert_allclose(driven[1], 2 * plain[1], rtol=1e-5)


@pytest.mark.parametrize("method", ["exponential", "euler"])
def test_quiet_cells_follow_the_noise_free_course(key, method):
    grn = GRN.from_edges(
        [("A", "B", 8.0), ("B", "C", -6.0)],
        basal_rates={"A": 4.0},
        half_response=4.0,
        noise_amplitude=0.0,
    )
    settings = {
        "times": np.linspace(1.0, 12.0, 12),
        "inputs": [
            Input("A", times=[2.5, 6.0], rates=[9.0, 1.0]),
            Input("C", times=[1.0, 9.0], rates=[0.0, 3.0], shape="ramp"),
        ],
        "perturbation": Perturbation(clamp={"B": 3.0}, time=7.3),
        "initial": "steady_state",
    }
    smooth = noise_free_course(grn, **settings)
    cells = simulate_time_course(grn, 1, key=key, dt=0.02, method=method, **settings)[:, 0]
    np.testing.assert_allclose(cells, smooth, rtol=0.03 if method == "euler" else 2e-3)
    np.testing.assert_allclose(smooth[0, 7:, 1], 3.0, rtol=1e-5)


def test_a_perturbation_begins_at_its_time_and_cells_are_paired(key):
    grn = MOTIFS["toggle n=3"].grn
    settings = {"times": np.arange(1.0, 21.0), "key": key, "initial": np.array([5.0, 0.1])}
    wild = simulate_time_course(grn, 40, **settings)
    late = Perturbation(knockdown={"A": 1.0}, time=8.0)
    mutant = simulate_time_course(grn, 40, perturbation=late, **settings)
    np.testing.assert_array_equal(mutant[:, :, :8], wild[:, :, :8])
    assert (mutant[0, :, 12:, 0] <= wild[0, :, 12:, 0]).mean() > 0.95
    assert mutant[0, :, -1, 0].mean() < 0.4  # what the boundary leaves
    assert mutant[0, :, -1, 1].mean() > 3.0  # the freed gene takes over


def test_a_perturbation_without_a_time_is_the_mutants_course(key):
    grn = MOTIFS["activator-inhibitor"].grn
    mutant = Perturbation(overexpression={"A": 2.0})
    # A step for both: the stronger feedback of the mutant alone would have a shorter one.
    settings = {"times": np.array([1.0, 4.0]), "initial": np.array([1.0, 1.0]), "dt": 0.03}
    found = simulate_time_course(grn, 30, key=key, perturbation=mutant, **settings)
    expected = simulate_time_course(perturb(grn, mutant), 30, key=key, **settings)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)


def test_noise_under_a_switched_input_has_the_exact_moments(key):
    """Mean of two relaxations; variance of dpd ∫ e^(−2λ(t − s)) (b + λ m(s)) ds, far from 0."""
    n_cells, own, driven, wait = 8000, 40.0, 80.0, 1.5
    grn = GRN.from_edges([], basal_rates={"A": own}, decay=DECAY, noise_amplitude=0.2)
    switch = Input("A", times=[2.0], rates=[driven])
    x = simulate_time_course(
        grn, n_cells, times=[2.0 + wait], key=key, initial=np.array([50.0]), inputs=[switch]
    )[0, :, 0, 0]

    def advance(mean, variance, rate, length):
        keep, level = np.exp(-DECAY * length), rate / DECAY
        added = 0.04 * (1 - keep) * (level + mean * keep)
        return level + (mean - level) * keep, variance * keep**2 + added

    mean, variance = advance(*advance(50.0, 0.0, own, 2.0), driven, wait)
    assert abs(x.mean() - mean) < 4 * np.sqrt(variance / n_cells)
    assert abs(x.var() / variance - 1) < 4 * np.sqrt(2 / n_cells)


@pytest.mark.validate
def test_a_course_with_inputs_has_gradients(key):
    grn = lone_gene(noise_amplitude=0.1)
    switch = Input("A", times=[1.0], rates=[6.0])

    def last(kinetics):
        course = simulate_time_course(
            grn.replace(kinetics=kinetics),
            50,
            times=[1.0, 2.0],
            key=key,
            dt=0.1,
            initial=np.array([5.0]),
            inputs=[switch],
        )
        return course[0, :, -1, 0].mean()

    slope = jax.grad(last)(grn.kinetics).basal_rate[0, 0]
    own = (1 - np.exp(-DECAY)) / DECAY * np.exp(-DECAY)  # it acts until 1 and is forgotten until 2
    assert slope == pytest.approx(own, rel=0.05)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("A", [1.0], [1.0, 2.0]), "one rate per time"),
        (("A", [], []), "one rate per time"),
        (("A", [2.0, 1.0], [1.0, 2.0]), "must increase from 0 or later"),
        (("A", [-1.0], [1.0]), "must increase from 0 or later"),
        (("A", [1.0], [-1.0]), "finite and not negative"),
    ],
)
def test_bad_inputs_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Input(*arguments)


def test_unknown_names_are_refused():
    for switch, message in (
        (Input("X", times=[1.0], rates=[1.0]), "the gene 'X'"),
        (Input("A", times=[1.0], rates=[1.0], cell_type="X"), "the cell type 'X'"),
    ):
        with pytest.raises(ValueError, match=message):
            noise_free_course(lone_gene(), times=[1.0], inputs=[switch])


@pytest.mark.parametrize(("share", "level"), [(1.0, 0.0), (0.25, 7.5)])
def test_an_input_on_a_knocked_down_gene_is_knocked_down_with_it(share, level):
    """All of its production is scaled: b = 8 at λ = 0.8 gives 10 molecules, and nothing without."""
    mutant = Perturbation(knockdown={"A": share})
    switch = Input("A", times=[0.0], rates=[8.0])
    levels = noise_free_course(lone_gene(), times=[30.0], inputs=[switch], perturbation=mutant)
    np.testing.assert_allclose(levels[:, 0, 0], level, rtol=1e-4, atol=1e-6)

"""Fixed points and the limit cycle of the examples, against values computed independently.

The table is in the units of the motifs as they are usually written, with levels of 0 to 5; an
example has `scale` times as many molecules, with K, b and h to match, which leaves eigenvalues and
periods as they are.
"""

from typing import NamedTuple

import numpy as np
import pytest
from scipy.optimize import fsolve

from sergiojax.datasets import load_example
from sergiojax.grn import GRN
from sergiojax.kinetics import production_rate
from sergiojax.simulation import noise_free_course


class FixedPoint(NamedTuple):
    """A fixed point: levels in units of `scale` molecules, and the largest real part."""

    example: str
    scale: float
    levels: dict[str, float]
    growth: float


TABLE = [
    # Each shuts off the other: K = -4, n = 3, h = 1.5.
    FixedPoint("toggle-switch", 10, {"LacI": 0.1317, "TetR": 4.9966}, -0.738),
    FixedPoint("toggle-switch", 10, {"LacI": 4.9966, "TetR": 0.1317}, -0.738),
    FixedPoint("toggle-switch", 10, {"LacI": 1.8112, "TetR": 1.8112}, +0.731),
    # K = 3.2, n = 4, h = 2, b = 0.2; the target ComG follows.
    FixedPoint("positive-autoregulation", 20, {"ComK": 0.2510}, -0.787),
    FixedPoint("positive-autoregulation", 20, {"ComK": 1.7693}, +0.904),
    FixedPoint("positive-autoregulation", 20, {"ComK": 4.0188}, -0.627),
    # Itself K = 1.6, the other K = -1.6, n = 4, h = 1.
    FixedPoint("gata1-pu1", 40, {"GATA1": 2.0, "PU.1": 2.0}, -0.446),
    FixedPoint("gata1-pu1", 40, {"GATA1": 0.0078, "PU.1": 3.9922}, -0.794),
    FixedPoint("gata1-pu1", 40, {"GATA1": 3.9922, "PU.1": 0.0078}, -0.794),
    FixedPoint("gata1-pu1", 40, {"GATA1": 0.9768, "PU.1": 3.0232}, +0.859),
    FixedPoint("gata1-pu1", 40, {"GATA1": 3.0232, "PU.1": 0.9768}, +0.859),
    # K = -4, n = 4, h = 1.
    FixedPoint("repressilator", 20, {"LacI": 1.2992, "TetR": 1.2992, "cI": 1.2992}, +0.384),
]


def fixed_point(grn: GRN, guess: dict[str, float]) -> dict[str, float]:
    """Return the levels near a guess at which production equals decay; its gaps are zeros."""

    def surplus(levels: np.ndarray) -> np.ndarray:
        return production_rate(grn, levels[None])[0] - grn.decay * levels

    start = [guess.get(name, 0.0) for name in grn.gene_names]
    found = fsolve(surplus, start, xtol=1e-10)
    return dict(zip(grn.gene_names, found, strict=True))


def eigenvalues(grn: GRN, levels: dict[str, float]) -> np.ndarray:
    """Return the eigenvalues of the Jacobian, by central differences."""
    point = np.array(list(levels.values()))
    step = 1e-4 * np.eye(grn.n_genes)
    above, below = (
        np.concatenate([production_rate(grn, moved[None]) for moved in point + sign * step])
        for sign in (1, -1)
    )
    return np.linalg.eigvals((above - below).T / 2e-4 - np.diag(grn.decay))


@pytest.mark.parametrize("expected", TABLE, ids=lambda row: f"{row.example}-{row.levels}")
def test_fixed_point_and_its_stability_match_the_table(expected):
    grn = load_example(expected.example)
    guess = {gene: level * expected.scale for gene, level in expected.levels.items()}
    found = fixed_point(grn, guess)
    rounding = 0.5e-4 * expected.scale  # the table has four digits
    for gene, level in guess.items():
        assert abs(found[gene] - level) <= rounding + 1e-5 * level
    assert eigenvalues(grn, found).real.max() == pytest.approx(expected.growth, abs=6e-4)


def test_repressilator_spirals_out_at_the_tabulated_frequency():
    grn = load_example("repressilator")
    found = eigenvalues(grn, fixed_point(grn, dict.fromkeys(grn.gene_names, 26.0)))
    assert found.imag.max() == pytest.approx(2.051, abs=6e-4)


def test_repressilator_runs_on_the_tabulated_limit_cycle():
    grn = load_example("repressilator")
    times = np.linspace(0.01, 80, 8000)
    level = np.asarray(noise_free_course(grn, times=times, initial="random"))[0, 4000:, 0]
    times = times[4000:]
    rising = np.nonzero((level[:-1] < 40) & (level[1:] >= 40))[0]
    share = (40 - level[rising]) / (level[rising + 1] - level[rising])
    crossings = times[rising] + share * (times[1] - times[0])
    assert np.diff(crossings).mean() == pytest.approx(5.518, abs=1e-3)
    assert level.min() / 20 == pytest.approx(0.516, abs=1e-3)
    assert level.max() / 20 == pytest.approx(3.417, abs=1e-3)


def test_repressilator_settles_with_a_hill_coefficient_of_two():
    """The story says so; n must exceed 2 for a ring of three equal genes (secant condition)."""
    grn = load_example("repressilator").replace(hill_coefficient=2.0)
    found = eigenvalues(grn, fixed_point(grn, dict.fromkeys(grn.gene_names, 30.0)))
    assert found.real.max() < -0.1


def test_toggle_has_one_state_with_a_hill_coefficient_of_one():
    grn = load_example("toggle-switch").replace(hill_coefficient=1.0)
    ends = [fixed_point(grn, {"LacI": low, "TetR": 50 - low})["LacI"] for low in (1.0, 25.0, 49.0)]
    assert np.ptp(ends) < 1e-3


def test_positive_autoregulation_has_one_state_with_a_basal_rate_of_fourteen():
    grn = load_example("positive-autoregulation")
    levels = np.arange(0.1, 120, 0.1)
    on_line = np.stack([levels, 0 * levels], axis=1)  # ComK alone matters to itself

    def n_fixed_points(basal_rate: float) -> int:
        rates = np.where(np.array(grn.gene_names) == "ComK", basal_rate, 0)
        copies = grn.replace(
            cell_types=[f"level {level:.1f}" for level in levels],
            basal_rate=np.tile(rates, (len(levels), 1)),
        )
        surplus = (production_rate(copies, on_line) - grn.decay * on_line)[:, 0]
        return int((np.diff(np.sign(surplus)) != 0).sum())

    assert (n_fixed_points(4), n_fixed_points(14)) == (3, 1)


def test_undecided_blood_cells_must_choose_with_half_the_self_activation():
    """K = 0.8 on itself: the middle becomes a saddle, 1.2747 (+0.701) by the same table."""
    grn = load_example("gata1-pu1")
    on_itself = grn.regulator == grn.target
    grn = grn.replace(strength=np.where(on_itself, 0.5, 1.0) * grn.strength)
    middle = fixed_point(grn, {"GATA1": 50.0, "PU.1": 50.0})
    assert middle["GATA1"] == pytest.approx(1.2747 * 40, abs=2e-3)
    assert eigenvalues(grn, middle).real.max() == pytest.approx(0.701, abs=6e-4)


def test_negative_autoregulation_returns_faster_by_its_elasticity():
    """At x = 30 with h = 20 and n = 4 the eigenvalue is -λ (1 + n H), H = x⁴ / (h⁴ + x⁴)."""
    grn = load_example("negative-autoregulation")
    levels = fixed_point(grn, {"TetR": 30.0, "Control": 30.0})
    assert levels["TetR"] == pytest.approx(30, rel=1e-5)
    assert levels["Control"] == pytest.approx(30, rel=1e-5)
    hill = 30**4 / (20**4 + 30**4)
    assert eigenvalues(grn, levels).real.min() == pytest.approx(-0.8 * (1 + 4 * hill), rel=1e-4)

"""The default step keeps up with feedback: variances are those of linear noise, whatever the loop.

The variance of the discrete chain at small noise is known without drawing a cell: it solves a
discrete Lyapunov equation for the levels of two steps in a row.
"""

import numpy as np
import pytest
from scipy.linalg import solve_discrete_lyapunov

import sergiojax as sj
from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, fixed_points, lna
from sergiojax.simulation import Perturbation, RunSettings, plan_run, simulate_steady_state
from tests.systems import MOTIFS, jacobian, linear_noise, ring

Q = 0.05
STEEPNESS = (2, 4, 8, 12, 16)
EXAMPLES = [each.name for each in sj.list_examples() if each.name != "random-100"]


def loop(*edges, n, h, basal_rate=0.0):
    """A network of equal Hill coefficients and half responses."""
    return GRN.from_edges(
        [(a, b, float(k)) for a, b, k in edges],
        basal_rates={} if not basal_rate else dict.fromkeys({a for a, _, _ in edges}, basal_rate),
        hill_coefficient=float(n),
        half_response=float(h),
    )


def loops():
    """Loops of one to five genes, repressing, activating and mixed, and what is steep in them."""
    for n in (2, 8, 16):
        yield f"self n={n}", loop(("A", "A", -3), n=n, h=1)
        yield f"self, strong n={n}", loop(("A", "A", -40), n=n, h=25)
        yield f"self-activation n={n}", loop(("A", "A", 40), n=n, h=12.5, basal_rate=0.8)
        yield f"pair n={n}", loop(("A", "B", 40), ("B", "A", -40), n=n, h=25)
        yield f"toggle n={n}", loop(("A", "B", -40), ("B", "A", -40), n=n, h=12.5, basal_rate=0.8)
        both = (("A", "A", -20), ("A", "B", 40), ("B", "A", -40))
        yield f"pair and self n={n}", loop(*both, n=n, h=20)
    yield from ((name, motif.grn) for name, motif in MOTIFS.items())
    yield (
        "ring of 5 n=2",
        GRN.from_edges(
            [(a, b, k) for a, b, k, _, _ in ring(-4.0, 2, 1, "ABCDE")],
            basal_rates={},
            half_response=1.0,
        ),
    )


def scheme_variance(grn, level, dt):
    """Stationary variance of the exponential chain about a state: x' = E x + B (3 x − x₋₁) / 2."""
    decay, m = np.asarray(grn.decay, float), grn.n_genes
    keep = np.exp(-decay * dt)
    answer = ((1 - keep) / decay)[:, None] * (jacobian(grn, level) + np.diag(decay))
    chain = np.block([[np.diag(keep) + 1.5 * answer, -0.5 * answer], [np.eye(m), np.zeros((m, m))]])
    if np.abs(np.linalg.eigvals(chain)).max() >= 1:
        return np.full(m, np.inf)
    noise = np.zeros(2 * m)
    noise[:m] = np.asarray(grn.noise_amplitude, float) ** 2 * (1 - keep**2) * level
    return solve_discrete_lyapunov(chain, np.diag(noise)).diagonal()[:m]


def excess(grn, dt=None):
    """Largest share by which the chain's variance leaves linear noise, over the stable states."""
    dt = float(plan_run(grn, RunSettings()).dt) if dt is None else dt
    points = fixed_points(grn, n_starts=4)
    worst = [0.0]
    for level in points.expression[points.stable]:
        ratio = scheme_variance(grn, level, dt) / linear_noise(grn, level).diagonal()
        worst.append(np.abs(ratio - 1).max())
    return max(worst)


@pytest.mark.parametrize(("name", "grn"), [pytest.param(*each, id=each[0]) for each in loops()])
def test_default_step_gives_the_variance_of_linear_noise(name, grn):
    assert excess(grn) < 0.02


def test_a_share_of_the_fastest_decay_alone_would_not():
    assert excess(loop(("A", "A", -3), n=8, h=1), dt=0.1) > 0.15
    assert excess(loop(("B", "A", -40), ("A", "B", 40), n=12, h=25), dt=0.1) > 0.5


@pytest.mark.parametrize(
    "n", [8, *(pytest.param(n, marks=pytest.mark.validate) for n in STEEPNESS)]
)
def test_cells_of_a_self_repressing_gene_vary_as_linear_noise_says(key, n, request):
    n_cells = 200_000 if request.node.get_closest_marker("validate") else 8000
    grn = loop(("A", "A", -40), n=n, h=25).replace(noise_amplitude=Q)
    x = np.asarray(simulate_steady_state(grn, n_cells, key=key), float)[0, :, 0]
    ratio = x.var() / linear_noise(grn, fixed_points(grn).expression[0])[0, 0]
    assert abs(ratio - 1) < 0.01 + 4 * np.sqrt(2 / n_cells)


@pytest.mark.validate
@pytest.mark.parametrize(
    "name", [each.name for each in sj.list_examples() if each.name != "random-100"]
)
def test_cells_of_the_gallery_vary_as_linear_noise_says(key, name):
    """At every stable state; cells start in it, and q is so small that none leaves."""
    grn = fill_half_response(sj.load_example(name)).grn.replace(noise_amplitude=0.02)
    points, n_cells = fixed_points(grn), 20_000
    for kind in range(grn.n_cell_types):
        one = grn.replace(
            cell_types=grn.cell_types[kind : kind + 1], basal_rate=grn.basal_rate[kind : kind + 1]
        )
        for level in points.expression[points.stable & (points.cell_type == kind)]:
            start = level.astype(np.float32)
            x = np.asarray(simulate_steady_state(one, n_cells, key=key, initial=start), float)[0]
            # The library's own, which knows products of regulators too; tests hold it elsewhere.
            expected = lna(one, levels=level[None]).covariance[0].diagonal()
            seen = level > 0.1  # below, the wall at 0 is near
            ratio = x.var(0)[seen] / expected[seen]
            assert np.abs(ratio - 1).max() < 0.02 + 4.5 * np.sqrt(2 / n_cells)


def test_wild_type_and_mutants_share_a_step():
    grn = loop(("A", "A", -3), n=8, h=1)
    wild = plan_run(grn, RunSettings())
    for perturbation in ({"knockdown": {"A": 0.5}}, {"overexpression": {"A": 1.5}}):
        mutant = plan_run(grn, RunSettings(perturbation=Perturbation(**perturbation)))
        assert (mutant.dt, mutant.n_steps) == (wild.dt, wild.n_steps)
        assert not any(note.startswith("The step is long") for note in mutant.notes)
    strong = RunSettings(perturbation=Perturbation(overexpression={"A": 5.0}))
    plan = plan_run(grn, strong)
    assert plan.dt == wild.dt
    assert any(note.startswith("The step is long for the feedback") for note in plan.notes)


def test_a_given_step_is_kept_and_said_to_be_long():
    grn = loop(("A", "A", -3), n=8, h=1)
    plan = plan_run(grn, RunSettings(dt=0.1))
    assert plan.dt == 0.1
    assert plan.notes[0] == (
        "The step is long for the feedback of this network: variances may come out too large with "
        "0.1 time units; 0.0164 are short enough."
    )
    assert not plan_run(grn, RunSettings(dt=0.02)).notes


def test_default_step_of_euler_follows_feedback_too():
    """Its variance is 1 / (1 − (λ + s) dt / 2) of linear noise."""
    grn = loop(("A", "A", -3), n=16, h=1)
    dt = float(plan_run(grn, RunSettings(method="euler")).dt)
    level = fixed_points(grn).expression[0]
    assert -jacobian(grn, level)[0, 0] * dt / 2 < 0.02

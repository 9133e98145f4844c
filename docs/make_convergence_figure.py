"""Measures how errors shrink with the step: docs/convergence.svg and the slopes in docs/model.md.

`python docs/make_convergence_figure.py` takes a few minutes. The law of a lone gene's chain and
the covariance of linear noise are computed as in the tests.
"""

import sys
from pathlib import Path

import jax
import numpy as np
from loglog import Axis, draw

from sergiojax._types import Method
from sergiojax.simulation import noise_free_course, simulate_steady_state, simulate_time_course

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.systems import MOTIFS, linear_noise, lone_gene_law, lone_gene_scheme_law  # noqa: E402

FIGURE = ROOT / "docs" / "convergence.svg"
SHARES = (0.16, 0.08, 0.04, 0.02, 0.01)  # λ dt
DECAY = 0.8
N_CELLS = 400_000
SMALL_NOISE = 0.02

Curve = list[tuple[float, float]]


def main() -> None:
    """Write the figure and print the order of every curve."""
    curves = {
        "mean of a lone gene, exponential": lone_gene("exponential"),
        "mean of a lone gene, euler": lone_gene("euler"),
        "variance in feedback, exponential": variance_in_feedback("exponential"),
        "variance in feedback, euler": variance_in_feedback("euler"),
        "course, exponential": course("exponential"),
        "course, euler": course("euler"),
    }
    for name, curve in curves.items():
        steps, errors = np.log(curve).T
        print(f"{name:36s} order {np.polyfit(steps, errors, 1)[0]:.2f}", curve)
    step = Axis("step, λ dt", (0.008, 0.2), {share: f"{share:g}" for share in SHARES})
    error = Axis(
        "relative error", (2e-4, 3.0), {1e-3: "0.1 %", 1e-2: "1 %", 0.1: "10 %", 1.0: "100 %"}
    )
    figure = draw("Relative error against the step", curves, x=step, y=error)
    FIGURE.write_text(figure, encoding="utf-8", newline="\n")


def lone_gene(method: Method) -> Curve:
    """Error of the stationary mean at b/λ = ¼, q = 1, where the boundary matters most."""
    exact = lone_gene_law(0.25, "dpd").mean
    means = [lone_gene_scheme_law(0.25, "dpd", method=method, share=s).mean for s in SHARES]
    return [
        (share, float(abs(mean / exact - 1))) for share, mean in zip(SHARES, means, strict=True)
    ]


def variance_in_feedback(method: Method) -> Curve:
    """Error of the variances of an activator and its inhibitor at small noise, where it shows."""
    motif = MOTIFS["activator-inhibitor"]
    level = np.array(next(iter(motif.fixed_points)))
    grn = motif.grn.replace(noise_amplitude=SMALL_NOISE)
    curve = []
    for share in SHARES:
        cells = simulate_steady_state(
            grn,
            N_CELLS,
            key=jax.random.key(0),
            initial=level.astype(np.float32),
            method=method,
            dt=share / DECAY,
            burn_in=20.0,
        )
        variance = np.var(np.asarray(cells[0], float), axis=0)
        error = abs(np.mean(variance / linear_noise(grn, level).diagonal()) - 1)
        if error > 3 * np.sqrt(1 / N_CELLS):
            curve.append((share, float(error)))
    return curve


def course(method: Method) -> Curve:
    """Largest relative error of a noise-free course of the repressilator up to time 5."""
    grn = MOTIFS["repressilator n=4"].grn.replace(noise_amplitude=0.0)
    times, start = np.arange(1, 11) * 0.5, [1.0, 2.0, 3.0]
    exact = noise_free_course(grn, times=times, initial=start)
    curve = []
    for share in SHARES:
        found = simulate_time_course(
            grn,
            1,
            times=times,
            key=jax.random.key(0),
            initial=start,
            method=method,
            dt=share / DECAY,
        )
        curve.append((share, float(np.abs(found[:, 0] / exact - 1).max())))
    return curve


if __name__ == "__main__":
    main()

"""Measures what `fit_ridge` recovers against noise: docs/ridge_recovery.svg and a table.

`python docs/make_ridge_figure.py` takes about a minute; the table goes into docs/inference.md.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np
from loglog import Axis, draw

from sergiojax.grn import GRN, random_network
from sergiojax.inference import fit_ridge
from sergiojax.simulation import simulate_steady_state

FIGURE = Path(__file__).with_name("ridge_recovery.svg")
AMPLITUDES = (0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
N_GENES, N_TYPES, N_CELLS, N_NETWORKS = 100, 9, 300, 3
WAYS = ("cells, with intercept", "means of cell types", "cells")


class Recovery(NamedTuple):
    """How far a fit is from the truth.

    Attributes:
        error: Median relative error of K, for each way of fitting.
        within: Share of the edges with K within 20 %, from cells.
        ratio: Median of estimate over truth, for each way of fitting.
        basal: Median relative error of the master regulators' basal rates.
        r_squared: Median over genes, on held-out cells.
    """

    error: list[float]
    within: float
    ratio: list[float]
    basal: float
    r_squared: float


def main() -> None:
    """Write the figure and print the table."""
    measured = [average([recover(seed, q) for seed in range(N_NETWORKS)]) for q in AMPLITUDES]
    FIGURE.write_text(figure([row.error for row in measured]), encoding="utf-8", newline="\n")
    for q, row in zip(AMPLITUDES, measured, strict=True):
        with_intercept, means, cells = row.error
        print(
            f"| {q:g} | {cells:.1%} | {row.within:.0%} | {means:.1%} | {with_intercept:.1%} | "
            f"{row.ratio[0]:.2f} | {row.basal:.1%} | {row.r_squared:.2f} |"
        )


def recover(seed: int, amplitude: float) -> Recovery:
    """Simulate a network with known K, and estimate it in each of the ways."""
    grn = random_network(N_GENES, n_cell_types=N_TYPES, seed=seed)
    grn = grn.replace(noise_amplitude=amplitude)
    cells = np.asarray(simulate_steady_state(grn, N_CELLS, key=jax.random.key(seed)))
    fits = (
        fit_ridge(unknown(grn), cells, intercept=True),
        fit_ridge(unknown(grn), cells.mean(1, keepdims=True), alpha=0.01),
        fit_ridge(unknown(grn), cells),
    )
    ratios = [np.asarray(fit.strength) / np.asarray(grn.strength) for fit in fits]
    masters = grn.topology.in_degree == 0
    basal = np.asarray(fits[-1].basal_rate)[:, masters] / np.asarray(grn.basal_rate)[:, masters]
    return Recovery(
        error=[float(np.median(np.abs(ratio - 1))) for ratio in ratios],
        within=float(np.mean(np.abs(ratios[-1] - 1) < 0.2)),
        ratio=[float(np.median(ratio)) for ratio in ratios],
        basal=float(np.median(np.abs(basal - 1))),
        r_squared=float(np.nanmedian(fits[-1].r_squared_held_out)),
    )


def unknown(grn: GRN) -> GRN:
    """Return the network without the sizes of its strengths and without basal rates."""
    return grn.replace(strength=np.sign(grn.strength), basal_rate=0.0)


def average(rows: Sequence[Recovery]) -> Recovery:
    """Return the mean over networks."""
    return Recovery(*(np.mean(column, axis=0) for column in zip(*rows, strict=True)))


def figure(errors: Sequence[Sequence[float]]) -> str:
    """Return the figure: median relative error of K against noise amplitude, one line per way."""
    curves = {
        way: list(zip(AMPLITUDES, curve, strict=True))
        for way, curve in zip(WAYS, zip(*errors, strict=True), strict=True)
    }
    amplitude = Axis("noise amplitude q", (0.025, 1.2), {q: f"{q:g}" for q in (0.03, 0.1, 0.3, 1)})
    ticks = {error: f"{error:.0%}" for error in (0.01, 0.03, 0.1, 0.3)}
    error = Axis("median relative error of K", (0.007, 0.6), ticks)
    title = "Median relative error of the strengths against noise amplitude"
    return draw(title, curves, x=amplitude, y=error)


if __name__ == "__main__":
    main()

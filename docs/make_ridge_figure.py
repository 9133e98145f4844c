"""Measures what `fit_ridge` recovers against noise: docs/ridge_recovery.svg and a table.

`python docs/make_ridge_figure.py` takes about a minute; the table goes into docs/inference.md.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np

from sergiojax.grn import GRN, random_network
from sergiojax.inference import fit_ridge
from sergiojax.plot import color_of
from sergiojax.simulation import simulate_steady_state

FIGURE = Path(__file__).with_name("ridge_recovery.svg")
AMPLITUDES = (0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
N_GENES, N_TYPES, N_CELLS, N_NETWORKS = 100, 9, 300, 3
WAYS = ("cells, with intercept", "means of cell types", "cells")

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 540, 30, 340
X_RANGE, Y_RANGE = (0.025, 1.2), (0.007, 0.6)


class Recovery(NamedTuple):
    """How far a fit is from the truth.

    Attributes:
        error: Median relative error of K, by way.
        within: Share of the edges with K within 20 %, from cells.
        ratio: Median of estimate over truth, by way.
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
    FIGURE.write_text(draw([row.error for row in measured]), encoding="utf-8", newline="\n")
    for q, row in zip(AMPLITUDES, measured, strict=True):
        with_intercept, means, cells = row.error
        print(
            f"| {q:g} | {cells:.1%} | {row.within:.0%} | {means:.1%} | {with_intercept:.1%} | "
            f"{row.ratio[0]:.2f} | {row.basal:.1%} | {row.r_squared:.2f} |"
        )


def recover(seed: int, amplitude: float) -> Recovery:
    """Simulate a network with known K, and learn it back in each of the ways."""
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
    """Return the network with the sizes of its strengths and all basal rates forgotten."""
    return grn.replace(strength=np.sign(grn.strength), basal_rate=0.0)


def average(rows: Sequence[Recovery]) -> Recovery:
    """Return the mean over networks."""
    return Recovery(*(np.mean(column, axis=0) for column in zip(*rows, strict=True)))


def draw(errors: Sequence[Sequence[float]]) -> str:
    """Return the figure: median relative error of K against noise amplitude, a line per way."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="13" role="img">',
        "<title>Median relative error of the strengths against noise amplitude</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for q in (0.03, 0.1, 0.3, 1.0):
        lines.append(rule(x(q), TOP, x(q), BOTTOM))
        lines.append(label(x(q), BOTTOM + 20, f"{q:g}", "middle"))
    for error in (0.01, 0.03, 0.1, 0.3):
        lines.append(rule(LEFT, y(error), RIGHT, y(error)))
        lines.append(label(LEFT - 8, y(error) + 4, f"{error:.0%}", "end"))
    lines.append(label((LEFT + RIGHT) / 2, HEIGHT - 18, "noise amplitude q", "middle"))
    lines.append(label(LEFT - 50, TOP - 12, "median relative error of K", "start"))
    colors = color_of(WAYS)
    for way, curve in zip(WAYS, zip(*errors, strict=True), strict=True):
        points = [(x(q), y(error)) for q, error in zip(AMPLITUDES, curve, strict=True)]
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        lines.append(
            f'<polyline points="{path}" fill="none" stroke="{colors[way]}" stroke-width="2.5"/>'
        )
        lines += [
            f'<circle cx="{across:.1f}" cy="{down:.1f}" r="4" fill="{colors[way]}"/>'
            for across, down in points
        ]
    lines += legend(colors)
    return "\n".join([*lines, "</svg>"]) + "\n"


def legend(colors: dict[str, str]) -> list[str]:
    """Return a coloured dot and a name for every way, beside the lines."""
    lines = []
    for place, way in enumerate(WAYS):
        down = TOP + 20 + 24 * place
        lines.append(f'<circle cx="{RIGHT + 20}" cy="{down}" r="5" fill="{colors[way]}"/>')
        lines.append(label(RIGHT + 32, down + 4, way, "start"))
    return lines


def x(amplitude: float) -> float:
    """Return the place of a noise amplitude, on a logarithmic axis."""
    return LEFT + (RIGHT - LEFT) * share(amplitude, X_RANGE)


def y(error: float) -> float:
    """Return the place of an error, on a logarithmic axis."""
    return BOTTOM - (BOTTOM - TOP) * share(error, Y_RANGE)


def share(value: float, ends: tuple[float, float]) -> float:
    """Return where a value lies between two ends, by its logarithm."""
    return math.log(value / ends[0]) / math.log(ends[1] / ends[0])


def rule(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a grid line."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        'stroke="#dddddd" stroke-width="1"/>'
    )


def label(across: float, down: float, text: str, anchor: str) -> str:
    """Return a text."""
    return (
        f'<text x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}" fill="#333333">{text}</text>'
    )


if __name__ == "__main__":
    main()

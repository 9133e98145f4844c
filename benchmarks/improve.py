"""How often and how fast inverse design reaches its targets: `python -m benchmarks.improve`.

Every network found is verified without the optimiser's code: steady states by
Newton's method from many starts and periods by an adaptive solver, both in double precision. The
first design of a kind compiles, so its seconds are listed separately.
"""

import itertools
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.integrate import solve_ivp

import sergiojax as sj
from benchmarks.networks import load
from sergiojax.inference import Bistable, Oscillation, design, level_targets
from sergiojax.kinetics import fill_half_response, fixed_points, production_rate, steady_state

SEPARATION = 4.0
PERIODS = (5.0, 6.0, 8.0)  # with λ fixed at 0.8
SHORTEST = 4.53  # period of a symmetric ring with that λ
RING = ("strength", "half_response", "hill_coefficient")


class Trial(NamedTuple):
    """One design: whether its network does what was asked, and how long it took (s)."""

    is_right: bool
    seconds: float


def monostable_toggle(seed: int) -> sj.GRN:
    """Return two genes that repress each other, with parameters drawn until one state is left."""
    rng = np.random.default_rng(seed)
    while True:
        one, other = rng.uniform(0.8, 2.5, 2)
        half = dict(zip([("A", "B"), ("B", "A")], rng.uniform(0.8, 2.0, 2), strict=True))
        grn = sj.GRN.from_edges(
            [("A", "B", -one), ("B", "A", -other)],
            basal_rates={"A": rng.uniform(0.0, 0.5), "B": rng.uniform(0.0, 0.5)},
            half_response=half,
        )
        if fixed_points(grn).stable.sum() == 1:
            return grn


def repressilator(seed: int) -> sj.GRN:
    """Return a ring of three repressors; K, n and h of every edge are drawn."""
    rng = np.random.default_rng(seed)
    pairs = [("A", "B"), ("B", "C"), ("C", "A")]
    return sj.GRN.from_edges(
        [(a, b, -rng.uniform(3.0, 5.0)) for a, b in pairs],
        basal_rates={},
        hill_coefficient=dict(zip(pairs, rng.uniform(2.0, 4.0, 3), strict=True)),
        half_response=dict(zip(pairs, rng.uniform(0.7, 1.5, 3), strict=True)),
    )


def largest_separation(grn: sj.GRN) -> float:
    """Return the largest factor between levels of the first gene in two stable states."""
    points = fixed_points(grn)
    levels = points.expression[points.stable][:, 0]
    pairs = itertools.combinations(levels.tolist(), 2)
    return max((max(pair) / max(min(pair), 1e-9) for pair in pairs), default=1.0)


def measured_period(grn: sj.GRN, *, until: float = 150.0) -> float:
    """Return the mean time between two rises of the first gene through its mean; NaN if flat."""
    decay = np.asarray(grn.decay, float)

    def slope(_: float, levels: np.ndarray) -> np.ndarray:
        return production_rate(grn, levels[None])[0] - decay * levels

    start = np.linspace(0.2, 2.0, grn.n_genes)
    times = np.linspace(0.6 * until, until, 50_001)
    tight = {"method": "LSODA", "rtol": 1e-8, "atol": 1e-9}
    level = solve_ivp(slope, (0, until), start, t_eval=times, **tight).y[0]
    [rises] = np.nonzero((level[:-1] < level.mean()) & (level[1:] >= level.mean()))
    if level.max() < 1.2 * level.min() or len(rises) < 2:
        return float("nan")
    return float(np.diff(times[rises]).mean())


def toggle_trial(seed: int) -> Trial:
    """Make a toggle bistable."""
    start = time.perf_counter()
    result = design(monostable_toggle(seed), [Bistable("A", SEPARATION)])
    seconds = time.perf_counter() - start
    return Trial(largest_separation(result.grn) >= SEPARATION, seconds)


def ring_trial(seed: int, *, period: float) -> Trial:
    """Give a ring a period; below the shortest one, its decay must change too."""
    vary = RING if period > SHORTEST else (*RING, "decay")
    start = time.perf_counter()
    result = design(repressilator(seed), [Oscillation("A", period)], vary=vary)
    seconds = time.perf_counter() - start
    return Trial(abs(measured_period(result.grn) / period - 1) <= 0.02, seconds)


def ds1_trial(ds1: sj.GRN, seed: int) -> Trial:
    """Perturb the strengths of DS1 by factors of 0.3 to 3 and recover all mean levels."""
    grn = fill_half_response(ds1).grn
    wanted = np.asarray(steady_state(grn))
    factor = np.exp(np.random.default_rng(seed).uniform(np.log(0.3), np.log(3.0), grn.n_edges))
    perturbed = grn.replace(strength=np.asarray(grn.strength) * factor)
    start = time.perf_counter()
    result = design(perturbed, level_targets(grn, wanted), vary=("strength",))
    seconds = time.perf_counter() - start
    found = np.asarray(steady_state(result.grn))
    return Trial(bool((np.abs(found - wanted) <= 0.05 * wanted).all()), seconds)


def rows(n_seeds: int = 20) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table."""
    work = "toggle: from one stable state to two, 4-fold apart"
    yield work, *_tried(toggle_trial, n_seeds), "≥ 18 of 20, ≤ 10 s"
    for period in (*PERIODS, 4.0):
        work = f"repressilator: period {period:g}, λ {'= 0.8' if period > SHORTEST else 'free'}"
        yield work, *_tried(partial(ring_trial, period=period), n_seeds), "2 %, ≤ 20 s"
    work = "DS1: 900 means from strengths × 0.3 to 3"
    yield work, *_tried(partial(ds1_trial, load("DS1")), max(n_seeds // 2, 1)), "≥ 9 of 10, ≤ 60 s"


def _tried(trial: Callable[[int], Trial], n_seeds: int) -> tuple[str, ...]:
    trials = [trial(seed) for seed in range(n_seeds)]
    right = sum(each.is_right for each in trials)
    rest = [each.seconds for each in trials[1:]] or [float("nan")]
    times = f"{trials[0].seconds:.1f} s", f"{np.median(rest):.2f} s", f"{max(rest):.2f} s"
    return f"{right} of {n_seeds}", *times


def main() -> None:
    """Run all trials and print one table."""
    table = Table("work", "right", "first", "median", "slowest", "must reach", title="Design")
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 20):
        table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()

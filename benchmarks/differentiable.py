"""What gradients and screens cost, against the forward run and against one run of the wild type."""

from collections.abc import Iterator
from functools import partial

import jax
import jax.numpy as jnp

import sergiojax as sj
from benchmarks.networks import load
from benchmarks.timing import medians, seconds
from sergiojax.grn import Kinetics
from sergiojax.kinetics import fill_half_response
from sergiojax.simulation import knockouts, simulate_screen


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table."""
    yield from _gradient()
    yield from _screen()


def _gradient() -> Iterator[tuple[str, ...]]:
    grn, key = fill_half_response(load("DS1")).grn, jax.random.key(0)

    def loss(kinetics: Kinetics) -> jax.Array:
        network = grn.replace(kinetics=kinetics)
        cells = sj.simulate_steady_state(network, 50, key=key, dt=0.1, burn_in=50.0)
        return (jnp.log1p(cells) ** 2).mean()

    forward = jax.jit(loss).lower(grn.kinetics).compile()
    gradient = jax.jit(jax.value_and_grad(loss)).lower(grn.kinetics).compile()
    once, both = medians(partial(forward, grn.kinetics), partial(gradient, grn.kinetics))
    work = "DS1, 9 × 50 cells, 500 steps: value and gradient"
    yield f"{work} (other: value)", seconds(both), seconds(once), f"{both / once:.2f} ×", "≤ 6 ×"
    sizes = [run.memory_analysis().temp_size_in_bytes / 1e6 for run in (gradient, forward)]
    memory = [f"{size:.1f} MB" for size in sizes]
    yield f"{work}, memory (other: value)", *memory, f"{sizes[0] / sizes[1]:.2f} ×", "≤ 10 ×"


def _screen() -> Iterator[tuple[str, ...]]:
    grn, key = fill_half_response(load("DS1")).grn, jax.random.key(0)
    one = partial(sj.simulate_steady_state, grn, 50, key=key)
    all_of_them = partial(simulate_screen, grn, 50, perturbations=knockouts(grn), key=key)
    single, screen = medians(one, lambda: all_of_them().mutants)
    work = "DS1, all 100 single knock-outs, 9 × 50 cells each (other: one such run)"
    yield work, seconds(screen), seconds(single), f"{screen / single:.1f} ×", "≤ 40 ×"

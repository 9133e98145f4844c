"""Steady-state cells against sergio-rs, and against only drawing their random numbers."""

from collections.abc import Iterator
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

import sergiojax as sj
from benchmarks.networks import load, sergio_rs_task
from benchmarks.timing import medians, seconds
from sergiojax.kinetics import wire
from sergiojax.simulation import RunSettings, plan_run
from sergiojax.simulation._random import as_word, cell_keys, normal

_TRAJECTORY_GOALS = {"DS1": "3 ×", "DS2": "4 ×", "DS3": "5 ×"}
_INDEPENDENT_GOALS = {"DS1": "≥ 1 ×", "DS3": "≥ 5 ×"}


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table."""
    key = jax.random.key(0)
    for name, goal in _TRAJECTORY_GOALS.items():
        grn = load(name)
        chain = partial(
            sj.simulate_steady_state, grn, 150, key=key, sampling="trajectory", method="euler"
        )
        ours, other = medians(chain, sergio_rs_task(grn, 150))
        work = f"{name}, 9 × 150 points of a trajectory, 1500 steps (other: sergio-rs)"
        yield work, seconds(ours), seconds(other), f"{other / ours:.2f} ×", f"≥ {goal}"
    yield from _independent("DS3", 150, key)
    yield from _independent("DS1", 300, key)


def _independent(name: str, n_cells: int, key: jax.Array) -> Iterator[tuple[str, ...]]:
    grn = load(name)
    cells = partial(sj.simulate_steady_state, grn, n_cells, key=key)
    own, fused = _normals(grn, n_cells, key)
    library = _library_normals(grn, n_cells, key)
    ours, other, alone, by_library = medians(cells, sergio_rs_task(grn, n_cells), fused, library)
    work = f"{name}, 9 × {n_cells} independent cells"
    yield (
        f"{work} (other: sergio-rs, correlated)",
        seconds(ours),
        seconds(other),
        f"{other / ours:.2f} ×",
        _INDEPENDENT_GOALS[name],
    )
    yield (
        f"{work} (other: its {own:,} normals alone)",
        seconds(ours),
        seconds(alone),
        f"{ours / alone:.2f} ×",
        "≤ 1.4 ×",
    )
    yield (
        f"{work} (other: as many of jax.random.normal)",
        seconds(ours),
        seconds(by_library),
        f"{ours / by_library:.2f} ×",
        "",
    )


def _normals(grn: sj.GRN, n_cells: int, key: jax.Array) -> tuple[int, object]:
    """Return the number of normals of a run, and a task that draws them with the same generator."""
    steps = plan_run(grn, RunSettings()).n_steps
    gene = jnp.asarray(wire(grn.topology).gene_of_row.astype(np.uint32)[:, None])
    total, block = 9 * n_cells, 128
    keys = cell_keys(key, jnp.zeros(block, int), jnp.arange(block))

    @jax.jit
    def draw() -> jax.Array:
        def step(number: jax.Array, mean: jax.Array) -> jax.Array:
            return 0.9 * mean + normal(keys, gene[: grn.n_genes], as_word(number))

        return jax.lax.fori_loop(0, steps * total // block, step, jnp.zeros((grn.n_genes, block)))

    return steps * total * grn.n_genes, draw


def _library_normals(grn: sj.GRN, n_cells: int, key: jax.Array) -> object:
    steps = plan_run(grn, RunSettings()).n_steps
    shape = (grn.n_genes, 9 * n_cells)

    @jax.jit
    def draw() -> jax.Array:
        def step(number: jax.Array, mean: jax.Array) -> jax.Array:
            return 0.9 * mean + jax.random.normal(jax.random.fold_in(key, number), shape)

        return jax.lax.fori_loop(0, steps, step, jnp.zeros(shape))

    return draw

"""Gillespie's direct method against gillespy2's solver in NumPy."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import jax
import numpy as np

import sergiojax as sj
from benchmarks.timing import medians, seconds
from sergiojax.simulation import simulate_exact

_TIMES = np.linspace(0.0, 100.0, 11)
_CELLS, _OTHER_CELLS = 1000, 4  # gillespy2 runs one cell after the other: 1000 take minutes


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table."""
    grn = sj.load_example("repressilator")
    cells = partial(
        simulate_exact, grn, _CELLS, times=_TIMES, key=jax.random.key(0), initial="random"
    )
    ours, of_few = medians(cells, _gillespy2_task(grn))
    other = of_few * _CELLS / _OTHER_CELLS
    yield (
        f"exact repressilator, {_CELLS} cells to t = 100 "
        f"(other: gillespy2's NumPy solver, {_OTHER_CELLS} cells × {_CELLS // _OTHER_CELLS})",
        seconds(ours),
        seconds(other),
        f"{other / ours:.0f} ×",
        "≥ 20 ×",
    )


def _gillespy2_task(grn: sj.GRN) -> Any:
    """Return a call to gillespy2 for a network in which every gene has one repressor."""
    import gillespy2

    model = gillespy2.Model(name="repressilator")
    species = [
        gillespy2.Species(name=name, initial_value=level, mode="discrete")
        for name, level in zip(grn.gene_names, (10, 30, 60), strict=True)
    ]
    model.add_species(species)
    for edge, (regulator, target) in enumerate(zip(grn.regulator, grn.target, strict=True)):
        K, n, h = -grn.strength[edge], grn.hill_coefficient[edge], grn.half_response[edge]
        name, repressor = grn.gene_names[target], grn.gene_names[regulator]
        birth = f"{K} / (1 + pow({repressor} / {h}, {n}))"
        death = f"{grn.decay[target]} * {name}"
        model.add_reaction(
            gillespy2.Reaction(name=f"birth_{name}", products={name: 1}, propensity_function=birth)
        )
        model.add_reaction(
            gillespy2.Reaction(name=f"death_{name}", reactants={name: 1}, propensity_function=death)
        )
    model.timespan(gillespy2.TimeSpan(_TIMES))
    return partial(
        model.run,
        solver=gillespy2.NumPySSASolver,
        number_of_trajectories=_OTHER_CELLS,
        seed=1,
    )

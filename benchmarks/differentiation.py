"""Unspliced and spliced molecules of differentiating cells, with DS4's inputs."""

from collections.abc import Iterator
from functools import partial

import jax

import sergiojax as sj
from benchmarks.networks import data_folder
from benchmarks.timing import medians, seconds
from sergiojax.simulation._differentiation import simulate_differentiation
from sergiojax.simulation._transitions import read_transitions

_CELLS = 300  # per cell type, as in SERGIO's published runs
_NOISE, _SPLICED_NOISE = 0.3, 0.1  # and their small noise


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the line of the table."""
    folder = data_folder() / "DS4"
    grn = sj.read_grn(
        folder / "Interaction_cID_9.txt", master_regulators=folder / "Regs_cID_9.txt"
    ).replace(noise_amplitude=_NOISE)
    transitions = read_transitions(folder / "bMat_cID9.tab", grn.cell_types)
    key = jax.random.key(0)
    cells = partial(
        simulate_differentiation,
        grn,
        _CELLS,
        transitions=transitions,
        key=key,
        spliced_noise_amplitude=_SPLICED_NOISE,
    )
    stationary = partial(sj.simulate_steady_state, grn, _CELLS, key=key, burn_in=40.0)
    ours, other = medians(lambda: cells().spliced, stationary)
    yield (
        f"DS4, differentiation, 3 × {_CELLS} cells, both species (other: unspliced alone, at rest)",
        seconds(ours),
        seconds(other),
        f"{ours / other:.2f} ×",
        "≤ 1 s",
    )

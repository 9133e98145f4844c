"""What a run of differentiation needs before its first step: splicing, times, steps, parents."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Float, Int

from sergiojax._checks import check_choice, check_positive, check_values, is_traced
from sergiojax._types import NoiseType, Scalar, TypesGenes
from sergiojax.grn import GRN
from sergiojax.kinetics import pad, slowest_relaxation, steady_state, wire
from sergiojax.simulation._lineage import INTERVALS, Descent, Steps
from sergiojax.simulation._plan import (
    LONGEST,
    RELAXATIONS,
    choose_start,
    choose_step,
    note_long_step,
    smooth_step,
)
from sergiojax.simulation._random import BINOMIAL_GROUP
from sergiojax.simulation._settings import RunSettings

PerGene: TypeAlias = ArrayLike | Sequence[float | int] | Mapping[str, float | int]
Times: TypeAlias = ArrayLike | Sequence[float | int] | Sequence[Sequence[float | int]]

SPLICE_RATIO = 4.0  # SERGIO's
_DURATION = 3.0  # slowest relaxations: 5 % of the change is left
_MOST_STEPS = 200_000


class Splicing(NamedTuple):
    """How molecules are spliced.

    Attributes:
        ratio: r = λ/γ of every gene.
        noise_amplitude: Of the spliced molecules of every gene.
        noise_type: Of the spliced molecules.
    """

    ratio: Float[Array | np.ndarray, " genes"]
    noise_amplitude: Float[Array | np.ndarray, " genes"]
    noise_type: NoiseType


def check_splicing(
    grn: GRN, ratio: PerGene, *, noise_amplitude: PerGene | None, noise_type: NoiseType
) -> Splicing:
    """Return splicing gene by gene.

    Raises:
        ValueError: If a name is unknown, or a number out of range.
    """
    check_choice("spliced_noise_type", noise_type, NoiseType)
    ratio = _per_gene("splice_ratio", ratio, grn, np.full(grn.n_genes, SPLICE_RATIO), positive=True)
    amplitude = grn.noise_amplitude
    if noise_amplitude is not None:
        amplitude = _per_gene("spliced_noise_amplitude", noise_amplitude, grn, amplitude)
    return Splicing(ratio, amplitude, noise_type)


def check_times(
    time: Times | None, *, rates: Float[np.ndarray, "parents children"], n_cells: int
) -> Float[np.ndarray, "cell_types cells"]:
    """Return the time since the switch of every cell; NaN where it is to be drawn.

    Raises:
        ValueError: If the shape does not fit, or a time is negative or not finite.
    """
    if is_traced(time):
        raise ValueError("`time` must be known numbers, not traced by a transformation of JAX.")
    shape = (len(rates), n_cells)
    times = np.asarray(np.nan if time is None else time, np.float32)
    if times.shape not in ((), (n_cells,), shape):
        raise ValueError(
            f"`time` must be one number, or have shape ({n_cells},) or {shape}, "
            f"but has {times.shape}."
        )
    times = np.where(
        (rates > 0).any(axis=0, keepdims=True).T, np.broadcast_to(times, shape), np.float32(0.0)
    )
    if time is not None and not (np.isfinite(times) & (times >= 0)).all():
        raise ValueError("`time` must be finite and not negative.")
    return times


class LineagePlan(NamedTuple):
    """A planned run.

    Attributes:
        descent: Network, splicing, parents and starts.
        steps: How finely lineages are followed.
        random_start: Whether each chain starts at a uniform share of the start.
        notes: One sentence per automatic choice.
    """

    descent: Descent
    steps: Steps
    random_start: bool
    notes: tuple[str, ...]


def plan_lineages(
    grn: GRN,
    splicing: Splicing,
    *,
    rates: Float[np.ndarray, "parents children"],
    times: Float[np.ndarray, "cell_types cells"],
    duration: Scalar | None,
    settings: RunSettings,
) -> LineagePlan:
    """Choose step, burn-in, duration and start where they are not given.

    Args:
        grn: Network, every half response given.
        splicing: Of every gene.
        rates: Checked transitions.
        times: Times since the switch, NaN where they are drawn.
        duration: Time up to which they are drawn; None for the default.
        settings: Those of the unspliced molecules.

    Raises:
        ValueError: If a number is out of range, or one must be given because others are traced.
    """
    start, random_start = choose_start(grn, settings.initial)
    if np.ndim(start) != 2:
        raise ValueError("`initial` must have one level per gene, or per cell type and gene.")
    steps, latest, notes = _plan_steps(grn, splicing, times, duration, settings)
    gene_of_row = wire(grn.topology).gene_of_row
    ways, way_of = _ways(rates)
    descent = Descent(
        network=pad(grn),
        spliced_decay=_by_gene(grn.decay / splicing.ratio, gene_of_row, fill=1.0),
        spliced_noise=_by_gene(splicing.noise_amplitude, gene_of_row, fill=0.0),
        parents=_cumulative(rates),
        start=_by_type(start, gene_of_row),
        steady=_by_type(steady_state(grn), gene_of_row),
        ways=ways,
        way_of=way_of,
        duration=np.asarray(latest, np.float32),
    )
    return LineagePlan(descent, steps, random_start, notes)


def _plan_steps(
    grn: GRN,
    splicing: Splicing,
    times: Float[np.ndarray, "cell_types cells"],
    duration: Scalar | None,
    settings: RunSettings,
) -> tuple[Steps, float, tuple[str, ...]]:
    """Return the steps, the latest time since the switch, and what was chosen."""
    gamma = grn.decay / splicing.ratio
    drawn, traced = bool(np.isnan(times).any()), is_traced(grn.kinetics, gamma)
    both = grn.replace(decay=(jnp if traced else np).maximum(grn.decay, gamma))
    fine_noise = "spd" in (settings.noise_type, splicing.noise_type)
    dt = choose_step(both, replace(settings, noise_type="spd") if fine_noise else settings)
    notes = note_long_step(both, dt, settings)
    unknown = settings.burn_in is None or (drawn and duration is None)
    if is_traced(dt, duration) or (traced and unknown):
        raise ValueError("With traced kinetics, give `dt`, `burn_in` and `duration` as numbers.")
    relaxation, longest = (0.0, 0.0) if traced else _slowest(grn, np.asarray(gamma))
    if duration is not None:
        check_positive("duration", duration)
    elif drawn:
        duration = min(_DURATION * relaxation, longest)
        notes += (f"Times since the switch are uniform between 0 and {duration:.3g}.",)
    latest = float(duration) if drawn and duration is not None else float(np.max(times))
    before = settings.burn_in
    if before is None:
        before = min(RELAXATIONS * relaxation, longest)
        if before < RELAXATIONS * relaxation:
            notes += (
                f"Burn-in capped at {before:.3g} time units: cells may remember their start.",
            )
    elif not (math.isfinite(before) and before >= 0):
        raise ValueError(f"`burn_in` must be finite and not negative, but is {before}.")
    dt = float(dt)
    n_before, n_after = (math.ceil(span / dt - 1e-4) for span in (before, latest))
    if n_before + n_after > _MOST_STEPS:
        raise ValueError(
            f"Cells would take {n_before + n_after:,} steps of {dt:.3g}, more than "
            f"{_MOST_STEPS:,}. Give a shorter `burn_in` or `duration`, or a larger `dt`."
        )
    interval = (latest or dt) / INTERVALS
    fine = dt if traced else float(smooth_step(both))
    steps = Steps(
        dt=np.asarray(dt, np.float32),  # a Python float would compile again
        # The part after the switch begins with a group of its own.
        n_before=-(-n_before // BINOMIAL_GROUP) * BINOMIAL_GROUP,
        n_after=n_after,
        interval=np.asarray(interval, np.float32),
        n_fine=math.ceil(interval / fine),
    )
    return steps, latest, notes


def _slowest(grn: GRN, gamma: Float[np.ndarray, " genes"]) -> tuple[float, float]:
    """Return the slowest relaxation of both species, and the longest wait."""
    slowest_decay = 1.0 / min(float(np.min(grn.decay)), float(gamma.min()))
    return max(slowest_relaxation(grn), slowest_decay), LONGEST * slowest_decay


def _cumulative(rates: Float[np.ndarray, "parents children"]) -> Float[np.ndarray, "types types"]:
    """Return the cumulative probabilities of parents, padded; roots are their own."""
    n_types = len(rates)
    weight = np.where(rates.any(0), rates, np.eye(n_types))
    total = np.cumsum(weight / weight.max(0), axis=0)
    size = -(-n_types // 8) * 8
    table = np.ones((size, size), np.float32)
    table[:n_types, :n_types] = total / total[-1]
    return table


def _ways(
    rates: Float[np.ndarray, "parents children"],
) -> tuple[Int[np.ndarray, "2 ways"], Int[np.ndarray, "types types"]]:
    """Return parent and type of every path, padded, and the index of every pair."""
    taken = np.where(rates.any(0), rates > 0, np.eye(len(rates), dtype=bool))
    ways = np.argwhere(taken)
    size = -(-len(rates) // 8) * 8
    way_of = np.zeros((size, size), np.int32)
    way_of[tuple(ways.T)] = np.arange(len(ways))
    return np.resize(ways, (-(-len(ways) // 8) * 8, 2)).T.astype(np.int32), way_of


def _by_gene(
    values: Float[Array | np.ndarray, " genes"],
    gene_of_row: Int[np.ndarray, " rows"],
    *,
    fill: float,
) -> Float[Array | np.ndarray, "rows 1"]:
    xp = jnp if is_traced(values) else np
    return xp.append(values, fill)[gene_of_row].astype(np.float32)[:, None]


def _by_type(
    levels: TypesGenes, gene_of_row: Int[np.ndarray, " rows"]
) -> Float[Array | np.ndarray, "rows types"]:
    xp = jnp if is_traced(levels) else np
    table = xp.pad(levels, ((0, -len(levels) % 8), (0, 1)))
    return table[:, gene_of_row].T.astype(np.float32)


def _per_gene(
    name: str,
    given: PerGene,
    grn: GRN,
    default: Float[Array | np.ndarray, " genes"],
    *,
    positive: bool = False,
) -> Float[Array | np.ndarray, " genes"]:
    """Spread one number, or a mapping with gaps, over the genes."""
    if isinstance(given, Mapping):
        unknown = [gene for gene in given if gene not in grn.gene_names]
        if unknown:
            raise ValueError(
                f"`{name}` is given for {unknown[0]!r}, which the network does not have."
            )
        values = np.array(default, np.float32)
        for gene, value in given.items():
            values[grn.gene_names.index(gene)] = value
    else:
        values = jnp.asarray(given) if is_traced(given) else np.asarray(given, np.float32)
        if np.shape(values) not in ((), (grn.n_genes,)):
            raise ValueError(
                f"`{name}` must be one number or one per gene ({grn.n_genes}), "
                f"but has shape {np.shape(values)}."
            )
        values = (jnp if is_traced(values) else np).broadcast_to(values, (grn.n_genes,))
    check_values(
        f"`{name}`", values, lambda gene: f"gene {grn.gene_names[gene]}", positive=positive
    )
    return values

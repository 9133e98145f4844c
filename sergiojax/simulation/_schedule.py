"""What changes during a time course: inputs, and a perturbation that begins at a time.

The course is cut where something changes, so that no step crosses a jump.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Bool, Float, Int

from sergiojax._checks import check_choice, is_traced
from sergiojax.grn import GRN
from sergiojax.kinetics import PaddedNetwork, pad, wire
from sergiojax.simulation._perturbation import Perturbation, perturb

Moments = Float[np.ndarray, "intervals"]
InputShape = Literal["step", "ramp"]


@dataclass(frozen=True)
class Input:
    """A basal rate that is switched or ramped.

    Attributes:
        gene: Name of the gene.
        times: Increasing moments (time); before the first, the network's own rate applies.
        rates: Basal rate from each moment on, or at it (molecules per time).
        shape: Constant until the next moment ("step"), or linear between moments ("ramp"); after
            the last the rate stays.
        cell_type: Cell type that receives it; None is all.

    Raises:
        ValueError: If times and rates differ in number, times do not increase, or a number is
            negative or not finite.
    """

    gene: str
    times: Sequence[float | int]
    rates: Sequence[float | int]
    shape: InputShape = "step"
    cell_type: str | None = None

    def __post_init__(self) -> None:
        check_choice("shape", self.shape, InputShape)
        if not len(self.times) or len(self.times) != len(self.rates):
            raise ValueError(
                f"The input of {self.gene} needs one rate per time, but has {len(self.times)} "
                f"times and {len(self.rates)} rates."
            )
        moments = np.asarray(self.times, float)
        if not (np.isfinite(moments).all() and moments[0] >= 0 and (np.diff(moments) > 0).all()):
            raise ValueError(f"The times of {self.gene}'s input must increase from 0 or later.")
        if not all(math.isfinite(rate) and rate >= 0 for rate in self.rates):
            raise ValueError(f"The rates of {self.gene}'s input must be finite and not negative.")

    def rate_between(self, start: float, end: float) -> tuple[float, float] | None:
        """Return the rate just after `start` and just before `end`, linear in between.

        None where the network's own rate applies.
        """
        moments, rates = np.asarray(self.times, float), np.asarray(self.rates, float)
        if start < moments[0]:
            return None
        if self.shape == "ramp":
            at_ends = np.interp([start, end], moments, rates)
            return float(at_ends[0]), float(at_ends[1])
        held = float(rates[np.searchsorted(moments, start, side="right") - 1])
        return held, held


class Changes(eqx.Module):
    """What holds in every interval of a course, in rows of the padded network.

    Attributes:
        base_start: Added to the basal rate at the start of every interval (molecules per time).
        base_end: The same at its end; linear in between.
        mutant: The network after the perturbation has begun.
        begun: Whether it has, per interval.
        begins: Whether it begins with the interval.
        clamp: Level at which a gene is held from then on (molecules); NaN leaves it free.
    """

    base_start: Float[Array | np.ndarray, "intervals rows types"]
    base_end: Float[Array | np.ndarray, "intervals rows types"]
    mutant: PaddedNetwork
    begun: Bool[Array | np.ndarray, " intervals"]
    begins: Bool[Array | np.ndarray, " intervals"]
    clamp: Float[Array | np.ndarray, "rows 1"]


class Schedule(NamedTuple):
    """The intervals of a course.

    Attributes:
        intervals: Length of every interval (time).
        wanted: Interval that ends at each requested time.
        changes: What changes, or None.
    """

    intervals: Float[np.ndarray, " intervals"]
    wanted: Int[np.ndarray, " times"]
    changes: Changes | None


def plan_schedule(
    grn: GRN,
    moments: Float[np.ndarray, " times"],
    inputs: Sequence[Input],
    perturbation: Perturbation | None,
) -> Schedule:
    """Cut a course where it is observed and where something changes.

    Args:
        grn: Wild type, every half response given.
        moments: Increasing times at which the course is observed.
        inputs: Basal rates that change.
        perturbation: Perturbation that begins at its `time`, by default at once.

    Raises:
        ValueError: If an input or the perturbation names an unknown gene or cell type.
    """
    if not inputs and perturbation is None:
        lengths = np.diff(moments, prepend=0.0).astype(np.float32)
        return Schedule(lengths, np.arange(len(moments)), None)
    begin = math.inf if perturbation is None else float(perturbation.time or 0.0)
    cuts = np.array([begin, *(moment for each in inputs for moment in each.times)], float)
    ends = np.union1d(moments, cuts[(cuts > 0) & (cuts < moments[-1])])
    starts = np.append(0.0, ends[:-1])
    begun = starts >= begin
    begins = begun & ~np.append(False, begun[:-1])
    xp = jnp if is_traced(grn.kinetics) else np
    driven, rates = _driven_rates(grn, inputs, starts, ends)
    added = xp.where(driven, rates - grn.basal_rate[None, None], 0.0)
    wiring = wire(grn.topology)
    mutant, clamp = grn, np.full(grn.n_genes, np.nan, np.float32)
    if perturbation is not None:
        effect = perturbation.resolve(grn)
        mutant, clamp = perturb(grn, effect), np.asarray(effect.clamp)
        factor = np.where(np.isnan(clamp), effect.production_factor, 0.0)
        added = added * np.where(begun[:, None, None], factor, 1.0)[None]
    changes = Changes(
        base_start=_in_rows(xp, added[0], wiring.gene_of_row),
        base_end=_in_rows(xp, added[1], wiring.gene_of_row),
        mutant=pad(mutant),
        begun=begun,
        begins=begins,
        clamp=np.append(clamp, np.float32(np.nan))[wiring.gene_of_row][:, None],
    )
    lengths = np.diff(ends, prepend=0.0).astype(np.float32)
    return Schedule(lengths, np.searchsorted(ends, moments), changes)


def check_moments(times: ArrayLike | Sequence[float]) -> Float[np.ndarray, " times"]:
    """Return the times at which a course is observed.

    Raises:
        ValueError: If they do not increase from 0 or later.
    """
    moments = np.atleast_1d(np.asarray(times, float))
    intervals = np.diff(moments, prepend=0.0)
    if (
        moments.ndim != 1
        or not moments.size
        or not np.isfinite(moments).all()
        or (intervals[1:] <= 0).any()
    ):
        raise ValueError("`times` must be a list of increasing, finite numbers.")
    if intervals[0] < 0:
        raise ValueError(f"`times` must not be negative, but begins with {moments[0]:g}.")
    return moments


def _driven_rates(
    grn: GRN, inputs: Sequence[Input], starts: Moments, ends: Moments
) -> tuple[
    Bool[np.ndarray, "intervals cell_types genes"],
    Float[np.ndarray, "2 intervals cell_types genes"],
]:
    """Return which basal rates are driven, and their values at both ends of every interval."""
    driven = np.zeros((len(starts), grn.n_cell_types, grn.n_genes), bool)
    rates = np.zeros((2, *driven.shape), np.float32)
    for each in inputs:
        gene = _place("gene", each.gene, grn.gene_names)
        kinds = slice(None)
        if each.cell_type is not None:
            kinds = _place("cell type", each.cell_type, grn.cell_types)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            values = each.rate_between(start, end)
            if values is not None:
                driven[number, kinds, gene] = True
                rates[0, number, kinds, gene], rates[1, number, kinds, gene] = values
    return driven, rates


def _place(what: str, name: str, names: tuple[str, ...]) -> int:
    if name not in names:
        raise ValueError(f"An input names the {what} {name!r}, which the network does not have.")
    return names.index(name)


def _in_rows(
    xp: Any,
    values: Float[Array | np.ndarray, "intervals cell_types genes"],
    gene_of_row: Int[np.ndarray, " rows"],
) -> Float[Array | np.ndarray, "intervals rows types"]:
    """Spread over rows, with the padded number of cell types."""
    table = xp.pad(values, ((0, 0), (0, -values.shape[1] % 8), (0, 1)))
    return table[:, :, gene_of_row].transpose(0, 2, 1).astype(np.float32)

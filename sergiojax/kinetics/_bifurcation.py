"""Steady states and oscillations of a network over the values of one of its parameters."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax.grn import GRN, Parameter, Topology
from sergiojax.kinetics._branches import (
    branches,
    complete,
    count_unstable,
    find_turns,
    link,
)
from sergiojax.kinetics._fixed_points import cell_type_indices
from sergiojax.kinetics._half_response import fill_half_response
from sergiojax.kinetics._limit_cycles import circle, whole_orbits
from sergiojax.kinetics._production import numbers_of, take_rows
from sergiojax.kinetics._settle import tilt
from sergiojax.kinetics._shooting import Orbits, close_orbits
from sergiojax.kinetics._skeleton import Skeleton
from sergiojax.kinetics._solve_loops import (
    SteadyStates,
    driving_genes,
    find_steady_states,
    spectrum,
)

_N_VALUES = 80
_LEAST, _MOST = 0.1, 4.0  # times the present value
_HILL = 1.0, 8.0
_STARTS = 24  # per value: neighbours share what they found
_NUDGE = 0.1  # of the upper level, from an unstable state towards its cycle
_MOST_ROUNDS = 10


class Bifurcation(NamedTuple):
    """Steady states over the values of a parameter, one per row: by branch, then by value.

    Attributes:
        parameter: The parameter.
        cell_type: Name of the cell type.
        values: Its values, rising.
        at: Index of the value of every steady state.
        expression: Level of every gene (molecules).
        stable: Whether the largest real part of the eigenvalues is negative.
        branch: Steady states that continue each other from value to value have the same number.
        folds: Values at which two steady states meet, to vanish or to exchange stability.
        fold_expression: Level of every gene there.
        hopf: Values at which a steady state starts or stops oscillating.
        hopf_expression: Level of every gene there.
        cycle_at: Index of the value of every limit cycle; rows are ordered by it.
        cycle_period: Time of one turn.
        cycle_low: Lowest level of every gene along it (molecules).
        cycle_high: Highest level.
    """

    parameter: Parameter
    cell_type: str
    values: Float[np.ndarray, " values"]
    at: Int[np.ndarray, " rows"]
    expression: Float[np.ndarray, "rows genes"]
    stable: Bool[np.ndarray, " rows"]
    branch: Int[np.ndarray, " rows"]
    folds: Float[np.ndarray, " folds"]
    fold_expression: Float[np.ndarray, "folds genes"]
    hopf: Float[np.ndarray, " hopf"]
    hopf_expression: Float[np.ndarray, "hopf genes"]
    cycle_at: Int[np.ndarray, " cycles"]
    cycle_period: Float[np.ndarray, " cycles"]
    cycle_low: Float[np.ndarray, "cycles genes"]
    cycle_high: Float[np.ndarray, "cycles genes"]


def bifurcation(
    grn: GRN,
    parameter: Parameter,
    *,
    values: Float[np.ndarray, " values"] | None = None,
    cell_type: str | None = None,
) -> Bifurcation:
    """Find the steady states and limit cycles at every value of a parameter.

    All steady states are searched for at every value, and what is found at one is tried at its
    neighbours: so both branches of a hysteresis appear. Limit cycles are searched for around steady
    states that are unstable in two directions or more, and followed from value to value. Half
    responses that are missing are found once, with the present value, and kept.

    Args:
        grn: Network with known parameters.
        parameter: The parameter to change.
        values: Its values, in any order; by default 80 from a tenth to four times the present
            value (1 to 8 of a Hill coefficient; from 0 if it is 0).
        cell_type: Name of the cell type; by default that of the parameter, or the first.

    Returns:
        Tables of steady states, limit cycles, and of the values where stability changes.

    Raises:
        ValueError: If the network has no such parameter or cell type, it plays no part in the
            noise-free flow, a value is out of range, or a loop has more than 200 genes.
    """
    parameter.locate(grn)
    of_type = _cell_type(grn, parameter, cell_type)
    grn, topology = fill_half_response(grn).grn, grn.topology
    values = default_values(grn, parameter) if values is None else _checked(values)

    for extreme in values[[0, -1]]:
        parameter.set(grn, float(extreme))  # refuses what is out of range

    def sweep(some: Float[np.ndarray, " values"]) -> Skeleton:
        return Skeleton(grn, _numbers(grn, parameter, some, of_type))

    skeleton = sweep(values)
    points = find_steady_states(skeleton, topology, n_starts=_STARTS)
    points = complete(skeleton, topology, points)
    unstable = count_unstable(spectrum(skeleton, topology, points))
    following = link(skeleton, topology, points, unstable)
    branch = branches(following)
    turns = find_turns(
        sweep, topology, values=values, points=points, following=following, unstable=unstable
    )
    orbits = _orbits(skeleton, topology, points, unstable)
    whole = whole_orbits(skeleton, topology, orbits)
    order = np.lexsort((points.condition, branch))
    return Bifurcation(
        parameter,
        grn.cell_types[int(of_type[0])],
        values,
        points.condition[order],
        points.levels[order],
        unstable[order] == 0,
        branch[order],
        turns.value[~turns.rotates],
        turns.expression[~turns.rotates],
        turns.value[turns.rotates],
        turns.expression[turns.rotates],
        orbits.row,
        orbits.period,
        whole.min(1, initial=np.inf),
        whole.max(1, initial=0.0),
    )


def default_values(grn: GRN, parameter: Parameter) -> Float[np.ndarray, " values"]:
    """Return values worth a look: around the present one, evenly spaced in the logarithm.

    Args:
        grn: Network, every half response given.
        parameter: The parameter.

    Returns:
        Values, rising; from 0 on if the present one is 0.
    """
    present = parameter.value(grn)
    if parameter.kind == "hill_coefficient":
        return np.linspace(*_HILL, _N_VALUES)
    if present != 0:
        return np.sort(present * np.geomspace(_LEAST, _MOST, _N_VALUES))
    rates = np.abs(np.concatenate([grn.strength, np.ravel(grn.basal_rate)])).max(initial=0.0)
    return np.linspace(0.0, float(rates) or 1.0, _N_VALUES)


def _numbers(
    grn: GRN,
    parameter: Parameter,
    values: Float[np.ndarray, " values"],
    of_type: Int[np.ndarray, "1"],
) -> dict[str, Float[np.ndarray, "_ _"]]:
    """Return the parameters of one cell type, one row per value of one of them.

    Changing the network itself 80 times would take a tenth of a second.
    """
    numbers = {name: take_rows(array, of_type) for name, array in numbers_of(grn).items()}
    numbers["basal_rate"] = np.repeat(numbers["basal_rate"], len(values), axis=0)
    changed = np.empty((len(values), numbers[parameter.kind].shape[1]))
    changed[:] = numbers[parameter.kind]
    place = parameter.locate(grn)[-1]
    changed[:, place] = values
    if parameter.kind == "strength" and grn.strength_factor is not None:
        changed[:, place] *= float(grn.strength_factor[of_type[0], place])
    return {**numbers, parameter.kind: changed}


def _cell_type(grn: GRN, parameter: Parameter, cell_type: str | None) -> Int[np.ndarray, "1"]:
    if parameter.kind == "noise_amplitude":
        raise ValueError("A noise amplitude does not move steady states. Choose another parameter.")
    if parameter.cell_type not in {None, cell_type or parameter.cell_type}:
        raise ValueError(
            f"{parameter.label} plays no part in cell type {cell_type!r}. Leave out `cell_type`."
        )
    return cell_type_indices(grn, cell_type or parameter.cell_type)[:1]


def _checked(values: Float[np.ndarray, " values"]) -> Float[np.ndarray, " values"]:
    rising = np.unique(np.asarray(values, float))
    if not len(rising) or not np.isfinite(rising).all():
        raise ValueError("`values` must hold at least one number, and all must be finite.")
    return rising


def _orbits(
    skeleton: Skeleton,
    topology: Topology,
    points: SteadyStates,
    unstable: Int[np.ndarray, " points"],
) -> Orbits:
    """Return the limit cycles at the values, by value."""
    genes, chosen = driving_genes(topology), np.nonzero(unstable >= 2)[0]
    part = skeleton.free(genes, held=skeleton.held)
    row = points.condition[chosen]
    nudge = _NUDGE * (tilt(len(genes)) - 0.5) * part.take(row).scale
    start = np.abs(points.levels[chosen][:, genes] + nudge)
    _, _, orbits = circle(part.take(row), start, group=row)
    for _ in range(_MOST_ROUNDS):
        sides = [orbits.row + step for step in (-1, 1)]
        row, origin = np.concatenate(sides), np.tile(np.arange(len(orbits.row)), 2)
        lacking = (row >= 0) & (row < len(skeleton.upper)) & ~np.isin(row, orbits.row)
        _, once = np.unique(row[lacking], return_index=True)
        row, origin = row[lacking][once], origin[lacking][once]
        more = close_orbits(part.take(row), orbits.states[origin, 0], orbits.period[origin])
        if not len(more.row):
            break
        more = more._replace(row=row[more.row])
        orbits = Orbits(*(np.concatenate(pair) for pair in zip(orbits, more, strict=True)))
    order = np.argsort(orbits.row, kind="stable")
    return Orbits(*(part[order] for part in orbits))

"""From targets with names to goals with arrays; targets of a kind are measured together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from jaxtyping import Float, Int

from sergiojax.grn import GRN, Parameter
from sergiojax.inference.design._behaviour import Knockout
from sergiojax.inference.design._goal import Goal
from sergiojax.inference.design._goal_bistable import BistableGoal
from sergiojax.inference.design._goal_levels import (
    LevelGoal,
    MarkerGoal,
    NoiseGoal,
    RatioGoal,
    ResponseGoal,
    level_slack,
)
from sergiojax.inference.design._goal_oscillation import OscillationGoal
from sergiojax.inference.design._targets import (
    Bistable,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    Ratio,
    Response,
    Target,
)

Asked_co = TypeVar("Asked_co", bound=Target, covariant=True)

MOST_TURN = 160.0  # decay × period: longer turns need more steps than `find_cycle` takes
MOST_LOOP_GENES = 60  # eigenvalues and cycles of larger loops take too long at every step


class Resolved(NamedTuple):
    """Targets as goals.

    Attributes:
        goals: What is measured; their entries are counted one goal after the other.
        owner: Index of the target that each entry belongs to.
        weight: Weight of each entry; they add up to 1.
    """

    goals: tuple[Goal, ...]
    owner: Int[np.ndarray, " entries"]
    weight: Float[np.ndarray, " entries"]


@dataclass(frozen=True)
class _Place(Generic[Asked_co]):
    """One target at the cell types that it names."""

    target: Asked_co
    gene: int
    cell_types: Int[np.ndarray, " types"]


class _Group(NamedTuple):
    """What targets have in common that are measured together."""

    kind: type[Target]
    knockout: Knockout
    apart: str | int | None = None


def resolve(grn: GRN, targets: Sequence[Target]) -> Resolved:
    """Look up all names and gather targets of a kind and mutant.

    Raises:
        ValueError: If there is no target, a name is unknown, or a target makes no sense here.
    """
    if not targets:
        raise ValueError('`targets` is empty. Say what to reach, such as Level("A", 5.0).')
    groups: dict[_Group, list[int]] = {}
    for number, target in enumerate(targets):
        groups.setdefault(_group_of(grn, target, number), []).append(number)
    goals, owner = [], []
    for group, numbers in sorted(groups.items(), key=_states_first):
        places = [_place(grn, targets[number]) for number in numbers]
        goal, entries = _BUILDERS[group.kind](grn, places, group.knockout)
        goals.append(goal)
        owner += [number for number, n in zip(numbers, entries, strict=True) for _ in range(n)]
    owners = np.array(owner, int)
    asked = np.array([float(target.weight) for target in targets])
    weight = (asked / np.bincount(owners, minlength=len(targets)))[owners] / asked.sum()
    return Resolved(tuple(goals), owners, weight.astype(np.float32))


def deciding(
    grn: GRN, targets: Sequence[Target], parameters: Sequence[Parameter]
) -> tuple[Parameter, ...]:
    """Return the parameters that can act on a target.

    They belong to the genes that targets name and to their direct and indirect regulators. An input
    that every target sets itself is not among them.
    """
    names = {name for target in targets for name in target.names}
    acting = grn.topology.upstream(np.array([_gene(grn, name) for name in sorted(names)], int))
    inputs = [each.parameter[:2] if isinstance(each, Response) else None for each in targets]

    def acts(parameter: Parameter) -> bool:
        gene = parameter.of if isinstance(parameter.of, str) else parameter.of[1]
        return bool(acting[_gene(grn, gene)]) and any(parameter[:2] != each for each in inputs)

    return tuple(each for each in parameters if acts(each))


def _group_of(grn: GRN, target: Target, number: int) -> _Group:
    if type(target) not in _BUILDERS:
        raise TypeError(f"A target is a Level, Ratio, Marker, …, but {target!r} was given.")
    knockout: Knockout = tuple(sorted({_gene(grn, name) for name in target.knockout}))
    if isinstance(target, LowNoise):
        return _Group(type(target), knockout, target.measure)
    together = isinstance(target, Level | Ratio | Marker)
    return _Group(type(target), knockout, None if together else number)


def _states_first(group: tuple[_Group, list[int]]) -> bool:
    """Order groups: two states come first, because a level may be that of either."""
    return group[0].kind is not Bistable


def _place(grn: GRN, target: Asked_co) -> _Place[Asked_co]:
    names = target.names if isinstance(target, Bistable) else (target.gene,)
    gene = _gene(grn, names[0])
    if target.cell_type is None:
        return _Place(target, gene, np.arange(grn.n_cell_types))
    kind, _ = Parameter("basal_rate", names[0], target.cell_type).locate(grn)
    return _Place(target, gene, np.array([kind]))


def _gene(grn: GRN, name: str) -> int:
    return Parameter("decay", name).locate(grn)[0]


Built = tuple[Goal, list[int]]


def _entries(places: Sequence[_Place[Target]]) -> dict[str, Int[np.ndarray, " entries"]]:
    counts = [len(place.cell_types) for place in places]
    genes = np.repeat([place.gene for place in places], counts)
    return {
        "gene": genes.astype(np.int32),
        "cell_type": np.concatenate([place.cell_types for place in places]).astype(np.int32),
    }


def _numbers(places: Sequence[_Place[Target]], name: str) -> Float[np.ndarray, " entries"]:
    values = [getattr(place.target, name) for place in places]
    return np.repeat(values, [len(place.cell_types) for place in places]).astype(np.float32)


def _counts(places: Sequence[_Place[Target]]) -> list[int]:
    return [len(place.cell_types) for place in places]


def _levels(_: GRN, places: list[_Place[Level]], knockout: Knockout) -> Built:
    value, tolerance = _numbers(places, "value"), _numbers(places, "tolerance")
    slack = level_slack(value, tolerance)
    goal = LevelGoal(**_entries(places), value=value, slack=slack, knockout=knockout)
    return goal, _counts(places)


def _ratios(grn: GRN, places: list[_Place[Ratio]], knockout: Knockout) -> Built:
    others = [_gene(grn, place.target.other) for place in places]
    goal = RatioGoal(
        **_entries(places),
        other=np.repeat(others, _counts(places)).astype(np.int32),
        value=_numbers(places, "value"),
        slack=np.log1p(_numbers(places, "tolerance")),
        knockout=knockout,
    )
    return goal, _counts(places)


def _markers(grn: GRN, places: list[_Place[Marker]], knockout: Knockout) -> Built:
    if grn.n_cell_types == 1:
        raise ValueError("A marker needs at least two cell types, but the network has one.")
    goal = MarkerGoal(**_entries(places), fold=_numbers(places, "fold"), knockout=knockout)
    return goal, _counts(places)


def _noises(_: GRN, places: list[_Place[LowNoise]], knockout: Knockout) -> Built:
    goal = NoiseGoal(
        **_entries(places),
        most=_numbers(places, "most"),
        knockout=knockout,
        measured=places[0].target.measure,
    )
    return goal, _counts(places)


def _response(grn: GRN, places: list[_Place[Response]], knockout: Knockout) -> Built:
    [place] = places
    asked = place.target
    ends = np.array([asked.low, asked.high], np.float32)
    goal = ResponseGoal(
        cell_type=place.cell_types.astype(np.int32),
        ends=ends,
        slack=level_slack(ends, np.float32(asked.tolerance)),
        doses=np.array(asked.doses, np.float32),
        gene=place.gene,
        kind=asked.parameter.kind,
        place=asked.parameter.locate(grn),
        knockout=knockout,
    )
    return goal, [3 * len(place.cell_types)]


def _bistable(grn: GRN, places: list[_Place[Bistable]], knockout: Knockout) -> Built:
    _check_size(grn)
    [place] = places
    asked = place.target
    goal = BistableGoal(
        separation=np.array(asked.separation, np.float32),
        margin=np.array(asked.margin, np.float32),
        cell_type=place.cell_types.astype(np.int32),
        genes=tuple(_gene(grn, name) for name in asked.names),
        knockout=knockout,
    )
    return goal, [3 * len(place.cell_types)]


def _oscillation(grn: GRN, places: list[_Place[Oscillation]], knockout: Knockout) -> Built:
    _check_size(grn)
    [place] = places
    asked = place.target
    fastest = float(np.max(grn.decay))
    if fastest * asked.period > MOST_TURN:
        raise ValueError(
            f"The period {asked.period:.4g} is too long for the fastest decay, {fastest:.4g}: "
            f"their product may be at most {MOST_TURN:g}. Use a shorter period or a slower "
            "decay of that gene."
        )
    goal = OscillationGoal(
        period=np.array(asked.period, np.float32),
        slack=np.array(np.log1p(asked.tolerance), np.float32),
        swing=np.array(asked.swing, np.float32),
        cell_type=place.cell_types.astype(np.int32),
        gene=place.gene,
        knockout=knockout,
    )
    return goal, [3 * len(place.cell_types)]


def _check_size(grn: GRN) -> None:
    size = sum(map(len, grn.topology.loops))
    if size > MOST_LOOP_GENES:
        raise ValueError(
            f"Two stable states and oscillations can be designed with up to {MOST_LOOP_GENES} "
            f"genes in feedback loops, but the network has {size}. Remove a part of it."
        )


_BUILDERS: dict[type[Target], Callable[[GRN, list[_Place[Any]], Knockout], Built]] = {
    Level: _levels,
    Ratio: _ratios,
    Marker: _markers,
    LowNoise: _noises,
    Response: _response,
    Bistable: _bistable,
    Oscillation: _oscillation,
}

"""All settings that are kept with a design: their names, their defaults, and what fits them.

Files, links and the browser's memory hold them as JSON values, which anybody may have written: a
value that does not fit counts as its default. Unknown settings stay unchanged. A new setting needs
a field in `Settings`, a line in `_READ`, and one in `_WRITE` if its value is not JSON.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar, get_args

from sergiojax._types import Initial, Json, NoiseType
from sergiojax.grn import Design, Parameter
from sergiojax.noise import PROFILES, TechnicalNoise

if TYPE_CHECKING:  # a page that has no targets need not wait for the optimisers
    from sergiojax.inference import Target

Item = TypeVar("Item")
ChangeKind: TypeAlias = Literal["knockdown", "overexpression", "clamp"]

MOST_CHANGE: Mapping[ChangeKind, float] = {
    "knockdown": 1.0,
    "overexpression": math.inf,
    "clamp": math.inf,
}
"""The largest value of a change of each kind."""

_MOST = 2**31  # a number above it makes no sense
_UNFIT = (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError)


class GeneChange(NamedTuple):
    """What is done to one gene.

    Attributes:
        gene: Name of the gene.
        kind: As in `Perturbation`.
        value: Share lost, factor, or level (molecules).
    """

    gene: str
    kind: ChangeKind
    value: float

    @property
    def words(self) -> str:
        """What is done, without the gene's name."""
        if self.kind == "knockdown":
            return "knocked out" if self.value == 1 else f"knocked down by {self.value:.0%}"
        return f"× {self.value:g}" if self.kind == "overexpression" else f"held at {self.value:g}"


@dataclass(frozen=True)
class Settings:
    """What is to be done with a design, as the pages ask for it.

    Attributes:
        initial: Where its courses start; None: where its wiring shows most.
        duration: Length of its courses (time).
        n_cells: Cells to simulate by cell type; some types may be missing or no longer exist.
        noise_type: Kind of intrinsic noise.
        noise_amplitude: One amplitude q for all genes; None: each gene's own.
        seed: Seed of the simulation.
        technical_noise: Name of a published profile, parameters of `TechnicalNoise`, or None.
        perturbation: What the mutant changes; its genes may no longer exist.
        targets: What the network should do; its genes and cell types may no longer exist.
    """

    initial: Initial | None = None
    duration: float = 25.0
    n_cells: Mapping[str, int] = field(default_factory=dict)
    noise_type: NoiseType = "dpd"
    noise_amplitude: float | None = None
    seed: int = 0
    technical_noise: str | Mapping[str, float] | None = None
    perturbation: tuple[GeneChange, ...] = ()
    targets: tuple["Target", ...] = ()


def settings_of(design: Design) -> Settings:
    """Return the settings of a design; what does not fit, or is not there, is the default."""
    kept, found = dict(design.settings), {}
    if _is_count(kept.get("n_cells")):  # as in examples: so many of every type
        kept["n_cells"] = dict.fromkeys(design.grn.cell_types, kept["n_cells"])
    for name in kept.keys() & _READ.keys():
        try:
            found[name] = _READ[name](kept[name])
        except _UNFIT:
            continue
    return Settings(**found)


def with_settings(design: Design, **changes: Any) -> Design:
    """Return the design with some settings changed.

    Args:
        design: The design.
        **changes: Fields of `Settings`.

    Raises:
        TypeError: If there is no such setting.
        ValueError: If a value does not fit: it would not be read again.
    """
    unknown = sorted(changes.keys() - _READ.keys())
    if unknown:
        known = ", ".join(each.name for each in fields(Settings))
        raise TypeError(f"There is no setting `{unknown[0]}`; there are {known}.")
    written = {name: _WRITE.get(name, _same)(value) for name, value in changes.items()}
    for name, value in written.items():
        try:
            _READ[name](value)
        except _UNFIT as error:
            raise ValueError(f"The setting `{name}` cannot be {value!r}.") from error
    return design.replace(settings={**design.settings, **written})


def _one_of(*known: str) -> Callable[[Json], str]:
    return lambda value: known[known.index(value)]


def _number(value: Json, most: float = _MOST) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError
    return value


def _duration(value: Json) -> float:
    if _number(value) == 0:
        raise ValueError
    return float(value)


def _n_cells(value: Json) -> dict[str, int]:
    return {name: each for name, each in value.items() if _is_count(each)}


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST


def _noise_amplitude(value: Json) -> float | None:
    return None if value is None else float(_number(value))


def _technical_noise(value: Json) -> str | Mapping[str, float] | None:
    if value is None or isinstance(value, str):
        return value if value is None or PROFILES[value] else None
    return TechnicalNoise(**value).to_dict()


def _change(value: Json) -> GeneChange:
    change = GeneChange(**value)
    if not isinstance(change.gene, str):
        raise TypeError
    return change._replace(value=float(_number(change.value, MOST_CHANGE[change.kind])))


def _target(value: Json) -> "Target":
    from sergiojax.inference import Target

    kinds = {kind.__name__: kind for kind in get_args(Target)}
    given = {name: _tupled(each) for name, each in value.items() if name != "kind"}
    if "parameter" in given:
        given["parameter"] = Parameter(*given["parameter"])
    target = kinds[value["kind"]](**given)
    target.sentence  # noqa: B018 (what should be a number and is not shows here)
    hash(target)  # and lists where names should be
    return target


def _tupled(value: Json) -> Json:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


def _target_values(target: "Target") -> dict[str, Json]:
    values = {each.name: getattr(target, each.name) for each in fields(target)}
    return {"kind": type(target).__name__, **values}


def _all(read: Callable[[Json], Item]) -> Callable[[Json], tuple[Item, ...]]:
    """Return what reads the items of a list, without those that do not fit."""

    def read_all(values: Json) -> tuple[Item, ...]:
        if not isinstance(values, list | tuple):
            raise TypeError
        found: list[Item] = []
        for value in values:
            try:
                found.append(read(value))
            except _UNFIT:
                continue
        return tuple(found)

    return read_all


def _same(value: Json) -> Json:
    return value


_READ: Mapping[str, Callable[[Json], Any]] = {
    "initial": _one_of(*get_args(Initial)),
    "duration": _duration,
    "n_cells": _n_cells,
    "noise_type": _one_of(*get_args(NoiseType)),
    "noise_amplitude": _noise_amplitude,
    "seed": lambda value: int(_number(value, _MOST - 1)),
    "technical_noise": _technical_noise,
    "perturbation": _all(_change),
    "targets": _all(_target),
}
"""What makes a field's value of a JSON value, or raises one of `_UNFIT`."""

_WRITE: Mapping[str, Callable[[Any], Json]] = {
    "perturbation": lambda changes: [each._asdict() for each in changes],
    "targets": lambda targets: [_target_values(each) for each in targets],
}

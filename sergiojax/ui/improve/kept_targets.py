"""The targets of the page Improve, kept with the design: files, links and reloads hold them.

A design may come from anywhere: what is no target is left out.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, get_args

from sergiojax.grn import GRN, Parameter
from sergiojax.inference import Response, Target
from sergiojax.ui import session

SETTING = "targets"
_KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Target)}


def kept_targets() -> list[Target]:
    """Return the targets that the design holds."""
    kept = session.design().settings.get(SETTING)
    found = [_target(each) for each in kept] if isinstance(kept, list) else []
    return [target for target in found if target is not None]


def keep_targets(targets: Sequence[Target]) -> None:
    """Keep targets with the design in the place of those before."""
    session.set_settings(**{SETTING: [_value(target) for target in targets]})


def targets_of(grn: GRN) -> tuple[Target, ...]:
    """Return those targets that a network has the genes and cell types for."""
    return tuple(target for target in kept_targets() if fits(target, grn))


def fits(target: Target, grn: GRN) -> bool:
    """Tell whether a network has the genes and the cell type that a target names."""
    names = {*target.names, *target.knockout}
    cell_type = getattr(target, "cell_type", None)
    if isinstance(target, Response):
        try:
            target.parameter.locate(grn)
        except ValueError:
            return False
    return names <= set(grn.gene_names) and (cell_type is None or cell_type in grn.cell_types)


def _value(target: Target) -> dict[str, Any]:
    return {"kind": type(target).__name__} | {
        each.name: getattr(target, each.name) for each in fields(target)
    }


def _target(value: Any) -> Target | None:
    """Make a target of JSON values; None if they are none."""
    try:
        given = {name: _tupled(each) for name, each in value.items() if name != "kind"}
        if "parameter" in given:
            given["parameter"] = Parameter(*given["parameter"])
        target = _KINDS[value["kind"]](**given)
        target.sentence  # noqa: B018 (numbers that are none show here)
        hash(target)  # and lists where names should be
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return target


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list) else value

"""The targets of the Improve page, kept with the design: files, links and reloads hold them."""

from collections.abc import Sequence

from sergiojax.grn import GRN
from sergiojax.inference import Response, Target
from sergiojax.ui import session


def kept_targets() -> list[Target]:
    """Return the targets that the design holds."""
    return list(session.settings().targets)


def keep_targets(targets: Sequence[Target]) -> None:
    """Keep targets with the design, in place of those before."""
    session.set_settings(targets=targets)


def targets_of(grn: GRN) -> tuple[Target, ...]:
    """Return the targets whose genes and cell types a network has."""
    return tuple(target for target in kept_targets() if fits(target, grn))


def fits(target: Target, grn: GRN) -> bool:
    """Return whether a network has the genes and the cell type that a target names."""
    names = {*target.names, *target.knockout}
    cell_type = getattr(target, "cell_type", None)
    if isinstance(target, Response):
        try:
            target.parameter.locate(grn)
        except ValueError:
            return False
    return names <= set(grn.gene_names) and (cell_type is None or cell_type in grn.cell_types)

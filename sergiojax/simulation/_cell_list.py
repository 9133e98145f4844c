"""Which cells a run draws, and its plan: what is needed before the first cell is drawn."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int

from sergiojax._checks import check_count
from sergiojax._types import PRNGKey
from sergiojax.grn import GRN
from sergiojax.simulation._half_response import give_half_response
from sergiojax.simulation._plan import Plan, plan_run
from sergiojax.simulation._settings import RunSettings

MOST_CELLS = 10_000_000  # per cell type


class CellList(NamedTuple):
    """Cells of all types in one list, types in order.

    Attributes:
        plan: What was decided for the run.
        cell_type: Type of every cell.
        cell: Number of every cell within its type.
    """

    plan: Plan
    cell_type: Int[np.ndarray, " cells"]
    cell: Int[np.ndarray, " cells"]


def check_counts(n_cells: Sequence[int]) -> list[int]:
    """Return the cells of every type as whole numbers.

    Raises:
        TypeError: If one is not a whole number.
        ValueError: If one is out of range, or all are 0.
    """
    counts = [check_count("n_cells", count, least=0, most=MOST_CELLS) for count in n_cells]
    if sum(counts) == 0:
        raise ValueError("`n_cells` must be at least 1 for one cell type.")
    return counts


def list_cells(
    grn: GRN, n_cells: Sequence[int], settings: RunSettings, *, key: PRNGKey
) -> CellList:
    """Plan a run with a given number of cells of every cell type.

    Args:
        grn: Network.
        n_cells: Cells of every type.
        settings: How to simulate.
        key: PRNG key of the run; half responses may need pilot runs.

    Raises:
        ValueError: If a setting is out of range.
    """
    counts = check_counts(n_cells)
    notes: tuple[str, ...] = ()
    if settings.half_response == "simulated":
        grn, notes = give_half_response(grn, "simulated", key=key, settings=settings)
    plan = plan_run(grn, settings)
    if np.ndim(plan.start) == 3 and np.shape(plan.start)[1] < max(counts):
        raise ValueError(
            f"`initial` has {np.shape(plan.start)[1]} cells per type, "
            f"but {max(counts)} are asked for."
        )
    return CellList(
        plan._replace(notes=notes + plan.notes),
        np.repeat(np.arange(len(counts)), counts),
        np.concatenate([np.arange(count) for count in counts]),
    )

"""How arrays enter a figure: equal in length, and as float32, which is sent as bytes."""

import numpy as np
from jaxtyping import Float, Num, Shaped

from sergiojax.plot._colors import Labels


def compact(values: Num[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Return the values as float32, which Plotly sends as bytes instead of text."""
    return np.ascontiguousarray(values, np.float32)


def as_labels(label: Labels, n_cells: int) -> Shaped[np.ndarray, " cells"]:
    """Return the labels as an array.

    Raises:
        ValueError: If there is not one per cell.
    """
    labels = np.asarray(label, str)
    check_length("labels", labels.size, n_cells, of="cells")
    return labels


def check_length(what: str, found: int, need: int, *, of: str) -> None:
    """Refuse names or values whose number differs from what is drawn.

    Raises:
        ValueError: If `found` is not `need`.
    """
    if found != need:
        raise ValueError(
            f"There are {need:,} {of}, but {found:,} {what}: there must be one for each."
        )


def joined(curves: Float[np.ndarray, "curves points"]) -> Float[np.ndarray, " joined"]:
    """Return all curves as one line with gaps: a trace for each would be slow to draw."""
    gaps = np.full((len(curves), 1), np.nan, np.float32)
    return np.hstack([curves, gaps], dtype=np.float32).ravel()[:-1]

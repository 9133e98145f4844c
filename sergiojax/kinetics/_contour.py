"""Lines on which a function of two variables is zero: marching squares with exact corners."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int

Points = Float[np.ndarray, "points 2"]
_HALVINGS = 20  # of a grid edge: a millionth of it is left


def zero_lines(
    f: Callable[[Points], Float[np.ndarray, " points"]],
    x: Float[np.ndarray, " columns"],
    y: Float[np.ndarray, " rows"],
    *,
    values: Float[np.ndarray, "rows columns"],
) -> list[Points]:
    """Return the lines on which f = 0 as far as a grid shows them.

    Where f changes its sign along an edge of the grid, halving finds the place; the places are
    joined square by square. Zero counts as positive, so that a line along the border, on which f is
    0 and next to which it is negative, is found too.

    Args:
        f: Values at points.
        x: Columns of the grid.
        y: Rows.
        values: f on the grid.

    Returns:
        Lines of two points or more; a closed one ends where it began.
    """
    positive = values >= 0
    node = np.arange(values.size).reshape(values.shape)
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    pairs = [(node[:, :-1], node[:, 1:]), (node[:-1], node[1:])]
    ends = np.concatenate([np.stack(pair, -1).reshape(-1, 2) for pair in pairs])
    crossed = positive.ravel()[ends[:, 0]] != positive.ravel()[ends[:, 1]]
    number = np.full(len(ends), -1)
    number[crossed] = np.arange(crossed.sum())
    places = _halve(f, grid[ends[crossed]], positive.ravel()[ends[crossed, 0]])
    joints = _joints(f, (x, y), positive, number)
    return [places[line] for line in _lines(joints)]


def _halve(f: Callable, ends: np.ndarray, first: np.ndarray) -> Points:
    """Return the place between two ends at which the sign changes; `first` is that of the first."""
    low, high = ends[:, 0], ends[:, 1]
    for _ in range(_HALVINGS if len(ends) else 0):
        middle = (low + high) / 2
        same = ((f(middle) >= 0) == first)[:, None]
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return (low + high) / 2


def _joints(
    f: Callable, axes: tuple[np.ndarray, np.ndarray], positive: np.ndarray, number: np.ndarray
) -> Int[np.ndarray, "joints 2"]:
    """Return pairs of crossed edges that a square joins, by number."""
    n_rows, n_columns = positive.shape
    flat = number[: n_rows * (n_columns - 1)].reshape(n_rows, -1)
    upright = number[n_rows * (n_columns - 1) :].reshape(-1, n_columns)
    sides = np.stack([flat[:-1], upright[:, 1:], flat[1:], upright[:, :-1]], -1).reshape(-1, 4)
    two = sides[(sides >= 0).sum(1) == 2]
    squares = np.nonzero((sides >= 0).all(1))[0]
    row, column = np.divmod(squares, n_columns - 1)
    x, y = axes
    middle = np.stack([x[column] + x[column + 1], y[row] + y[row + 1]], axis=-1) / 2
    same = (f(middle) >= 0) == positive[row, column] if len(squares) else np.zeros(0, bool)
    four = sides[squares]
    # The corner at the lower left is cut off unless the middle has its sign.
    apart, together = four[:, [0, 3, 1, 2]], four[:, [0, 1, 2, 3]]
    split = np.where(same[:, None], together, apart).reshape(-1, 2)
    return np.concatenate([two[two >= 0].reshape(-1, 2), split])


def _lines(joints: np.ndarray) -> list[np.ndarray]:
    """Join pairs to lines: open ones from their ends first, then the closed ones."""
    neighbours: dict[int, list[int]] = {}
    for one, other in joints.tolist():
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    lines = []
    for start in sorted(neighbours, key=lambda place: len(neighbours[place])):
        if not neighbours[start]:
            continue
        line = [start]
        while neighbours[line[-1]]:
            step = neighbours[line[-1]].pop()
            neighbours[step].remove(line[-1])
            line.append(step)
        lines.append(np.array(line))
    return lines

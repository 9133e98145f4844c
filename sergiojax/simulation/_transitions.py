"""Which cell type descends from which: transitions as a matrix, a mapping, or SERGIO's file."""

import os
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from jaxtyping import ArrayLike, Float

from sergiojax.grn import GRNFormatError, SourceFile

Rates: TypeAlias = Float[np.ndarray, "parents children"]
Transitions: TypeAlias = (
    ArrayLike | Sequence[Sequence[float | int]] | Mapping[tuple[str, str], float | int]
)


def check_transitions(transitions: Transitions, cell_types: Sequence[str]) -> Rates:
    """Return the rate from every parent (row) to every child (column).

    Args:
        transitions: Square matrix with one row and column per cell type, or rates by
            (parent, child); 0 means that there is no such transition.
        cell_types: Names of the cell types.

    Raises:
        ValueError: If a name is unknown, the shape is wrong, a rate is negative or not finite, or
            a type would descend from itself.
    """
    if isinstance(transitions, Mapping):
        rates = _from_mapping(transitions, cell_types)
    else:
        rates = _numbers(transitions)
        needed = (len(cell_types),) * 2
        if rates.shape != needed:
            raise ValueError(
                f"`transitions` must have shape {needed}, parents in rows and children in columns, "
                f"but has {rates.shape}."
            )
    wrong = np.argwhere(~np.isfinite(rates) | (rates < 0))
    if len(wrong):
        parent, child = wrong[0]
        raise ValueError(
            f"The rate of {cell_types[parent]} → {cell_types[child]} must be finite and not "
            f"negative, but is {rates[parent, child]:g}."
        )
    _check_descent(rates, cell_types)
    return rates


def read_transitions(path: str | os.PathLike[str], cell_types: Sequence[str]) -> Rates:
    """Read SERGIO's bifurcation matrix ("bMat"), a text file with tabs or commas.

    Args:
        path: File with one line per parent and one column per child, in the order of the types.
        cell_types: Names of the cell types.

    Returns:
        Rate from every parent (row) to every child (column), for `simulate_differentiation`.

    Raises:
        GRNFormatError: If a line or column is missing or superfluous, or an entry is not a finite
            number that is not negative.
    """
    file = SourceFile.from_path(path)
    lines = [(n, line) for n, line in enumerate(file.text.splitlines(), 1) if line.strip()]
    n_types = len(cell_types)
    if len(lines) != n_types:
        problem = f"the matrix needs one line for each of {n_types} cell types, but has "
        raise GRNFormatError(file.name, None, f"{problem}{len(lines)}.")
    rates = np.zeros((n_types, n_types))
    for row, (number, line) in enumerate(lines):
        cells = line.rstrip().split("\t" if "\t" in line else ",")
        if len(cells) != n_types:
            problem = f"the line needs {n_types} columns, one per cell type, but has {len(cells)}."
            raise GRNFormatError(file.name, number, problem)
        for column, cell in enumerate(cells):
            place = f"line {number}, column {column + 1}"
            rates[row, column] = _rate(file.name, place, cell.strip())
    return rates


def _rate(name: str, place: str, cell: str) -> float:
    try:
        rate = float(cell)
    except ValueError as error:
        problem = f"a rate must be a number, but is {cell!r}."
        raise GRNFormatError(name, place, problem) from error
    if not (np.isfinite(rate) and rate >= 0):
        raise GRNFormatError(name, place, f"a rate must be finite and not negative, but is {cell}.")
    return rate


def _numbers(given: ArrayLike | Sequence[Sequence[float | int]]) -> np.ndarray:
    try:
        return np.asarray(given, float)
    except (TypeError, ValueError) as error:
        raise ValueError(
            "`transitions` must be a matrix of rates, or a mapping {(parent, child): rate}, but is "
            f"{given!r}."
        ) from error


def _from_mapping(given: Mapping[tuple[str, str], float | int], cell_types: Sequence[str]) -> Rates:
    rates = np.zeros((len(cell_types), len(cell_types)))
    for pair, rate in given.items():
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise ValueError(f"`transitions` needs pairs (parent, child), but has {pair!r}.")
        for name in pair:
            if name not in cell_types:
                raise ValueError(
                    f"`transitions` names the cell type {name!r}, which the network does not have; "
                    f"it has {', '.join(cell_types)}."
                )
        parent, child = (cell_types.index(name) for name in pair)
        rates[parent, child] = _numbers(rate)
    return rates


def _check_descent(rates: Rates, cell_types: Sequence[str]) -> None:
    """Refuse circles: remove types without a parent until none is left."""
    itself = np.nonzero(rates.diagonal())[0]
    if len(itself):
        name = cell_types[itself[0]]
        raise ValueError(f"{name} cannot descend from itself: leave out {name} → {name}.")
    left = list(range(len(cell_types)))
    while left:
        later = [child for child in left if rates[left, child].any()]
        if later == left:
            break
        left = later
    if not left:
        return
    path = [left[0]]
    while path[-1] not in path[:-1]:
        path.append(next(parent for parent in left if rates[parent, path[-1]]))
    circle = path[path.index(path[-1]) :][::-1]
    names = " → ".join(cell_types[kind] for kind in circle)
    raise ValueError(f"`transitions` must not run in a circle, but {names} do: leave one out.")

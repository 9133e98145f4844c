"""Columns that cells may be told apart by: a colour for each name, or a scale for numbers."""

from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.io import AnnData

MOST_GROUPS = 100  # of a column that groups figures; the map takes more

_FEW = 20  # whole numbers up to which a column numbers groups
_MOST_NAMED = 30  # on the map
_MISSING = "missing"


class Column(NamedTuple):
    """A column of `obs`.

    Attributes:
        name: Its name.
        kind: "names" for a colour each, "numbers" for a scale.
        n_different: How many different values it has.
    """

    name: str
    kind: Literal["names", "numbers"]
    n_different: int


def columns_of(cells: AnnData, name: str) -> tuple[Column, ...]:
    """Return the columns that a map can be coloured by.

    Args:
        cells: The cells.
        name: Digest of the cells.
    """
    return _columns(name, cells)


@st.cache_data(max_entries=32, show_spinner=False)
def _columns(
    name: str,  # noqa: ARG001 (the cache's key)
    _cells: AnnData,
) -> tuple[Column, ...]:
    obs: Any = _cells.obs  # the stubs do not know whether a name stands for one column
    found = [_column(str(each), obs[each]) for each in obs.columns]
    return tuple(each for each in found if each is not None)


def _column(name: str, values: pd.Series) -> Column | None:
    """Return what a column shows; None for one that says nothing, such as the cells' own names."""
    n_different = int(values.nunique())
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if is_number and not (pd.api.types.is_integer_dtype(values) and n_different <= _FEW):
        finite = bool(np.isfinite(values.to_numpy(float)).any())
        return Column(name, "numbers", n_different) if finite else None
    if not is_number and values.dtype.name not in {"category", "object", "str", "string", "bool"}:
        return None
    names_cells = n_different == len(values) > _MOST_NAMED
    return None if n_different == 0 or names_cells else Column(name, "names", n_different)


def group_columns(columns: tuple[Column, ...]) -> list[Column]:
    """Return the columns that can group figures, the best first.

    Types come first, but of a screen of one type its perturbations: they are what differs.
    """
    found = [each for each in columns if each.kind == "names" and each.n_different <= MOST_GROUPS]
    return sorted(found, key=lambda each: (each.n_different == 1, each.name != "cell_type"))


def labels_of(cells: AnnData, column: str) -> np.ndarray:
    """Return the name of every cell in a column; "missing" where there is none."""
    values = cells.obs[column]
    names = values.astype(object).where(values.notna(), _MISSING)
    return names.astype(str).to_numpy(object)


def numbers_of(cells: AnnData, column: str) -> np.ndarray:
    """Return a column of numbers; NaN where one is missing or infinite."""
    values = cells.obs[column].to_numpy(float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def most_frequent(labels: np.ndarray, most: int = _MOST_NAMED) -> tuple[np.ndarray, str]:
    """Return labels of which the rarest have one name, and that name; "" if none is too rare.

    Args:
        labels: Label of every cell.
        most: How many labels may be named.
    """
    counted = pd.Series(labels).value_counts()
    if len(counted) <= most:
        return labels, ""
    rare = f"{len(counted) - most:,} others"
    return np.where(np.isin(labels.astype(str), counted.index[:most]), labels, rare), rare

"""Bytes that a result holds in memory, whatever it is made of."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import jax
import pandas as pd
from scipy import sparse

from sergiojax.io import AnnData

_ANNDATA = ("X", "obs", "var", "layers", "obsm", "varm", "obsp", "varp", "uns")
_SPARSE = ("data", "indices", "indptr", "row", "col")


def size_of(result: object) -> int:
    """Return the bytes of all arrays, tables and texts in a result; each counts once."""
    counted: dict[int, object] = {}  # holds them, so that no other object gets the same id
    waiting, total = [result], 0
    while waiting:
        part = waiting.pop()
        if id(part) not in counted:
            counted[id(part)] = part
            total += _own_size(part)
            waiting.extend(_parts(part))
    return total


def _own_size(part: Any) -> int:
    if isinstance(part, pd.DataFrame):
        return int(part.memory_usage().sum())
    if isinstance(part, AnnData):
        return 0  # its parts follow
    n_bytes = getattr(part, "nbytes", None)
    return n_bytes if isinstance(n_bytes, int) else sys.getsizeof(part)


def _parts(part: Any) -> Iterable[object]:
    """Return what a value is made of; nothing for one that holds no others."""
    if isinstance(part, AnnData):
        raw = () if part.raw is None else (part.raw.X, part.raw.var)
        return (*(getattr(part, name) for name in _ANNDATA), *raw)
    if isinstance(part, Mapping):
        return part.values()
    if sparse.issparse(part):
        return [getattr(part, name) for name in _SPARSE if hasattr(part, name)]
    if is_dataclass(part) and not isinstance(part, type):  # an eqx.Module is one too
        return [getattr(part, each.name, None) for each in fields(part)]
    leaves = jax.tree.leaves(part)  # of tuples, lists and what else JAX knows as a tree
    return [leaf for leaf in leaves if leaf is not part]

"""Cells that are the same on both sides, gene by gene."""

from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sp

from sergiojax._types import Matrix


def twins(real: Matrix, generated: Matrix) -> float:
    """Return the share of generated cells that equal a real one; NaN if all are empty.

    Args:
        real: Counts, dense or sparse.
        generated: The same; empty cells do not count, because any two of them are equal.
    """
    known = set(_contents(real))
    found = [content in known for content in _contents(generated) if content]
    return float(np.mean(found)) if found else np.nan


def _contents(cells: Matrix) -> list[bytes]:
    """Return genes and values of every cell as bytes; empty for a cell without counts."""
    sparse: Any = sp.csr_array(cells, dtype=np.float32, copy=True)
    sparse.sum_duplicates()
    sparse.eliminate_zeros()
    genes, bounds = sparse.indices.astype(np.int32), sparse.indptr.tolist()
    return [
        genes[start:end].tobytes() + sparse.data[start:end].tobytes()
        for start, end in pairwise(bounds)
    ]

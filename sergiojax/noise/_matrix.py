"""Expression of any leading axes as one padded matrix, the form that the jitted cores share.

Compiling takes longer than running, and the cores would compile again for every number of genes
and cells. So both sizes are rounded up and the matrix is filled with zeros, which every step
maps to zeros.
"""

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Num, Shaped

from sergiojax._checks import is_traced

SMALLEST = 8
"""Fewest cells and genes of a padded matrix."""

LARGEST = 2**31 - 1
"""Most entries of a padded matrix; ranks are counted in int32."""


class Matrix(NamedTuple):
    """Expression as a zero-padded matrix.

    Attributes:
        values: Expression (molecules).
        shape: Shape that the expression came in, genes last.
    """

    values: Float[Array, "padded_cells padded_genes"]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, expression: Num[Array | np.ndarray, "*batch genes"]) -> "Matrix":
        """Check the expression and pad it.

        Raises:
            ValueError: If it holds no cell or no gene or too many, or an entry is negative,
                infinite or NaN.
        """
        shape = np.shape(expression)
        if not shape or 0 in shape:
            raise ValueError(
                "Expression must hold at least one cell and one gene with the genes last, "
                f"but its shape is {shape}."
            )
        padded = [bucket(size) for size in (int(np.prod(shape[:-1])), shape[-1])]
        if padded[0] * padded[1] > LARGEST:
            raise ValueError(
                f"Expression may hold {LARGEST:,} entries at most, but its shape is {shape}; "
                "add the noise in blocks of cells, with the four steps one by one."
            )
        flat = jnp.asarray(expression, jnp.float32).reshape(-1, shape[-1])
        padding = [(0, size - used) for size, used in zip(padded, flat.shape, strict=True)]
        return cls(_check(jnp.pad(flat, padding)), shape)

    @property
    def n_padding(self) -> int:
        """Number of entries that are padding."""
        return self.values.size - int(np.prod(self.shape))

    def restore(self, padded: Shaped[Array, "padded_cells padded_genes"]) -> Shaped[Array, "..."]:
        """Cut a matrix that a core returned back to the shape of the expression."""
        n_genes = self.shape[-1]
        n_cells = int(np.prod(self.shape[:-1]))
        return padded[:n_cells, :n_genes].reshape(self.shape)

    def restore_cells(self, padded: Shaped[Array, " padded_cells"]) -> Shaped[Array, "..."]:
        """Cut a vector with one value per cell back to the leading axes of the expression."""
        return padded[: int(np.prod(self.shape[:-1]))].reshape(self.shape[:-1])

    def restore_genes(self, padded: Shaped[Array, " padded_genes"]) -> Shaped[Array, " genes"]:
        """Cut a vector with one value per gene back to the genes of the expression."""
        return padded[: self.shape[-1]]


def bucket(size: int) -> int:
    """Round a size up to the next of 8, 16, ... 128, 144, ... 256, 288, ...: an eighth at most."""
    step = max(SMALLEST, 1 << max(0, (size - 1).bit_length() - 4))
    return -(-size // step) * step


def _check(values: Float[Array, "cells genes"]) -> Float[Array, "cells genes"]:
    need = "Expression must be finite and not negative"
    is_proper = _is_proper(values)
    if is_traced(is_proper):
        return eqx.error_if(values, ~is_proper, f"{need}, but an entry is not.")
    if not is_proper:
        first = values[~((values >= 0) & (values < jnp.inf))][0]
        raise ValueError(f"{need}, but an entry is {first:g}.")
    return values


@jax.jit
def _is_proper(values: Float[Array, "cells genes"]) -> Bool[Array, ""]:
    return jnp.all((values >= 0) & (values < jnp.inf))

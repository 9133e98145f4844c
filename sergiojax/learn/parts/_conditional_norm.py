"""Normalisation with a scale and an offset for each cell type, for networks of several types.

Cells that are trained on are normalised by the statistics of their batch. Cells that are drawn
later are normalised by stored ones: a cell must not depend on those that are drawn with it.
"""

from typing import Literal, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

NormKind: TypeAlias = Literal["batchnorm", "layernorm", "none"]
"""By the unit's mean and variance over cells, by the cell's over units, or not at all."""

_EPS = 1e-5  # added to variances, as batch normalisation has it everywhere


class ConditionalNorm(eqx.Module):
    """A normalisation, whose result each cell type scales and shifts by itself.

    Without normalisation ("none") there is one offset for all types, so nothing depends on them.

    Attributes:
        scale: Factor of every unit in each type.
        offset: What is added to it.
        mean: Stored mean of every unit.
        variance: Its stored variance.
        kind: What is normalised.

    Source:
        Dumoulin et al. (2017), A learned representation for artistic style, ICLR; Marouf et al.
        (2020), Nat. Commun. 11, 166.
    """

    scale: Float[Array, "types width"]
    offset: Float[Array, "types width"]
    mean: Float[Array, " width"]
    variance: Float[Array, " width"]
    kind: NormKind = eqx.field(static=True)

    def __call__(
        self,
        x: Float[Array, "cells width"],
        types: Float[Array, "cells types"],
        *,
        stored: bool = False,
    ) -> Float[Array, "cells width"]:
        """Normalise units.

        Args:
            x: Values of the units.
            types: One-hot types of the cells.
            stored: Whether batch normalisation takes the stored statistics, not those of the cells.
        """
        if self.kind == "none":
            return x + self.offset
        if self.kind == "layernorm":
            mean, variance = x.mean(1, keepdims=True), x.var(1, keepdims=True)
        elif stored:
            mean = jax.lax.stop_gradient(self.mean)[None]
            variance = jax.lax.stop_gradient(self.variance)[None]
        else:
            mean, variance = x.mean(0, keepdims=True), x.var(0, keepdims=True)
        normal = (x - mean) * jax.lax.rsqrt(variance + _EPS)
        return normal * (types @ self.scale) + types @ self.offset  # products, as scatter is slow

    def measured(self, x: Float[Array, "cells width"]) -> "ConditionalNorm":
        """Return the same normalisation with the statistics of these cells stored."""
        return eqx.tree_at(lambda norm: (norm.mean, norm.variance), self, (x.mean(0), x.var(0)))


def conditional_norm(kind: NormKind, *, width: int, n_types: int) -> ConditionalNorm:
    """Return a normalisation that changes no scale yet.

    Args:
        kind: What is normalised.
        width: Number of units.
        n_types: Number of cell types.

    Example:
        >>> norm = conditional_norm("batchnorm", width=1, n_types=2)
        >>> x, types = jnp.array([[1.0], [3.0]]), jnp.eye(2)
        >>> norm(x, types).round(3).ravel().tolist()
        [-1.0, 1.0]
    """
    rows = 1 if kind == "none" else n_types
    return ConditionalNorm(
        scale=jnp.ones((rows, width)),
        offset=jnp.zeros((rows, width)),
        mean=jnp.zeros(width),
        variance=jnp.ones(width),
        kind=kind,
    )

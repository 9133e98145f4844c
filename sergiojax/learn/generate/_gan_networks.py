"""The two networks of a GAN of cells: one that makes them, and one that scores them."""

from typing import Literal, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from sergiojax._types import PRNGKey
from sergiojax.learn.parts._conditional_norm import ConditionalNorm, NormKind, conditional_norm
from sergiojax.learn.parts._count_head import CountHead, SharesHead

CriticCondition: TypeAlias = Literal["proj", "heads"]
"""One score for all types plus one by type, or one by type alone."""


class Weights(eqx.Module):
    """A linear map of cells.

    Attributes:
        matrix: Weights.
        bias: What is added; None where a normalisation follows that does it.
    """

    matrix: Float[Array, "inputs outputs"]
    bias: Float[Array, " outputs"] | None

    def __call__(self, x: Float[Array, "cells inputs"]) -> Float[Array, "cells outputs"]:
        """Map some cells."""
        y = x @ self.matrix
        return y if self.bias is None else y + self.bias[None]


class CellMaker(eqx.Module):
    """The generator: random numbers and types in, cells out.

    Attributes:
        hidden: Linear maps of the hidden layers.
        norms: What follows each of them.
        last: Linear map to the genes.
        head: What makes cells of its output.
    """

    hidden: tuple[Weights, ...]
    norms: tuple[ConditionalNorm, ...]
    last: Weights
    head: CountHead | SharesHead

    def __call__(
        self,
        latent: Float[Array, "cells latent"],
        types: Float[Array, "cells types"],
        *,
        stored: bool = False,
    ) -> Float[Array, "cells genes"]:
        """Return the output that the head takes.

        Args:
            latent: Standard normal numbers.
            types: One-hot types of the cells.
            stored: Whether batch normalisation takes stored statistics, not those of the cells.
        """
        x = latent
        for weights, norm in zip(self.hidden, self.norms, strict=True):
            x = jax.nn.relu(norm(weights(x), types, stored=stored))
        return self.last(x)

    def measured(
        self, latent: Float[Array, "cells latent"], types: Float[Array, "cells types"]
    ) -> "CellMaker":
        """Return the generator with the statistics of these cells stored, from layer to layer."""
        x, norms = latent, []
        for weights, norm in zip(self.hidden, self.norms, strict=True):
            x = weights(x)
            norms.append(norm.measured(x))
            x = jax.nn.relu(norms[-1](x, types, stored=True))
        return eqx.tree_at(lambda maker: maker.norms, self, tuple(norms))


class Critic(eqx.Module):
    """Scores cells given their types: w·h + w_y·h + b_y, with h of the last hidden layer.

    Attributes:
        hidden: Linear maps of the hidden layers.
        common: Weights w of all types; None if every type has its own alone.
        own: Weights w_y.
        bias: Offsets b_y.
        slope: Slope of a unit below 0.
    """

    hidden: tuple[Weights, ...]
    common: Float[Array, " width"] | None
    own: Float[Array, "types width"]
    bias: Float[Array, " types"]
    slope: float = eqx.field(static=True)

    def __call__(
        self, x: Float[Array, "cells genes"], types: Float[Array, "cells types"]
    ) -> Float[Array, " cells"]:
        """Return the score of every cell."""
        for weights in self.hidden:
            y = weights(x)
            x = jnp.where(y > 0, y, self.slope * y)
        own = types @ self.own
        direction = own if self.common is None else own + self.common[None]
        return (x * direction).sum(1) + types @ self.bias


class Networks(eqx.Module):
    """The networks of a GAN.

    Attributes:
        maker: Makes cells.
        critic: Scores them.
        scale: Total that cells are scaled to before the critic sees them; 0 for none.
    """

    maker: CellMaker
    critic: Critic
    scale: Float[Array, ""]

    @property
    def n_genes(self) -> int:
        """Number of genes."""
        return self.maker.last.matrix.shape[1]

    @property
    def n_types(self) -> int:
        """Number of cell types; 1 where they make no difference."""
        return self.critic.bias.size


def random_maker(
    widths: tuple[int, ...],
    head: CountHead | SharesHead,
    *,
    n_types: int,
    kind: NormKind,
    key: PRNGKey,
) -> CellMaker:
    """Return a generator with random weights.

    Args:
        widths: Units of every layer, from the random numbers to the genes.
        head: What makes cells of the last one.
        n_types: Number of cell types.
        kind: Normalisation of the hidden layers.
        key: PRNG key.
    """
    *matrices, last = _random_matrices(widths[:-1], widths[1:], key=key)
    norms = [conditional_norm(kind, width=width, n_types=n_types) for width in widths[1:-1]]
    hidden = tuple(Weights(matrix, None) for matrix in matrices)
    return CellMaker(hidden, tuple(norms), Weights(last, jnp.zeros(widths[-1])), head)


def random_critic(
    widths: tuple[int, ...],
    *,
    n_types: int,
    condition: CriticCondition,
    slope: float,
    key: PRNGKey,
) -> Critic:
    """Return a critic with random weights.

    Args:
        widths: Units of every layer, from the genes to the last hidden one.
        n_types: Number of cell types.
        condition: Scores of all types, or of each alone.
        slope: Slope of a unit below 0.
        key: PRNG key.
    """
    ends = (*widths[1:], 1, n_types)
    *matrices, common, own = _random_matrices((*widths, widths[-1]), ends, key=key)
    hidden = tuple(Weights(matrix, jnp.zeros(matrix.shape[1])) for matrix in matrices)
    shared = common[:, 0] if condition == "proj" else None
    return Critic(hidden, shared, own.T, jnp.zeros(n_types), slope)


def _random_matrices(
    n_inputs: tuple[int, ...], n_outputs: tuple[int, ...], *, key: PRNGKey
) -> list[Float[Array, "inputs outputs"]]:
    """Return weights of equal scale forwards and backwards (Xavier), all from one draw.

    A draw for each would take seconds to compile.
    """
    shapes = list(zip(n_inputs, n_outputs, strict=True))
    ends = np.cumsum([n * m for n, m in shapes]).tolist()
    parts = jnp.split(jax.random.uniform(key, (ends[-1],), minval=-1.0, maxval=1.0), ends[:-1])
    return [
        (6 / (n + m)) ** 0.5 * part.reshape(n, m)
        for (n, m), part in zip(shapes, parts, strict=True)
    ]

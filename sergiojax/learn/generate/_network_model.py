"""What a `NetworkGenerator` holds: its nets, what is known of the cells, and every gene's rate."""

from collections.abc import Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import scipy.sparse
from jaxtyping import Array, Float, Int

from sergiojax.learn._cells import Batch, Cells
from sergiojax.learn.generate._drawing import Drawing
from sergiojax.learn.parts import (
    Library,
    MaskedNets,
    Wiring,
    fit_library,
    log_negative_binomial,
    read_regulators,
    wire,
)

_LOG_SIZE = (-6.0, 8.0)  # bounds of log θ
_LOWEST_LOG_SHARE = -25.0
_SHRINK = 3.0  # cells whose weight all cells together have in the mean share of a type


class Trained(eqx.Module):
    """What gradients change.

    Attributes:
        nets: Nets of the regulated genes.
        log_share: Log share of the library of every gene, without its regulators.
        of_type: What each type adds for the genes that it reaches.
        log_size: log θ of the negative binomial.
    """

    nets: MaskedNets
    log_share: Float[Array, " genes"]
    of_type: Float[Array, "types genes"]
    log_size: Float[Array, " genes"]

    @property
    def bounded_log_size(self) -> Float[Array, " genes"]:
        """Within what a gamma distribution can be drawn of: log θ."""
        return jnp.clip(self.log_size, *_LOG_SIZE)


class Known(eqx.Module):
    """What is known before training.

    Attributes:
        wiring: Who reads whom.
        is_entered: 1 for genes that the cell type reaches.
        center: Mean of what is read of a gene, before it is standardised.
        spread: Its standard deviation; 1 for a gene that is nearly constant.
        depth: Median total count of a cell.
        library: Total counts of new cells.
    """

    wiring: Wiring
    is_entered: Float[Array, " genes"]
    center: Float[Array, " genes"]
    spread: Float[Array, " genes"]
    depth: Float[Array, ""]
    library: Library


class NetworkModel(eqx.Module):
    """The model of a `NetworkGenerator`.

    Attributes:
        trained: What gradients change.
        known: What is known before training.
    """

    trained: Trained
    known: Known


def features_of(
    known: Known, counts: Float[Array, " genes"], depth: Float[Array, ""]
) -> Float[Array, " genes"]:
    """Return what nets read: standardised log1p(count / depth · median depth)."""
    return (jnp.log1p(counts * (known.depth / depth)) - known.center) / known.spread


def log_share_of(
    trained: Trained, known: Known, features: Float[Array, " genes"], label: Int[Array, ""]
) -> Float[Array, " genes"]:
    """Return the log share of every gene, given what its regulators show."""
    own = trained.log_share + trained.of_type[label] * known.is_entered
    read = read_regulators(trained.nets, known.wiring, features)
    return jnp.clip(own.at[known.wiring.target].add(read), _LOWEST_LOG_SHARE, 0.0)


def loss_of(trained: Trained, known: Known, batch: Batch) -> Float[Array, ""]:
    """Return the mean over cells of −log likelihood."""

    def one(counts: Array, label: Array, depth: Array) -> Array:
        log_share = log_share_of(trained, known, features_of(known, counts, depth), label)
        log_mean = log_share + jnp.log(depth)
        return -log_negative_binomial(counts, log_mean, trained.bounded_log_size).sum()

    return jax.vmap(one)(*map(jnp.asarray, batch)).mean()


def known_of(drawing: Drawing, data: Cells) -> Known:
    """Return what is known before training.

    Args:
        drawing: The network.
        data: Cells with all of its genes.
    """
    place = {name: column for column, name in enumerate(data.gene_names)}
    column = [place[name] for name in drawing.genes]
    wiring = wire(
        [(column[regulator], column[target], sign) for regulator, target, sign in drawing.edges],
        n_targets=drawing.n_targets,
        n_regulators=drawing.n_regulators,
    )
    depth = float(np.median(data.depth))
    arrays = (_is_entered(drawing, data.gene_names), *_feature_moments(data, depth))
    # Rates are shares of the depth, which may be the total of more genes than are here.
    totals = Cells(data.depth[:, None], data.label, data.depth, ("total",), data.type_names)
    wiring, *arrays = jax.tree.map(jnp.asarray, (wiring, *arrays, np.float32(depth)))
    return Known(wiring, arrays[0], arrays[1], arrays[2], arrays[3], fit_library(totals))


def _is_entered(drawing: Drawing, gene_names: Sequence[str]) -> Float[np.ndarray, " genes"]:
    inside = set(drawing.genes) - drawing.entered
    return np.array([name not in inside for name in gene_names], np.float32)


def _feature_moments(
    data: Cells, depth: float
) -> tuple[Float[np.ndarray, " genes"], Float[np.ndarray, " genes"]]:
    """Return mean and standard deviation of log1p(count / depth · median depth)."""
    scale = scipy.sparse.diags_array((depth / data.depth).astype(np.float32))
    scaled: Any = scale @ scipy.sparse.csr_array(data.counts)
    logs = scaled.log1p()
    mean = np.asarray(logs.mean(axis=0), float).ravel()
    variance = np.asarray(logs.multiply(logs).mean(axis=0), float).ravel() - mean**2
    spread = np.sqrt(np.maximum(variance, 0.0))
    return mean.astype(np.float32), np.where(spread > 1e-3, spread, 1.0).astype(np.float32)


def log_shares_of(
    data: Cells,
) -> tuple[Float[Array, " genes"], Float[Array, "types genes"]]:
    """Return the log mean share of every gene, and what is added for each type.

    A type with n cells has weight n / (n + 3) in its share, all cells together have the rest.
    """
    member = (np.arange(len(data.type_names))[:, None] == data.label[None]).astype(np.float32)
    counts = np.asarray(member @ data.counts, float)
    depth = (member @ data.depth).astype(float)[:, None]
    share = ((counts.sum(0) + 0.1) / depth.sum())[None]
    extra = _SHRINK * depth.sum() / data.n_cells
    of_type = np.log((counts + extra * share) / (depth + extra)) - np.log(share)
    return jnp.asarray(np.log(share[0]), jnp.float32), jnp.asarray(of_type, jnp.float32)

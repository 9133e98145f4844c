"""Names for the kinds of values that public signatures share."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from jaxtyping import Array, ArrayLike, Float, Int, Key, Shaped, UInt32

PRNGKey: TypeAlias = Key[Array, ""] | UInt32[Array, "2"]
"""A JAX key, new style (`jax.random.key`) or raw (`jax.random.PRNGKey`)."""

NoiseType: TypeAlias = Literal["dpd", "sp", "spd"]
"""Independent noise on production and decay ("dpd"), on production ("sp"), one on both ("spd")."""

Method: TypeAlias = Literal["exponential", "euler"]
"""Exact moments over the step and reflection at 0, or SERGIO's Euler-Maruyama with a clip."""

Increments: TypeAlias = Literal["binomial", "gaussian"]
"""Random numbers of a step: sums of eight coin flips, or normally distributed."""

Sampling: TypeAlias = Literal["independent", "trajectory"]
"""One chain per cell, or SERGIO's points of one chain per cell type."""

HalfResponsePolicy: TypeAlias = Literal["deterministic", "simulated", "dynamic", "explicit"]
"""How an edge without a half response gets one: from the noise-free mean, from that of simulated
cells (SERGIO v1), from the current mean at every step (SERGIO-JAX), or not at all."""

Initial: TypeAlias = Literal["steady_state", "random", "off"]
"""Where a simulation starts: noise-free steady state, uniform up to fully on, or all genes at 0."""

Scalar: TypeAlias = Float[Array | np.ndarray, ""] | np.floating | float | int
"""One number, which may be traced."""

Count: TypeAlias = Int[Array, ""] | int
"""One whole number, such as of steps, which may be traced."""

PerGene: TypeAlias = Float[Array | np.ndarray, " genes"]
"""One value per gene."""

PerEdge: TypeAlias = Float[Array | np.ndarray, " edges"]
"""One value per edge."""

PerType: TypeAlias = Float[Array | np.ndarray, " cell_types"]
"""One value per cell type."""

TypesGenes: TypeAlias = Float[Array | np.ndarray, "cell_types genes"]
"""One value per cell type and gene, such as levels (molecules)."""

Start: TypeAlias = Float[Array | np.ndarray, "cell_types *cells genes"]
"""Levels at the start of a run (molecules), by cell type or also by cell."""

GivenLevels: TypeAlias = ArrayLike | Sequence[float | int] | Sequence[Sequence[float | int]]
"""Levels at the start as a caller gives them, before they are checked."""

Matrix: TypeAlias = Any
"""Cells × columns, dense or SciPy sparse, as `adata.X` is."""

Labels: TypeAlias = Sequence[Any] | Shaped[Any, "_"]
"""One name per cell or column: a list, an array, or a column of a table."""

Json: TypeAlias = Any
"""A JSON value: None, a bool, number or string, or a list or mapping of these."""

JsonObject: TypeAlias = dict[str, Json]
"""An object in JSON, whose values are not checked yet."""

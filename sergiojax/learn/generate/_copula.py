"""The copula as a learner: no training, and the baseline of everything that is trained."""

from dataclasses import dataclass
from typing import Any, ClassVar

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._types import JsonObject, PRNGKey
from sergiojax.analysis.realism import CopulaFit, draw_copula, fit_copula
from sergiojax.learn._cells import Batch, Cells
from sergiojax.learn._contract import Scores, Sizes, State


class _Model(eqx.Module):
    """The arrays of a `CopulaFit`."""

    mean: Float[Array, "types genes"]
    size: Float[Array, "types genes"]
    factor: Float[Array, "rows genes"]
    first: Int[Array, " types"]
    last: Int[Array, " types"]
    ridge: Float[Array, "types genes"]


@dataclass(frozen=True)
class Copula:
    """Negative binomial genes with the correlations of each cell type: fitted, not trained.

    Keeps every gene's mean, dispersion and zeros and the correlations of normal scores. It is
    fitted in seconds, and every generator that is trained must do better than it.

    Source:
        Sun et al. (2021), scDesign2, Genome Biology 22, 163.

    Example:
        >>> import jax, numpy as np
        >>> from sergiojax.learn import Copula, cells_of, fit
        >>> cells = cells_of(np.random.default_rng(0).poisson(3.0, (20, 4)))
        >>> fit(Copula(), cells, key=jax.random.key(0)).step
        0
    """

    presets: ClassVar[dict[str, JsonObject]] = {"laptop": {}}
    n_steps: ClassVar[int] = 0
    cells_per_step: ClassVar[int] = 1
    keeps_best: ClassVar[bool] = False

    def rows(self, model: _Model) -> int:
        """Return the rows of the factors of the correlations, which depend on the cells."""
        return len(model.factor)

    def build(self, sizes: Sizes, *, key: PRNGKey) -> _Model:  # noqa: ARG002 (nothing is random)
        """Return an empty model."""
        table = jnp.zeros((sizes.n_types, sizes.n_genes), jnp.float32)
        place = jnp.zeros(sizes.n_types, jnp.int32)
        factor = jnp.zeros((sizes.n_rows, sizes.n_genes), jnp.float32)
        return _Model(table, table, factor, place, place, table)

    def prepare(self, model: _Model, data: Cells) -> _Model:  # noqa: ARG002
        """Fit the copula."""
        found = fit_copula(data.counts, data.label, len(data.type_names))
        return _Model(
            jnp.asarray(found.mean),
            jnp.asarray(found.size),
            jnp.asarray(found.factor),
            jnp.asarray(found.first, jnp.int32),
            jnp.asarray(found.last, jnp.int32),
            jnp.asarray(found.ridge),
        )

    def start(self, model: _Model) -> State:
        """Return the state, which is the model alone."""
        return State(model, None, None, jnp.zeros((), jnp.int32))

    def step(self, state: State, batch: Batch, *, key: PRNGKey) -> tuple[State, Scores]:  # noqa: ARG002
        """Return the state: nothing is trained."""
        return state, {}

    def finish(self, state: State, data: Cells, *, key: PRNGKey) -> eqx.Module:  # noqa: ARG002
        """Return the model."""
        return state.model

    def draw(
        self, model: Any, label: Int[np.ndarray, " cells"], *, key: PRNGKey
    ) -> Int[np.ndarray, "cells genes"]:
        """Return one cell for every label."""
        parts = (model.mean, model.size, model.factor, model.first, model.last, model.ridge)
        return draw_copula(CopulaFit(*map(np.asarray, parts)), label, key=key)

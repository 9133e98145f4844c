"""What a learner is: a configuration whose pure functions build, train and use a model.

A configuration is a frozen dataclass of JSON values. It mutates nothing: models and states are
`equinox.Module`s that its functions take and return. What a learner can do besides training shows
in the protocols that it meets; there is no base class.
"""

from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float, Int, Num, PyTree

from sergiojax._types import PRNGKey

Scores: TypeAlias = dict[str, Float[Array, ""]]
"""Scores of a step by name, such as a loss."""


class Sizes(NamedTuple):
    """What the shapes of a model depend on besides its configuration.

    Attributes:
        n_genes: Genes of the cells.
        n_types: Cell types.
        n_rows: Rows of what grows with the training cells, where a learner has such a table: what
            its function `rows(data)` returns, else 0.
    """

    n_genes: int
    n_types: int
    n_rows: int = 0


class State(eqx.Module):
    """Everything that training carries from step to step; saved whole, it resumes.

    Attributes:
        model: The network with its current weights.
        optimiser: State of the optimiser, or of several.
        average: Averaged weights of the model; None for a learner that keeps none.
        step: Steps done.
    """

    model: eqx.Module
    optimiser: PyTree
    average: PyTree
    step: Int[Array, ""]


@runtime_checkable
class Learner(Protocol):
    """What training needs. All functions are pure.

    Attributes:
        n_steps: Steps of a whole training; 0 for a learner whose `prepare` does all.
        cells_per_step: Cells that a step takes.
        keeps_best: Whether training keeps the model with the best score on validation cells in
            place of the last one.
    """

    @property
    def n_steps(self) -> int: ...

    @property
    def cells_per_step(self) -> int: ...

    @property
    def keeps_best(self) -> bool: ...

    def build(self, sizes: Any, *, key: PRNGKey) -> eqx.Module:
        """Return an untrained model; `equinox.filter_eval_shape` of it is the skeleton to load."""
        ...

    def prepare(self, model: Any, data: Any) -> eqx.Module:
        """Return the model with what is known of the data before the first step."""
        ...

    def start(self, model: Any) -> State:
        """Return the state before the first step."""
        ...

    def step(self, state: State, batch: Any, *, key: PRNGKey) -> tuple[State, Scores]:
        """Return the state after one step, and its scores; the loop counts the steps."""
        ...

    def finish(self, state: State, data: Any, *, key: PRNGKey) -> eqx.Module:
        """Return the model to use, of the shapes of `build`; training can go on from the state."""
        ...


@runtime_checkable
class Generator(Protocol):
    """A learner that draws cells."""

    def sample(self, model: Any, label: Int[Array, ""], *, key: PRNGKey) -> Float[Array, " genes"]:
        """Return one cell of a type, which depends on the key and the type alone."""
        ...


@runtime_checkable
class BlockGenerator(Protocol):
    """A learner that draws cells many at a time, on the host."""

    def draw(
        self, model: Any, label: Int[np.ndarray, " cells"], *, key: PRNGKey
    ) -> Num[np.ndarray, "cells genes"]:
        """Return one cell for every label."""
        ...


def is_generator(learner: Any) -> bool:
    """Return whether a learner draws cells."""
    return isinstance(learner, Generator | BlockGenerator)


@runtime_checkable
class Encoder(Protocol):
    """A learner that places cells in a latent space."""

    def encode(
        self, model: Any, counts: Float[Array, " genes"], *, label: Int[Array, ""]
    ) -> Float[Array, " latent"]:
        """Return the place of one cell."""
        ...

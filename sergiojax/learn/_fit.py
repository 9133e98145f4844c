"""`fit`: cells and a configuration in, a fitted learner out."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import equinox as eqx
import jax
import numpy as np

from sergiojax._progress import Listener, Progress, StopEarly, silent
from sergiojax._types import PRNGKey
from sergiojax.learn._cells import Cells
from sergiojax.learn._config import to_json
from sergiojax.learn._contract import Learner, Sizes, State, is_generator
from sergiojax.learn._fitted import Fitted
from sergiojax.learn._loop import train
from sergiojax.learn._validation import Validation, validation_of

VALIDATE_EVERY = 200  # steps


def fit(
    learner: Any,
    cells: Cells,
    *,
    key: PRNGKey,
    until: int | None = None,
    resume: Fitted | None = None,
    chunk: int | None = None,
    progress: Listener = silent,
) -> Fitted:
    """Fit a learner to cells.

    From 1,000 cells on, a tenth of them, in the proportions of their types, is set aside to
    validate a generator every 200 steps; a learner that keeps its best model keeps it by these.

    Args:
        learner: The configuration, such as `CountVAE()`.
        cells: Cells to learn from; `cells_of` makes them.
        key: PRNG key: the same key and cells give the same bytes.
        until: Step to end at; by default all steps of the configuration.
        resume: An earlier result with the same key and cells, to go on from; its configuration may
            have fewer steps.
        chunk: Steps between two reports, which changes nothing in the result.
        progress: Called with the `Progress` after every chunk; `best` is a function that returns
            what was learned so far. `StopEarly` ends the training and keeps that.

    Returns:
        The fitted learner.

    Raises:
        ValueError: If `resume` comes from another configuration or other cells.

    Example:
        >>> import jax, numpy as np
        >>> from sergiojax.learn import Copula, cells_of, fit
        >>> cells = cells_of(np.random.default_rng(0).poisson(3.0, (20, 4)))
        >>> fitted = fit(Copula(), cells, key=jax.random.key(0))
        >>> fitted.sample(5, key=jax.random.key(1))[0].shape
        (5, 4)
    """
    build_key, train_key, finish_key = jax.random.split(key, 3)
    validation = validation_of(learner, cells, key=finish_key)
    data = validation.train
    if resume is None:
        progress(Progress("Preparing", 0, 1))
        model = learner.build(Sizes(cells.n_genes, len(cells.type_names)), key=build_key)
        state = learner.start(learner.prepare(model, data))
        history: tuple[Mapping[str, float | int], ...] = ()
    else:
        _check_resume(learner, cells, resume, key)
        state, history = resume.state, resume.history
    run = _Run(learner, cells, validation, state, history, key, finish_key)
    run.best = None if resume is None else resume.best
    with suppress(StopEarly):
        run.train(train_key, _end(learner, until), chunk, progress)
    return run.fitted()


def _end(learner: Learner, until: int | None) -> int:
    if until is not None and until < 0:
        raise ValueError(f"`until` must not be negative, but is {until}.")
    return learner.n_steps if until is None else min(until, learner.n_steps)


def _check_resume(learner: Learner, cells: Cells, resume: Fitted, key: PRNGKey) -> None:
    if not _differ_in_steps_alone(resume.learner, learner):
        raise ValueError(
            "A training can only go on with its own configuration: "
            f"{resume.learner}, not {learner}."
        )
    if resume.digest != cells.digest():
        raise ValueError("A training can only go on with the cells that it began with.")
    if not np.array_equal(jax.random.key_data(key), resume.key_data):
        raise ValueError("A training can only go on with the seed that it began with.")


def _differ_in_steps_alone(one: Any, other: Any) -> bool:
    """Return whether two configurations are equal, but for the length of the training."""
    if type(one) is not type(other):
        return False
    return {**to_json(one), "n_steps": None} == {**to_json(other), "n_steps": None}


class _Run:
    """A training under way: its state, what was validated, and the best so far."""

    def __init__(
        self,
        learner: Any,
        cells: Cells,
        validation: Validation,
        state: State,
        history: tuple[Mapping[str, float | int], ...],
        key: PRNGKey,
        finish_key: PRNGKey,
    ) -> None:
        self.learner, self.cells, self.validation = learner, cells, validation
        self.state, self.history = state, list(history)
        self.key, self.finish_key = key, finish_key
        self.digest = cells.digest()
        self.best: tuple[float, int, eqx.Module] | None = None

    def train(self, key: PRNGKey, until: int, chunk: int | None, progress: Listener) -> None:
        """Train, and report after every chunk."""
        for state, trained in train(
            self.learner,
            self.state,
            self.validation.train,
            key=key,
            until=until,
            chunk=chunk,
            stop_at=VALIDATE_EVERY,
        ):
            self.state, step, validated = state, int(state.step), {}
            if step % VALIDATE_EVERY == 0 or step == self.learner.n_steps:
                validated = self._validate(step)
            scores = {**trained, **validated}
            self.history.append({"step": step, **scores})
            progress(Progress("Training", step, until, scores, self.fitted))

    def _validate(self, step: int) -> dict[str, float]:
        if not is_generator(self.learner) or self.validation.cells is None:
            return {}
        model = self._finished()
        score = self.validation.score(self.learner, model, step=step)
        if self.learner.keeps_best and (self.best is None or score < self.best[0]):
            self.best = (score, step, model)
        return {"validation_mmd2": score}

    def _finished(self) -> eqx.Module:
        return self.learner.finish(self.state, self.validation.train, key=self.finish_key)

    def fitted(self) -> Fitted:
        """Return what was learned so far."""
        best = self.best if self.learner.keeps_best else None
        model = self._finished() if best is None else best[2]
        return Fitted(
            learner=self.learner,
            state=self.state,
            model=model,
            best=best,
            gene_names=self.cells.gene_names,
            type_names=self.cells.type_names,
            type_counts=tuple(self.cells.type_counts.tolist()),
            n_rows=self.learner.rows(model) if hasattr(self.learner, "rows") else 0,
            digest=self.digest,
            key_data=tuple(np.asarray(jax.random.key_data(self.key)).ravel().tolist()),
            history=tuple(self.history),
        )

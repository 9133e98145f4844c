"""Fitting a network to the means and covariances of cells.

The moments of each cell type are compared with those that the network predicts without a
simulation, each difference relative to its uncertainty: the standard error of the sample, and a few
percent for what the noise-free state and linear noise leave out. A prior keeps parameters that the
cells do not determine near their given values. This is nonlinear least squares with exact slopes,
so about ten steps are enough.

Source:
    Branch, Coleman and Li (1999), SIAM Journal on Scientific Computing 21(1), 1-23.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from jaxtyping import Float
from scipy.optimize import least_squares

from sergiojax._checks import check_choice, check_count, check_positive
from sergiojax._progress import Listener, Progress, StopEarly, silent
from sergiojax._types import NoiseType, PRNGKey
from sergiojax.grn import GRN, ParameterKind
from sergiojax.inference._changes import ParameterChange, list_changes
from sergiojax.inference._data import MatchedData, is_counts
from sergiojax.inference._moment_problem import MomentProblem, Statistic
from sergiojax.inference._ridge import fit_ridge
from sergiojax.inference._sample import Sample, sample_of, split_cells
from sergiojax.inference._variables import Bounds, Variables, Vary, choose_variables
from sergiojax.kinetics import fill_half_response

_TOLERANCE = 1e-6  # of loss and log changes: a network's parameters are float32
_LEAST_FACTOR = 1e-3  # a strength that ridge regression puts to 0 keeps its sign
_BY_RIDGE: tuple[ParameterKind, ...] = ("strength", "basal_rate")
_VARY: tuple[ParameterKind, ...] = (*_BY_RIDGE, "noise_amplitude")

Start: TypeAlias = Literal["network", "ridge"]


class MomentScore(NamedTuple):
    """How well a network predicts cells that it was not fitted to; NaN if there are none.

    Attributes:
        log_likelihood: Mean over cells of the logarithm of the Gaussian density with the predicted
            mean and covariance. Larger is better; only differences mean something.
        mean_error: Median over genes and cell types of |predicted mean / mean − 1|.
        variance_error: The same for the variances.
    """

    log_likelihood: float
    mean_error: float
    variance_error: float


class MomentFit(NamedTuple):
    """A network fitted to cells.

    Attributes:
        grn: The network; signs as before, automatic half responses filled in.
        before: Score of the given network on held-out cells.
        after: Score of the fitted one on the same cells.
        mean: Predicted mean (molecules).
        variance: Predicted variance (molecules²).
        changes: The parameters that differ from the given network.
        history: Smallest loss so far, after every step.
        start: Whether the fit began with the given network or with the result of `fit_ridge`.
    """

    grn: GRN
    before: MomentScore
    after: MomentScore
    mean: Float[np.ndarray, "cell_types genes"]
    variance: Float[np.ndarray, "cell_types genes"]
    changes: tuple[ParameterChange, ...]
    history: Float[np.ndarray, " steps"]
    start: Start


def fit_moments(
    grn: GRN,
    data: MatchedData,
    *,
    vary: Vary = _VARY,
    fit: Sequence[Statistic] = ("means", "covariances"),
    bounds: Bounds | None = None,
    spread: float = 1.0,
    noise_type: NoiseType = "dpd",
    held_out: float = 0.2,
    max_steps: int = 60,
    allow_counts: bool = False,
    key: PRNGKey | None = None,
    progress: Listener = silent,
) -> MomentFit:
    """Fit parameters of a network so that its means and covariances match those of cells.

    With up to 40 measured genes all covariances are compared, with more the variances alone. With
    feedback, every cell type is compared with the state that is reached from its mean.

    The result has no intervals: the standard errors of `identifiability` leave out the bias of
    noise-free means and linear noise, which is several times as large at q = 1
    (docs/inference.md).

    Args:
        grn: The network to begin with. Automatic half responses are filled in first: with the mean
            of a measured regulator over cell types where SERGIO's rule holds, else by
            `fill_half_response`.
        data: Cells in its order, from `match_data`.
        vary: Which parameters may move: kinds, single `Parameter`s, or both; by default strengths,
            basal rates and noise amplitudes. Parameters that are 0 stay 0, and no sign flips.
        fit: What is compared. Means alone do not determine noise amplitudes; if these are wrong
            and cannot move, covariances pull the means away.
        bounds: Least and largest factor on each parameter, as in `design`; by default 1/30 to 30.
        spread: Standard deviation of the log changes expected beforehand. Parameters about which
            the cells say little stay within it; smaller values hold them tighter.
        noise_type: How cells are noisy; see `lna`.
        held_out: Share of the cells of every type kept for the scores and not fitted.
        max_steps: Largest number of networks to try.
        allow_counts: Take whole counts for levels all the same, libraries and dropout included.
        key: Chooses the held-out cells; by default always the same ones.
        progress: Called after every step with the smallest loss (`scores["loss"]`) and the network
            that has it (`best`). If it raises `StopEarly`, that network is the result; anything
            else that it raises ends the run.

    Returns:
        The network, and how well it predicts held-out cells before and after.

    Raises:
        ValueError: If the data are whole counts, which `calibrate` fits, or of another network, a
            cell type has too few cells, nothing can vary, a setting is out of range, or the given
            network has no stable steady state near the cells.
    """
    check_positive("spread", spread)
    max_steps = check_count("max_steps", max_steps)
    for name in fit:
        check_choice("fit", name, Statistic)
    if not fit:
        raise ValueError('`fit` needs "means", "covariances" or both.')
    if not allow_counts and is_counts(data):
        raise ValueError(
            "`data` must be clean levels, but every entry is a whole number, as of raw counts. Fit "
            "counts by `calibrate`, which knows libraries and dropout; `allow_counts=True` takes "
            "them for levels all the same."
        )
    learn = split_cells(grn, data, held_out, key)
    sample, test = sample_of(grn, data, learn), sample_of(grn, data, ~learn)
    filled = _fill(grn, sample)
    variables = choose_variables(filled, vary, bounds)
    problem = MomentProblem(
        filled, variables, sample=sample, fit=tuple(fit), spread=spread, noise_type=noise_type
    )
    start, change = _first(problem, variables, data, learn)
    search = _Search(problem, progress, max_steps)
    search.run(change)
    found, moments = problem.network(search.best), problem.moments(search.best)
    return MomentFit(
        found,
        _score(problem, np.zeros(len(change)), test),
        _score(problem, search.best, test),
        moments.mean,
        np.diagonal(moments.covariance, axis1=1, axis2=2).copy(),
        list_changes(variables, filled, found),
        np.array(search.history),
        start,
    )


class _Search:
    """Least squares that keeps the best network and can be stopped."""

    def __init__(self, problem: MomentProblem, progress: Listener, max_steps: int) -> None:
        self._problem, self._progress, self._max_steps = problem, progress, max_steps
        self.history: list[float] = []

    def run(self, change: Float[np.ndarray, " variables"]) -> None:
        """Descend from a start; `best` holds the result."""
        self.best, self._loss = change, np.inf
        variables = self._problem.variables
        slopes: Any = self._problem.slopes  # SciPy's stubs allow the name of a rule only
        try:
            least_squares(
                self._look,
                change,
                jac=slopes,
                bounds=(variables.lowest - _TOLERANCE, variables.highest + _TOLERANCE),
                ftol=_TOLERANCE,
                xtol=_TOLERANCE,
                max_nfev=self._max_steps,
            )
        except StopEarly:
            return

    def _look(self, change: Float[np.ndarray, " variables"]) -> Float[np.ndarray, " residuals"]:
        residuals = self._problem.residuals(change)
        loss = float(residuals @ residuals) / 2
        if loss < self._loss:
            self.best, self._loss = change.copy(), loss
        self.history.append(self._loss)
        step, found = len(self.history), self._problem.network(self.best)
        self._progress(Progress("Fitting", step, self._max_steps, {"loss": self._loss}, found))
        return residuals


def _fill(grn: GRN, sample: Sample) -> GRN:
    """Fill in automatic half responses, from the cells where they show them."""
    level = sample.mean.mean(0)[grn.regulator]
    automatic = np.isnan(np.asarray(grn.half_response))
    usable = automatic & (level > 0) & ~grn.topology.feedback_driven[grn.regulator]
    if grn.n_cell_types > 1 and usable.any():
        grn = grn.replace(half_response=np.where(usable, level, grn.half_response))
    return fill_half_response(grn).grn


def _first(
    problem: MomentProblem, variables: Variables, data: MatchedData, learn: np.ndarray
) -> tuple[Start, Float[np.ndarray, " variables"]]:
    """Return the better start: the given network or that of ridge regression."""
    given = np.zeros(len(variables.parameters))
    losses = [np.square(problem.residuals(given)).sum()]
    if not np.isfinite(losses[0]):
        raise ValueError(
            "The network has no stable steady state near these cells, so its means cannot be "
            "compared with theirs. Begin with weaker feedback."
        )
    ridge = _ridge(problem.grn, variables, data, learn)
    if ridge is None or not np.square(problem.residuals(ridge)).sum() < losses[0]:
        return "network", given
    return "ridge", ridge


def _ridge(
    grn: GRN, variables: Variables, data: MatchedData, learn: np.ndarray
) -> Float[np.ndarray, " variables"] | None:
    """Return the log changes that lead to the result of `fit_ridge`, if it has one."""
    moved = [each.kind in _BY_RIDGE for each in variables.parameters]
    if not (data.observed.all() and any(moved)):
        return None
    labels = np.array(grn.cell_types)[data.cell_type[learn]]
    try:
        found = fit_ridge(
            grn,
            data.expression[learn],
            cell_type=labels,
            half_response="network",
            held_out=0.0,
        ).grn
    except ValueError:  # regulators that act as a product
        return None
    factor = [
        each.value(found) / each.value(grn) if is_moved else 1.0
        for each, is_moved in zip(variables.parameters, moved, strict=True)
    ]
    change = np.log(np.maximum(factor, _LEAST_FACTOR))
    return np.clip(change, variables.lowest, variables.highest)


def _score(
    problem: MomentProblem, change: Float[np.ndarray, " variables"], test: Sample
) -> MomentScore:
    moments, genes = problem.moments(change), problem.genes
    rows = np.nonzero(test.n_cells)[0].tolist()
    if not rows:
        return MomentScore(np.nan, np.nan, np.nan)
    mean, covariance = moments.mean[:, genes], moments.covariance[:, genes[:, None], genes]
    density = np.array([test.log_density(row, genes, mean[row], covariance[row]) for row in rows])
    variance = np.diagonal(covariance, axis1=1, axis2=2)[rows]
    seen = np.diagonal(test.covariance, axis1=1, axis2=2)[:, genes][rows]
    return MomentScore(
        float(density @ test.n_cells[rows] / test.n_cells[rows].sum()),
        _median_error(mean[rows], test.mean[:, genes][rows]),
        _median_error(variance, seen),
    )


def _median_error(predicted: np.ndarray, seen: np.ndarray) -> float:
    usable = seen > 0
    errors = np.abs(predicted[usable] / seen[usable] - 1)
    return float(np.median(errors)) if len(errors) else np.nan

"""Fitting a network to raw counts, through the simulator and the technical noise.

`fit_moments` takes levels for molecules, and counts are not: libraries differ, and dropout takes
what is low. Here cells are simulated, seen as the experiment sees them, and compared with the
counts; the gradient of the difference goes back through all of it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, TypeAlias

import jax
import numpy as np
from jaxtyping import Array, Bool, Float

from sergiojax._checks import check_choice, check_count, check_positive
from sergiojax._progress import Listener, Progress, StopEarly, silent
from sergiojax._types import NoiseType, PRNGKey
from sergiojax.grn import GRN, Parameter
from sergiojax.inference._changes import list_changes
from sergiojax.inference._data import MatchedData
from sergiojax.inference._sample import split_cells
from sergiojax.inference._variables import Bounds, Vary, choose_variables
from sergiojax.inference.calibration._experiment import Experiment, experiment_of
from sergiojax.inference.calibration._loop import CHUNK, Point, begin, rates, take_steps
from sergiojax.inference.calibration._losses import CountStatistic
from sergiojax.inference.calibration._problem import Problem, Run
from sergiojax.inference.calibration._result import (
    Calibration,
    common_factor_of,
    open_questions,
)
from sergiojax.inference.calibration._scores import NO_SCORE, CountScore, score_counts
from sergiojax.inference.calibration._start import plan, pose
from sergiojax.noise import TechnicalNoise

Fitted: TypeAlias = Literal["fit"]

_SCORED = 400  # simulated cells per cell type
_AVERAGED = 5  # the answer is the mean over the last of so many parts of the steps
_SCORES = 2**31 - 1  # folded into the key; beyond the number of any step


def calibrate(
    grn: GRN,
    data: MatchedData,
    *,
    technical_noise: Fitted | TechnicalNoise = "fit",
    statistic: CountStatistic = "moments",
    vary: Vary = ("strength", "basal_rate", "noise_amplitude"),
    bounds: Bounds | None = None,
    n_cells: int = 128,
    max_steps: int = 100,
    spread: float = 1.0,
    noise_type: NoiseType = "dpd",
    held_out: float = 0.2,
    key: PRNGKey | None = None,
    progress: Listener = silent,
) -> Calibration:
    """Fit a network and the technical noise to raw counts, by gradients through the simulator.

    Every step simulates some cells, gives them libraries, and compares what dropout and counting
    are expected to leave of them with the real counts. Half responses that are automatic stay so
    and follow the trial network.

    Cells with more genes than the network (`data.total`) are read in proportion to their whole
    total, with one factor for the data set; where the network has all genes, libraries are
    log-normal, as `TechnicalNoise` has them.

    Args:
        grn: The network to begin with.
        data: Counts in its order, from `match_data`.
        technical_noise: "fit", or technical noise that is known and stays.
        statistic: "moments" compares means, zeros, variances and correlations of every cell type;
            "mmd" whole distributions, by kernels, at twice the time.
        vary: Which parameters may move: kinds, single `Parameter`s, or both. Parameters that are 0
            stay 0, and no sign flips.
        bounds: Least and largest factor on each parameter, as in `design`; by default 1/30 to 30.
        n_cells: Cells simulated per cell type and step.
        max_steps: Steps.
        spread: Standard deviation of the log changes expected beforehand. Parameters about which
            the cells say little stay within it.
        noise_type: How cells are noisy; see `simulate_steady_state`.
        held_out: Share of the cells of every type kept for the scores and not fitted.
        key: PRNG key of the simulated cells and of the held-out ones; by default always the same.
        progress: Called after every five steps with the loss (`scores["loss"]`) and the network so
            far (`best`). If it raises `StopEarly`, that network is the result; anything else that
            it raises ends the run.

    Returns:
        The network, the technical noise, and scores on held-out cells before and after.

    Raises:
        ValueError: If the data are not whole counts, or of another network, a cell type has too few
            cells, nothing can vary, a setting is out of range, or the given technical noise has
            outlier genes.

    Example:
        >>> import jax, sergiojax as sj
        >>> from sergiojax.inference import calibrate, match_data
        >>> grn = sj.GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [1.0, 4.0]})
        >>> cells = sj.simulate(grn, 60, seed=0, technical_noise="DS6")
        >>> data = match_data(grn, cells.X, cell_type=cells.obs["cell_type"])
        >>> found = calibrate(grn, data, n_cells=16, max_steps=5)
        >>> found.grn.gene_names
        ('A', 'B')

    Source:
        Kingma and Ba (2015), Adam: a method for stochastic optimization, ICLR.
    """
    check_choice("statistic", statistic, CountStatistic)
    check_positive("spread", spread)
    n_cells = check_count("n_cells", n_cells, least=2)
    max_steps = check_count("max_steps", max_steps)
    given = _given(technical_noise)
    check_counts(data)
    key = jax.random.key(0) if key is None else key
    learn = split_cells(grn, data, held_out, key)
    variables = choose_variables(grn, vary, bounds, among=partial(_known, grn))
    run, dt = plan(grn, n_cells, noise_type, statistic=statistic, fits_noise=given is None)
    problem, start = pose(grn, data, variables, learn=learn, given=given, spread=spread, dt=dt)

    def network(point: Point) -> GRN:
        return variables.apply(grn, np.asarray(point.change)[: len(variables.parameters)])

    search = _Search(problem, run, network, progress)
    point = search.run(start, max_steps=max_steps, key=key)
    found = network(point)
    own_key = jax.random.fold_in(key, _SCORES)
    if given is None:
        experiment = experiment_of(
            found, point.noise, problem.totals, key=own_key, noise_type=noise_type
        )
    else:
        experiment = Experiment(given, point.noise, None)
    changes = list_changes(variables, grn, found)
    result = Calibration(
        grn=found,
        technical_noise=experiment.noise,
        before=NO_SCORE,
        after=NO_SCORE,
        changes=changes,
        common_factor=common_factor_of(changes),
        share_read=None if problem.totals is None else float(np.exp(point.noise.library_mean)),
        history=np.array(search.history),
        not_determined=open_questions(grn, data, fits_noise=given is None),
        experiment=experiment,
        noise_type=noise_type,
    )
    before, after = (_score(result, each, data, ~learn, own_key) for each in (grn, found))
    return result._replace(before=before, after=after)


class _Search:
    """A descent that reports, and that can be stopped."""

    def __init__(
        self, problem: Problem, run: Run, network: Callable[[Point], GRN], progress: Listener
    ) -> None:
        self._problem, self._run, self._network = problem, run, network
        self._progress = progress
        self.history: list[float] = []
        self._points: list[Point] = []

    def run(self, start: Point, *, max_steps: int, key: PRNGKey) -> Point:
        """Descend, and return the mean of the last fifth of the steps that were taken."""
        rate, state = rates(max_steps), begin(start)
        try:
            self._progress(Progress("Preparing", 0, max_steps))
            for first in range(0, max_steps, CHUNK):
                number = np.int32(first)
                part = rate[first : first + CHUNK]
                state, losses, points = take_steps(
                    self._problem, state, part, number, key, run=self._run
                )
                self._keep(losses, points, max_steps)
                found = self._network(self._answer())
                scores = {"loss": self.history[-1]}
                step = len(self.history)
                self._progress(Progress("Calibrating", step, max_steps, scores, found))
            self._progress(Progress("Scoring", 0, 1))
        except StopEarly:
            pass
        return self._answer() if self._points else start

    def _keep(self, losses: Float[Array, " steps"], points: Point, max_steps: int) -> None:
        """Keep the steps of a chunk; those beyond the last were padding."""
        new = min(len(losses), max_steps - len(self.history))
        self.history += np.asarray(losses)[:new].tolist()
        for place in range(new):
            self._points.append(jax.tree.map(lambda leaf, at=place: np.asarray(leaf[at]), points))

    def _answer(self) -> Point:
        last = self._points[-max(len(self._points) // _AVERAGED, 1) :]
        return jax.tree.map(lambda *leaves: np.mean(leaves, axis=0, dtype=np.float32), *last)


def _score(
    result: Calibration,
    grn: GRN,
    data: MatchedData,
    chosen: Bool[np.ndarray, " cells"],
    key: PRNGKey,
) -> CountScore:
    if not chosen.any():
        return NO_SCORE
    counts = result.draw_counts(_SCORED, key=key, grn=grn)
    return score_counts(
        counts,
        data.expression[chosen],
        cell_type=data.cell_type[chosen],
        observed=data.observed,
    )


def _given(technical_noise: Fitted | TechnicalNoise) -> TechnicalNoise | None:
    """Return technical noise that was given, or None to fit it."""
    if isinstance(technical_noise, str):
        check_choice("technical_noise", technical_noise, Fitted)
        return None
    if float(technical_noise.outlier_probability) > 0:
        raise ValueError(
            "`technical_noise` must have no outlier genes, but `outlier_probability` is "
            f"{float(technical_noise.outlier_probability):g}: a factor on a gene cannot be "
            "distinguished from its K. Use `technical_noise.replace(outlier_probability=0)`."
        )
    return technical_noise


def _known(grn: GRN, parameters: Sequence[Parameter]) -> Sequence[Parameter]:
    """Return the parameters that have a value: an automatic half response follows the network."""
    return [each for each in parameters if not np.isnan(each.value(grn))]


def check_counts(data: MatchedData) -> None:
    """Refuse cells that are not whole counts.

    Raises:
        ValueError: If an entry is not whole, or all are 0.
    """
    counts = data.expression[:, data.observed]
    broken = counts % 1 != 0
    if broken.any():
        raise ValueError(
            f"`data` must be whole counts, but an entry is {counts[broken][0]:g}. For clean levels "
            "`fit_moments` is exact and faster; for counts that were normalised, pass the raw ones."
        )
    if not counts.any():
        raise ValueError("`data` must hold molecules, but every count of the network's genes is 0.")

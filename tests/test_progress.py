"""Progress is one value everywhere, and `StopEarly` keeps the best where there is one."""

from collections import defaultdict

import numpy as np
import pytest

from sergiojax import GRN, Progress, StopEarly, simulate
from sergiojax.analysis import inferability
from sergiojax.inference import Level, design, fit_moments, match_data

N_CELLS = 700  # two blocks


@pytest.fixture
def grn():
    return GRN.from_edges([("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": 4.0, "C": 5.0})


@pytest.fixture
def cells(grn):
    """Cells that vary and are of another network, so that there is something to fit."""
    noise = np.random.default_rng(0).normal(size=(60, grn.n_genes))
    return np.abs(np.array([5.0, 2.0, 6.0]) + noise).astype(np.float32)


def unreachable(grn, progress):
    return design(grn, [Level("C", 1e6)], max_steps=8, n_starts=2, progress=progress)


def fit(grn, cells, progress):
    return fit_moments(grn, match_data(grn, cells, gene_names=grn.gene_names), progress=progress)


class StopAt:
    """A listener that stops early at one step, and keeps what it was called with."""

    def __init__(self, step):
        self.step, self.seen = step, []

    def __call__(self, progress):
        self.seen.append(progress)
        if progress.step >= self.step:
            raise StopEarly


@pytest.mark.parametrize(
    ("step", "n_steps", "share"), [(0, 4, 0.0), (1, 4, 0.25), (7, 4, 1.0), (-1, 4, 0.0), (0, 0, 0)]
)
def test_share_is_that_of_the_steps_and_between_0_and_1(step, n_steps, share):
    assert Progress("Simulating", step, n_steps).share == share


def test_one_listener_serves_all_work_and_sees_every_phase_rise_to_its_end(grn, cells):
    seen = defaultdict(list)

    def listen(progress):
        assert type(progress) is Progress
        assert (type(progress.step), type(progress.n_steps)) == (int, int)
        seen[progress.phase].append(progress.share)

    simulate(grn, N_CELLS, burn_in=0.1, progress=listen)
    unreachable(grn, listen)
    inferability(grn, cells, methods=["tree"], progress=listen)
    assert list(seen) == ["Simulating", "Searching", "tree"]
    for shares in seen.values():
        assert len(shares) > 1
        assert shares == sorted(shares)
        assert shares[-1] == 1


def test_a_design_that_is_stopped_early_is_the_best_so_far(grn):
    listener = StopAt(6)
    result = unreachable(grn, listener)
    last = listener.seen[-1]
    assert (last.phase, last.step, last.n_steps) == ("Searching", 6, 8)
    assert result.loss == last.scores["loss"]
    assert result.grn.digest() == last.best.digest() != grn.digest()


def test_a_fit_that_is_stopped_early_is_the_best_so_far(grn, cells):
    listener = StopAt(3)
    result = fit(grn, cells, listener)
    assert [(each.phase, each.step) for each in listener.seen] == [
        ("Fitting", 1),
        ("Fitting", 2),
        ("Fitting", 3),
    ]
    assert [each.scores["loss"] for each in listener.seen] == list(result.history)
    assert result.grn.digest() == listener.seen[-1].best.digest()


def test_what_improves_nothing_lets_the_stop_pass(grn):
    with pytest.raises(StopEarly):
        simulate(grn, N_CELLS, burn_in=0.1, progress=StopAt(1))

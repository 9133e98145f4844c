"""What is seen of a training that goes on: new cells every few seconds, and the time left."""

from types import SimpleNamespace

import anndata
import numpy as np
import pandas as pd
import pytest

from sergiojax._progress import Progress, StopEarly
from sergiojax.ui.generate.places import places_of
from sergiojax.ui.generate.train import Watcher

N_GENES = 6


@pytest.fixture
def cells():
    counts = np.random.default_rng(0).poisson(3.0, (50, N_GENES)).astype(np.float32)
    obs = pd.DataFrame({"cell_type": ["A", "B"] * 25}, index=[str(cell) for cell in range(50)])
    return anndata.AnnData(counts, obs=obs)


class Clock:
    """A clock that a test moves on."""

    now = 100.0

    def __call__(self):
        return self.now


class Model:
    """A model so far, which counts how often it draws."""

    drawn = 0

    def __call__(self):
        return self

    def sample(self, n_cells, *, key):
        assert key is not None
        Model.drawn += 1
        return np.ones((n_cells, N_GENES), np.float32), np.zeros(n_cells, int)


@pytest.fixture
def watched(cells):
    Model.drawn, heard, clock = 0, [], Clock()
    return SimpleNamespace(
        heard=heard, clock=clock, watcher=Watcher(heard.append, places_of(cells), clock=clock)
    )


def report(step):
    return Progress("Training", step, 1000, {"loss": 1.0}, Model())


def test_cells_are_drawn_every_few_seconds_and_the_time_left_is_estimated(watched):
    watched.watcher(report(50))
    assert watched.heard[-1].best.seconds_left is None
    assert watched.heard[-1].best.places.shape == (400, 2)
    for step in range(100, 600, 50):
        watched.clock.now += 1
        watched.watcher(report(step))
    assert Model.drawn == 4  # at 0, 3, 6 and 9 s
    glimpse = watched.heard[-1].best
    assert glimpse.step == 500
    assert glimpse.seconds_left == pytest.approx((1000 - 550) / 50)
    assert watched.heard[-1].scores == {"loss": 1.0}


def test_reports_without_a_model_pass_unchanged(watched):
    preparing = Progress("Preparing", 0, 1)
    watched.watcher(preparing)
    assert watched.heard == [preparing]
    assert Model.drawn == 0


def test_what_ends_the_training_passes(cells):
    def stop(progress):
        raise StopEarly

    with pytest.raises(StopEarly):
        Watcher(stop, places_of(cells), clock=Clock())(report(50))


def test_real_cells_have_the_places_that_new_ones_of_their_counts_would_have(cells):
    places = places_of(cells)
    assert places.label == ["A", "B"] * 25
    np.testing.assert_allclose(places.of(cells.X), places.real, atol=1e-4)


def test_one_gene_has_places_too(cells):
    places = places_of(cells[:, :1].copy())
    assert places.real.shape == (50, 2)
    assert (places.of(cells.X[:, :1])[:, 1] == 0).all()

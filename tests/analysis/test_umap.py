"""UMAP: groups stay together, seeds repeat, odd inputs are laid out, and the start is quick.

Importing and compiling umap-learn takes half a minute in the first run on a machine, then seconds.
"""

import threading

import numpy as np
import pytest

from sergiojax.analysis import umap, warm_up_umap
from sergiojax.analysis._umap import _library


@pytest.fixture(scope="module")
def groups():
    """Three groups of 40 cells, ten standard deviations apart."""
    rng = np.random.default_rng(0)
    centers = 10 * np.eye(3, 6)
    label = np.repeat(np.arange(3), 40)
    return centers[label] + rng.normal(size=(120, 6)), label


def test_three_cells_are_refused():
    with pytest.raises(ValueError, match="at least 4 cells, but there are 3"):
        umap(np.ones((3, 2)))


@pytest.mark.parametrize(
    ("setting", "message"),
    [({"min_dist": -0.1}, "`min_dist` must be"), ({"n_neighbors": 1}, "`n_neighbors` must be")],
)
def test_settings_out_of_range_are_refused(setting, message):
    with pytest.raises(ValueError, match=message):
        umap(np.ones((5, 2)), **setting)


@pytest.mark.validate  # half a minute where numba has not compiled yet
def test_warm_up_compiles_once_all_that_is_needed_and_keeps_it_on_disk(groups):
    threads = [threading.Thread(target=warm_up_umap) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    library = _library()
    compiled = [library.smooth_knn_dist, library.compute_membership_strengths]
    assert all(function.stats.cache_path for function in compiled)
    before = [function.signatures for function in compiled]
    umap(groups[0])
    assert [function.signatures for function in compiled] == before


@pytest.mark.slow
def test_groups_stay_together(groups):
    features, label = groups
    layout = umap(features, seed=3)
    assert layout.dtype == np.float32
    distance = np.linalg.norm(layout[:, None] - layout, axis=-1)
    np.fill_diagonal(distance, np.inf)
    assert np.all(label[distance.argmin(axis=1)] == label)


@pytest.mark.slow
def test_layout_follows_the_seed(groups):
    features, _ = groups
    first, again, other = (umap(features, seed=seed) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert not np.array_equal(first, other)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_layout_resembles_the_principal_components(seed):
    rng = np.random.default_rng(seed)
    position = np.repeat([0.0, 10.0, 30.0], 40)  # groups along a line
    features = position[:, None] * [1, 0, 0] + rng.normal(size=(120, 3))
    assert np.corrcoef(umap(features, seed=seed)[:, 0], position)[0, 1] > 0.7


@pytest.mark.slow
@pytest.mark.parametrize(
    "features",
    [
        np.random.default_rng(0).normal(size=(4, 2)),  # fewer cells than neighbours
        np.arange(10.0)[:, None],  # one gene
        np.zeros((30, 5)),  # equal cells
        np.repeat(np.eye(3), 20, axis=0),  # more equal cells than neighbours
        np.random.default_rng(0).normal(size=(60, 200)),  # more genes than components
    ],
)
def test_odd_inputs_are_laid_out(features):
    layout = umap(features)
    assert layout.shape == (len(features), 2)
    assert np.isfinite(layout).all()

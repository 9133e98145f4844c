"""Clusters of cells by their nearest neighbours."""

import jax
import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from sergiojax.analysis import leiden, normalize, pca
from sergiojax.io import read_cells

SIZES = (60, 30, 90)


def _blobs(seed=0, gap=6.0):
    rng = np.random.default_rng(seed)
    centers = gap * np.eye(3)[np.repeat(range(3), SIZES)]
    return (centers + rng.normal(size=centers.shape)).astype(np.float32)


def test_separate_clouds_are_clusters_numbered_by_size(key):
    clusters = leiden(_blobs(), resolution=0.3, key=key)
    np.testing.assert_array_equal(clusters, np.repeat([1, 2, 0], SIZES))


def test_the_same_key_gives_the_same_clusters(key):
    scores = _blobs(gap=1.5)
    one, two = (leiden(scores, key=key) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_the_order_of_cells_and_the_scale_do_not_matter(key):
    scores, order = _blobs(), np.random.default_rng(1).permutation(sum(SIZES))
    clusters = leiden(scores, resolution=0.3, key=key)
    np.testing.assert_array_equal(
        leiden(7 * scores[order], resolution=0.3, key=key), clusters[order]
    )


def test_a_higher_resolution_gives_more_clusters(key):
    numbers = [leiden(_blobs(gap=2.0), resolution=r, key=key).max() + 1 for r in (0.1, 1.0, 5.0)]
    assert numbers[0] < numbers[1] < numbers[2]


def test_one_cloud_is_one_cluster_and_few_cells_are_too(key):
    assert leiden(_blobs()[:60], resolution=0.05, key=key).max() == 0
    assert leiden(np.zeros((1, 2), np.float32), key=key).tolist() == [0]
    assert leiden(np.zeros((5, 2), np.float32), key=key).shape == (5,)


def test_bad_settings_are_refused(key):
    with pytest.raises(ValueError, match="`resolution` must be positive"):
        leiden(_blobs(), resolution=0.0, key=key)
    with pytest.raises(ValueError, match="`n_neighbors` must be at least 2"):
        leiden(_blobs(), n_neighbors=1, key=key)


def test_clusters_of_real_cells_agree_with_those_of_scanpy(shared_data):
    cells = read_cells(shared_data / "learned" / "pbmc68k_700x765_counts.h5ad")
    scores = pca(normalize(cells.X), n_components=50).coordinates
    louvain = cells.obs["louvain"].astype(str)  # by scanpy, of the same cells with all genes
    found = leiden(scores, resolution=1.0, key=jax.random.key(0))
    assert adjusted_rand_score(louvain, found) > 0.5
    assert 5 <= found.max() + 1 <= 14

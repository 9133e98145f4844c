import numpy as np
import scipy.sparse

from sergiojax.learn.parts import refit_log_size


def test_dispersions_of_negative_binomial_counts_are_found_again():
    random = np.random.default_rng(0)
    n_cells, size = 20_000, np.array([0.5, 2.0, 10.0])
    mean = random.lognormal(1.0, 0.5, (n_cells, 3))
    counts = random.poisson(mean * random.gamma(size, 1 / size, mean.shape))
    found = refit_log_size(mean.mean(0), (mean**2).mean(0), counts, np.zeros(3))
    assert np.allclose(np.exp(found), size, rtol=0.15)


def test_counts_without_excess_variance_have_the_largest_size():
    counts = np.full((10_000, 1), 4.0)
    found = refit_log_size(np.array([4.0]), np.array([16.0]), counts, np.zeros(1))
    assert 2_900 < np.exp(found[0]) <= 3_000


def test_a_gene_that_no_cell_has_keeps_its_trained_size():
    counts, old = np.zeros((50, 2)), np.array([0.7, -1.0])
    found = refit_log_size(np.full(2, 1e-9), np.full(2, 1e-18), counts, old)
    assert np.array_equal(found, old)


def test_a_rare_gene_is_averaged_with_its_trained_size():
    counts = np.zeros((100, 1))
    counts[:10] = 5.0
    mean, square = np.array([0.5]), np.array([0.3])
    size = 0.3 / (counts.var() - 0.05 - 0.5)
    found = refit_log_size(mean, square, counts, np.array([2.0]))
    assert np.isclose(found[0], 0.5 * np.log(size) + 0.5 * 2.0)


def test_sparse_counts_give_the_same_sizes():
    counts = np.random.default_rng(0).poisson(0.3, (5_000, 7)) * 2.0
    mean = counts.mean(0)
    dense, sparse = (
        refit_log_size(mean, mean**2, each, np.zeros(7))
        for each in (counts, scipy.sparse.csr_matrix(counts))
    )
    assert np.allclose(dense, sparse, rtol=1e-12)

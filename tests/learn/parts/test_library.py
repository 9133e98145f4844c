import jax
import jax.numpy as jnp
import numpy as np
import scipy.sparse

from sergiojax.learn import cells_of
from sergiojax.learn.parts import draw_log_library, fit_library


def test_types_keep_their_own_depth():
    random = np.random.default_rng(0)
    counts = np.concatenate([random.poisson(2.0, (400, 50)), random.poisson(20.0, (400, 50))])
    library = fit_library(cells_of(counts, cell_type=["low"] * 400 + ["high"] * 400))
    assert np.allclose(np.exp(library.mean), [1000, 100], rtol=0.05)
    logs = np.log(counts.sum(1))
    weight = 400 / 405
    wanted = weight * logs[400:].std() + (1 - weight) * logs.std()
    assert np.isclose(library.sd[0], wanted, rtol=1e-5)


def test_a_type_of_one_cell_borrows_from_all_and_one_without_cells_takes_all():
    counts = np.concatenate([np.full((10, 2), 5.0), np.full((1, 2), 500.0)])
    types = ["a"] * 10 + ["b"]
    library = fit_library(cells_of(counts, cell_type=types, type_names=("a", "b", "c")))
    logs = np.log(counts.sum(1))
    assert np.isclose(library.mean[1], logs[-1] / 6 + logs.mean() * 5 / 6, rtol=1e-5)
    assert np.isclose(library.sd[1], logs.std() * 5 / 6, rtol=1e-5)
    assert np.isclose(library.mean[2], logs.mean(), rtol=1e-5)
    assert np.isclose(library.sd[2], logs.std(), rtol=1e-5)


def test_empty_cells_give_finite_statistics():
    library = fit_library(cells_of(np.zeros((3, 4))))
    assert library.mean.tolist() == [0.0]
    assert library.sd.tolist() == [0.0]


def test_sparse_and_dense_cells_have_the_same_libraries():
    counts = np.random.default_rng(0).poisson(0.5, (60, 30))
    dense = fit_library(cells_of(counts))
    sparse = fit_library(cells_of(scipy.sparse.csr_matrix(counts)))
    assert np.array_equal(dense.mean, sparse.mean)
    assert np.array_equal(dense.sd, sparse.sd)


def test_drawn_libraries_have_the_type_s_mean_and_deviation(key):
    random = np.random.default_rng(0)
    counts = random.poisson(random.lognormal(2, 0.5, (500, 1)) * np.ones(20))
    library = fit_library(cells_of(counts))
    keys = jax.random.split(key, 4_000)
    logs = np.asarray(
        jax.vmap(lambda each: draw_log_library(library, jnp.asarray(0), key=each))(keys)
    )
    sd = float(library.sd[0])
    assert abs(logs.mean() - float(library.mean[0])) < 4 * sd / 4_000**0.5
    assert abs(logs.std() / sd - 1) < 4 / 8_000**0.5

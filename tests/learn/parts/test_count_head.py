"""Heads of a generator: the distribution of counts, their gradient, and totals of scGAN's cells."""

import jax
import jax.numpy as jnp
import numpy as np

from sergiojax.learn.parts._count_head import CountHead, HeadNoise, SharesHead, count_head
from sergiojax.learn.parts._library import Library

N = 40_000


def head_noise(key, n_cells, n_genes):
    """Random numbers of some cells."""
    one, two, three = jax.random.split(key, 3)
    shape = (n_cells, n_genes)
    factor, place = jax.random.normal(two, shape), jax.random.uniform(three, shape)
    return HeadNoise(jax.random.normal(one, (n_cells,)), factor, place)


def test_counts_have_the_moments_of_negative_binomials(key):
    size = 2.0
    library = Library(jnp.log(jnp.array([8.0])), jnp.zeros(1))
    head = CountHead(jnp.full(2, jnp.log(size)), library)
    output = jnp.log(jnp.array([[0.25, 0.75]]) * jnp.ones((N, 1)))
    counts = np.asarray(head(output, jnp.ones((N, 1)), head_noise(key, N, 2)))
    assert (counts == np.rint(counts)).all()
    for mean, found in zip((2.0, 6.0), counts.T, strict=True):
        assert abs(found.mean() / mean - 1) < 0.03
        assert abs(found.var() / (mean + mean**2 / size) - 1) < 0.12  # its tail is log-normal


def test_libraries_follow_the_type(key):
    library = Library(jnp.log(jnp.array([50.0, 400.0])), jnp.array([0.1, 0.3]))
    head = CountHead(jnp.full(20, 9.0), library)
    types = jnp.eye(2)[jnp.arange(4_000) % 2]
    total = head(jnp.zeros((4_000, 20)), types, head_noise(key, 4_000, 20)).sum(1)
    logs = np.log(np.asarray(total)).reshape(-1, 2)
    assert np.allclose(logs.mean(0), np.log([50, 400]), atol=0.03)
    assert np.allclose(logs.std(0), np.sqrt([0.01 + 1 / 50, 0.09 + 1 / 400]), atol=0.02)


def test_counts_pass_the_gradient_of_their_means(key):
    head = count_head(n_genes=3, n_types=1)
    noise, types = head_noise(key, 4, 3), jnp.ones((4, 1))
    output = jax.random.normal(key, (4, 3))
    of_counts = jax.grad(lambda x: (head(x, types, noise) ** 2).sum())(output)
    counts = head(output, types, noise)
    _, pull = jax.vjp(lambda x: head.rates(x, types, noise), output)
    assert np.allclose(of_counts, pull(2 * counts)[0], rtol=1e-5)


def test_library_sizes_are_not_trained(key):
    head = count_head(n_genes=3, n_types=1)
    noise = head_noise(key, 4, 3)
    slope = jax.grad(lambda each: each(jnp.ones((4, 3)), jnp.ones((4, 1)), noise).sum())(head)
    assert (slope.library.mean == 0).all()
    assert (slope.library.sd == 0).all()
    assert np.isfinite(slope.log_size).all()


def test_no_rate_overflows(key):
    head = CountHead(jnp.full(2, -40.0), Library(jnp.full(1, 60.0), jnp.ones(1)))
    noise = HeadNoise(jnp.full(5, 5.0), jnp.full((5, 2), 5.0), jnp.full((5, 2), 1 - 1e-7))
    counts = head(jnp.zeros((5, 2)), jnp.ones((5, 1)), noise)
    assert np.isfinite(counts).all()
    assert float(counts.max()) < 2**31


def test_shares_have_their_total_also_where_nothing_is_positive(key):
    output = jnp.concatenate([jax.random.normal(key, (5, 8)), -jnp.ones((1, 8))])
    values = np.asarray(SharesHead(jnp.float32(20_000.0))(output, jnp.ones((6, 1)), noise=None))
    assert np.allclose(values.sum(1), 20_000, rtol=1e-3)
    assert (values >= 0).all()
    assert (values[:5] == 0).any()


def test_without_a_total_values_stay_as_they_are(key):
    output = jax.random.normal(key, (5, 8))
    values = SharesHead(jnp.float32(0.0))(output, jnp.ones((5, 1)), noise=None)
    assert np.allclose(values, np.maximum(output, 0))

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.stats

from sergiojax.learn.parts import draw_negative_binomial, log_negative_binomial

draw = jax.jit(lambda mean, size, key: draw_negative_binomial(mean, size, key=key))


@pytest.mark.parametrize("mean", [0.01, 1.0, 300.0])
@pytest.mark.parametrize("size", [0.05, 2.0, 500.0])
def test_log_probability_equals_scipy_s(mean, size):
    counts = np.arange(20)
    found = log_negative_binomial(
        jnp.asarray(counts, float), jnp.full(20, np.log(mean)), jnp.full(20, np.log(size))
    )
    wanted = scipy.stats.nbinom.logpmf(counts, size, size / (size + mean))
    # lnΓ near 500 is about 2600 and has a rounding error of 2e-4 in 32 bits
    assert np.allclose(found, wanted, rtol=1e-4, atol=2e-3)


def test_log_probability_and_slopes_are_finite_where_a_gene_has_no_share():
    def total(log_mean, log_size):
        counts = jnp.array([0.0, 0.0, 3.0])
        return log_negative_binomial(counts, log_mean, log_size).sum()

    places = jnp.array([-80.0, -200.0, -80.0]), jnp.array([-6.0, 8.0, 8.0])
    assert np.isfinite(total(*places))
    for slopes in jax.jit(jax.grad(total, argnums=(0, 1)))(*places):
        assert np.isfinite(slopes).all()


@pytest.mark.parametrize(("mean", "size"), [(0.3, 0.2), (4.0, 1.0), (50.0, 1000.0)])
def test_draws_have_the_mean_the_variance_and_the_zeros_of_the_distribution(key, mean, size):
    n = 20_000
    counts = np.asarray(draw(jnp.full(n, np.log(mean)), jnp.full(n, np.log(size)), key))
    known = scipy.stats.nbinom(size, size / (size + mean))
    assert (counts == np.rint(counts)).all()
    assert abs(counts.mean() - mean) < 4 * known.std() / n**0.5
    kurtosis = float(known.stats("k")) + 3
    assert abs(counts.var() / known.var() - 1) < 4 * ((kurtosis - 1) / n) ** 0.5
    zero = known.pmf(0)
    assert abs((counts == 0).mean() - zero) < 4 * (zero * (1 - zero) / n) ** 0.5 + 1e-12


def test_huge_means_and_tiny_sizes_draw_finite_counts(key):
    log_mean, log_size = jnp.full(20_000, -200.0), jnp.full(20_000, -6.0)
    log_mean = log_mean.at[:100].set(100.0)
    counts = draw(log_mean, log_size, key)
    assert np.isfinite(counts).all()
    assert (counts >= 0).all()

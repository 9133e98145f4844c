import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.stats

from sergiojax.learn.parts import draw_log_gamma

draw = jax.jit(lambda size, key: draw_log_gamma(size, key=key))


@pytest.mark.parametrize("size", [0.05, 0.7, 1.0, 30.0, 3000.0])
def test_numbers_are_gamma_distributed(key, size):
    n = 20_000
    logs = np.asarray(draw(jnp.full(n, size), key), float)
    known = scipy.stats.loggamma(size)
    assert scipy.stats.kstest(logs, known.cdf).statistic < 1.95 / n**0.5  # p = 0.001


def test_tiny_sizes_give_finite_logarithms(key):
    assert np.isfinite(draw(jnp.full(20_000, 0.0025), key)).all()

"""Values and gradients at zero, where the plain functions have an infinite slope."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax._safe import TINY, safe_divide, safe_log, safe_power, safe_sqrt

POSITIVE = np.array([1e-20, 0.3, 1.0, 7.0, 1e20], np.float32)


@pytest.mark.parametrize(
    ("safe", "plain"),
    [
        (safe_sqrt, np.sqrt),
        (safe_log, np.log),
        (lambda x: safe_power(x, 1.5), lambda x: x**1.5),
        (lambda x: safe_divide(2.0, x), lambda x: 2.0 / x),
    ],
)
def test_equal_the_plain_functions_above_zero(safe, plain):
    np.testing.assert_allclose(safe(POSITIVE), plain(POSITIVE), rtol=1e-6)


@pytest.mark.parametrize(
    ("safe", "at_zero"),
    [
        (safe_sqrt, 0.0),
        (safe_log, np.log(TINY)),
        (lambda x: safe_power(x, 0.5), 0.0),
        (lambda x: safe_divide(2.0, x), 0.0),
    ],
)
def test_value_and_gradient_are_finite_at_zero(safe, at_zero):
    value, slope = jax.value_and_grad(safe)(0.0)
    assert value == pytest.approx(at_zero)
    assert slope == 0.0


def test_negative_arguments_count_as_zero():
    assert safe_sqrt(-1.0) == 0.0
    assert safe_power(-1.0, 2.0) == 0.0
    assert safe_log(-1.0) == safe_log(0.0)


def test_power_has_finite_slopes_in_the_exponent_too():
    slope = jax.grad(lambda n: safe_power(jnp.array([0.0, 2.0]), n).sum())(3.0)
    assert slope == pytest.approx(8 * np.log(2))


def test_quotient_has_a_finite_slope_in_both_arguments():
    slopes = jax.grad(safe_divide, argnums=(0, 1))(3.0, 2.0)
    assert slopes == pytest.approx((0.5, -0.75))
    assert jax.grad(safe_divide)(3.0, 0.0) == 0.0

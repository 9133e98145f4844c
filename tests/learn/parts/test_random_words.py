"""Random numbers from words: finite at both ends, uniform, and free of the words' lower bits."""

import jax
import jax.numpy as jnp
import numpy as np

from sergiojax.learn.parts._random_words import kept_of, normal_of, uniform_of

ENDS = jnp.array([0, 2**32 - 1], jnp.uint32)


def test_the_smallest_and_the_largest_word_give_numbers_inside_the_interval():
    low, high = np.asarray(uniform_of(ENDS))
    assert 0 < low < 1e-6
    assert 1 - 1e-6 < high < 1
    normal = np.asarray(normal_of(ENDS))
    assert (np.abs(normal) < 5.5).all()  # at a word in 10⁷ infinity would end a training
    assert abs(normal.sum()) < 0.01


def test_numbers_have_the_moments_of_their_distributions(key):
    words = jax.random.bits(key, (200_000,))
    assert abs(uniform_of(words).mean() - 0.5) < 5 * (1 / 12 / 200_000) ** 0.5
    assert abs(normal_of(words).mean()) < 5 / 200_000**0.5
    assert abs(normal_of(words).var() - 1) < 5 * (2 / 200_000) ** 0.5


def test_what_is_kept_does_not_depend_on_the_number_of_the_same_word(key):
    words = jax.random.bits(key, (200_000,))
    kept = np.asarray(kept_of(words, 0.25))
    assert abs(kept.mean() - 0.75) < 5 * (0.1875 / 200_000) ** 0.5
    assert abs(np.corrcoef(kept, uniform_of(words))[0, 1]) < 5 / 200_000**0.5

"""Random numbers of the card: an independent generator for each use of a key."""

import zlib

import jax
import numpy as np

from sergiojax._types import PRNGKey


def generator(key: PRNGKey, use: str, number: int = 0) -> np.random.Generator:
    """Return the generator of one use of a key.

    Args:
        key: PRNG key.
        use: What is drawn; another word gives independent numbers.
        number: Which of several draws.
    """
    words = np.asarray(jax.random.key_data(key)).ravel().tolist()
    return np.random.default_rng([*words, zlib.crc32(use.encode()), number])


def seed(key: PRNGKey, use: str, number: int = 0) -> int:
    """Return a seed for scikit-learn, from the generator of the same arguments."""
    return int(generator(key, use, number).integers(2**31 - 1))

"""igraph with a seed: the whole process shares its generator, so it is lent and given back."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import igraph

_LOCK = threading.Lock()  # the web app draws for several people at once


@contextmanager
def seeded_igraph(seed: int) -> Iterator[None]:
    """Let igraph draw from a generator of its own, in one thread at a time.

    Python's `random` module, igraph's default, is neither read nor moved, and is igraph's again
    afterwards.

    Args:
        seed: Equal seeds give equal graphs and layouts.
    """
    with _LOCK:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 (no secret)
        try:
            yield
        finally:
            igraph.set_random_number_generator(random)

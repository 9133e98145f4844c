"""The only access to igraph: imported at first use, and seeded.

Importing it takes up to a second where matplotlib is installed, which it draws with. Its random
generator is shared by the whole process, so it is borrowed and given back.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Int

if TYPE_CHECKING:
    import igraph

_LOCK = threading.Lock()  # the web app draws for several people at once


def directed_graph(n_nodes: int, edges: Int[np.ndarray, "edges 2"]) -> "igraph.Graph":
    """Return a graph of numbered nodes; each edge is a pair of start and end."""
    import igraph

    return igraph.Graph(n_nodes, edges.tolist(), directed=True)


@contextmanager
def seeded_igraph(seed: int) -> Iterator[ModuleType]:
    """Lend igraph with a random generator of its own, to one thread at a time.

    Python's `random` module, igraph's default, is neither read nor advanced, and serves igraph
    again afterwards.

    Args:
        seed: The same seed gives the same graphs and layouts.
    """
    import igraph

    with _LOCK:
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 (no secret)
        try:
            yield igraph
        finally:
            igraph.set_random_number_generator(random)

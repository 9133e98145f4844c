"""Networks for tests: drawn with everything that is allowed, and compared to the bit."""

import itertools
import math
import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from hypothesis import strategies as st

from sergiojax.grn import GRN, Design, Kinetics, to_files
from sergiojax.grn._invisible import INVISIBLE

NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).filter(
    lambda name: name == name.strip() and not INVISIBLE.search(name)
)
"""Any Unicode that can be seen: formulas, quotes, commas, letters from right to left, emoji."""


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    """Draw numbers that float32 holds."""
    low, high = float(np.float32(low)), float(np.float32(high))
    return st.floats(low, high, width=32, allow_subnormal=False)


@st.composite
def networks(
    draw: st.DrawFn,
    *,
    names: st.SearchStrategy[str] = NAMES,
    min_genes: int = 0,
    min_edges: int = 0,
) -> GRN:
    """Draw a network with cycles, self loops, both logics and numbers of any size."""
    fewest = max(min_genes, min(min_edges, 1))
    genes = draw(st.lists(names, min_size=fewest, max_size=6, unique=True))
    cell_types = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    pairs = list(itertools.product(range(len(genes)), repeat=2))
    some = st.lists(st.sampled_from(pairs), min_size=min_edges, max_size=8, unique=True)
    edges = draw(some) if pairs else []
    n_genes, n_edges, n_types = len(genes), len(edges), len(cell_types)

    def array(values: st.SearchStrategy[float], *shape: int) -> np.ndarray:
        size = math.prod(shape)
        return np.array(draw(st.lists(values, min_size=size, max_size=size))).reshape(shape)

    positive = floats(1e-30, 1e30)
    arrays = {
        "strength": array(floats(-1e30, 1e30), n_edges),
        "hill_coefficient": array(positive, n_edges),
        "half_response": array(positive | st.just(math.nan), n_edges),
        "basal_rate": array(floats(0, 1e30), n_types, n_genes),
        "decay": array(positive, n_genes),
        "noise_amplitude": array(floats(0, 1e30), n_genes),
    }
    if n_edges and draw(st.booleans()):
        arrays["strength_factor"] = array(floats(0, 1e30), n_types, n_edges)
    product = draw(st.lists(st.booleans(), min_size=n_genes, max_size=n_genes))
    with untouched_random():
        return GRN(
            genes,
            cell_types,
            regulator=np.array([regulator for regulator, _ in edges], int),
            target=np.array([target for _, target in edges], int),
            product=product,
            kinetics=Kinetics(**arrays),
        )


@st.composite
def designs(
    draw: st.DrawFn, *, coordinates: st.SearchStrategy[float], min_genes: int = 0
) -> Design:
    """Draw a network with positions, settings, notes and annotations."""
    grn = draw(networks(min_genes=min_genes))
    placed = [gene for gene in grn.gene_names if draw(st.booleans())]
    numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    json_values = st.recursive(
        st.none() | st.booleans() | numbers | NAMES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=5,
    )
    positions = {gene: (draw(coordinates), draw(coordinates)) for gene in placed}
    settings = draw(st.dictionaries(NAMES, json_values, max_size=3))
    notes = draw(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
    texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)
    texts = texts.filter(lambda text: text.strip())
    annotations = draw(st.lists(st.tuples(texts, coordinates, coordinates), max_size=3))
    with untouched_random():
        return Design(grn, positions, settings, notes, annotations)


@contextmanager
def untouched_random() -> Iterator[None]:
    """Hide from hypothesis that the check of annotations draws from Python's `random`."""
    state = random.getstate()
    yield
    random.setstate(state)


def assert_same_network(one: GRN, other: GRN) -> None:
    """Compare all there is, numbers by their bits."""
    assert one.gene_names == other.gene_names
    assert one.cell_types == other.cell_types
    assert one.topology == other.topology
    for name in Kinetics.__dataclass_fields__:
        first, second = getattr(one, name), getattr(other, name)
        assert (first is None) == (second is None), name
        if first is not None:
            assert first.dtype == second.dtype == np.float32
            assert first.tobytes() == second.tobytes(), name


def edges_by_name(grn: GRN) -> dict[tuple[str, str], tuple[float, float, float | None]]:
    """Return strength, Hill coefficient and half response (None is automatic) of each edge."""
    names = grn.gene_names
    return {
        (names[regulator], names[target]): (float(k), float(n), None if np.isnan(h) else float(h))
        for regulator, target, k, n, h in zip(
            grn.regulator,
            grn.target,
            grn.strength,
            grn.hill_coefficient,
            grn.half_response,
            strict=True,
        )
    }


def rates_by_name(grn: GRN) -> dict[str, list[float]]:
    """Return the basal rates of each gene that has any."""
    return {
        name: grn.basal_rate[:, gene].tolist()
        for gene, name in enumerate(grn.gene_names)
        if grn.basal_rate[:, gene].any()
    }


def to_text(design: GRN | Design, format: str) -> dict[str, str]:  # noqa: A002
    """Return the files of a text format as texts."""
    return {name: content.decode() for name, content in to_files(design, format).items()}

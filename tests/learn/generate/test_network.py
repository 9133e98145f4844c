"""The network generator: wiring, pairs of cells, loops and options."""

import jax
import numpy as np
import pytest

from sergiojax.learn import NetworkGenerator, cells_of, fit

KEY = jax.random.key(0)
EDGES = (("A", "B", 1), ("B", "C", -1), ("C", "D", 1), ("E", "F", 1), ("D", "D", 1))
GENES = ("X", "F", "E", "D", "C", "B", "A")  # X is not drawn
TYPES = ("high", "low")


def chain_cells(n_cells=400, seed=0):
    """Cells whose gene A, and X, differs between the types; B follows A and C opposes B."""
    rng = np.random.default_rng(seed)
    label = np.arange(n_cells) % 2
    a = rng.gamma(4.0, np.where(label == 0, 5.0, 1.0))
    b, e = 0.2 + a, rng.gamma(2.0, 4.0, n_cells)
    c = 40 / (1 + b)
    mean = np.stack([10.0 + 20 * label, e, e, c, c, b, a], axis=1)
    counts = rng.poisson(mean)
    return cells_of(counts, cell_type=np.array(TYPES)[label], gene_names=GENES)


@pytest.fixture(scope="module")
def fitted():
    """A small generator of the chain, trained for a moment."""
    return fit(NetworkGenerator(edges=EDGES, n_steps=200, batch=128), chain_cells(), key=KEY)


def test_genes_that_are_not_downstream_keep_their_counts_to_the_bit(fitted):
    whole, _ = fitted.sample(300, key=KEY)
    mutant, _ = fitted.sample(300, key=KEY, knockout=["B"])
    changed = {name for name, row in zip(GENES, (whole != mutant).T, strict=True) if row.any()}
    assert changed == {"B", "C", "D"}
    assert not mutant[:, GENES.index("B")].any()


def test_other_genes_to_perturb_compile_nothing(fitted, compilations):
    fitted.sample(3, key=KEY)
    with compilations() as compiled:
        fitted.sample(3, key=KEY, knockout="E")
        fitted.sample(3, key=KEY, knockout=["A", "C"], overexpress={"E": 2.5})
    assert not compiled


def test_signs_of_edges_show_in_perturbed_cells(fitted):
    mean = {
        name: fitted.sample(300, key=KEY, **options)[0].mean(0)
        for name, options in {
            "none": {},
            "off": {"knockout": "A"},
            "up": {"overexpress": {"A": 3}},
        }.items()
    }
    b, c = GENES.index("B"), GENES.index("C")
    assert mean["off"][b] < mean["none"][b] < mean["up"][b]
    assert mean["off"][c] > mean["none"][c] > mean["up"][c]


def test_types_reach_targets_through_their_regulators(fitted):
    high, _ = fitted.sample({"high": 400}, key=KEY)
    low, _ = fitted.sample({"low": 400}, key=KEY)
    ratio = np.log2(high.mean(0) / low.mean(0))
    assert ratio[GENES.index("X")] < -0.7  # 10 against 30, of all counts
    assert ratio[GENES.index("A")] > 1.5
    assert ratio[GENES.index("B")] > 0.5
    assert ratio[GENES.index("C")] < -0.3
    twin = fitted.sample({"high": 400}, key=KEY, knockout="A")[0]
    other = fitted.sample({"low": 400}, key=KEY, knockout="A")[0]
    b = GENES.index("B")
    assert (
        abs(np.log2(twin[:, b].mean() / other[:, b].mean())) < ratio[b] / 2
    )  # no label of its own


@pytest.mark.slow
def test_a_loop_without_a_regulator_outside_has_types():
    edges = (("A", "C", -1), ("C", "A", -1), ("A", "B", 1))
    fitted = fit(NetworkGenerator(edges=edges, n_steps=150, batch=128), chain_cells(), key=KEY)
    high, _ = fitted.sample({"high": 300}, key=KEY)
    low, _ = fitted.sample({"low": 300}, key=KEY)
    assert np.isfinite(high).all()
    assert high[:, GENES.index("A")].mean() > 1.5 * low[:, GENES.index("A")].mean()


@pytest.mark.validate
def test_totals_of_whole_cells_are_the_libraries_of_shares(key):
    cells = chain_cells()
    whole = cells_of(
        cells.counts,
        cell_type=np.array(TYPES)[cells.label],
        gene_names=GENES,
        depth=10 * cells.depth,
    )
    learner = NetworkGenerator(edges=EDGES, n_steps=150, batch=128)
    drawn, _ = fit(learner, whole, key=key).sample(400, key=key)
    assert drawn.sum(1).mean() == pytest.approx(cells.depth.mean(), rel=0.2)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"knockout": ["Q"]}, "no gene Q"),
        ({"overexpress": {"A": -1.0}}, "from 0 to 1000, but that of A is -1"),
        ({"overexpress": {"A": float("nan")}}, "from 0 to 1000"),
        ({"knockout": "A", "overexpress": {"A": 2.0}}, "A cannot be knocked out and overexpressed"),
        ({"knock": "A"}, "no option `knock`"),
    ],
)
def test_wrong_options_are_refused(fitted, options, match):
    with pytest.raises(ValueError, match=match):
        fitted.sample(1, key=KEY, **options)

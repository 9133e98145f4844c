"""The discrepancy: a naive double loop, a closed form, and what it must and must not see."""

import jax
import numpy as np
import pytest
import scipy.sparse as sp

from sergiojax.analysis.realism import mmd2, mmd2_between

WIDTHS = (0.5, 1.0, 2.0)


def naive(real, generated):
    """MMD² by the definition, pair by pair, in double precision."""

    def distance(a, b):
        return float(np.linalg.norm(a.astype(float) - b.astype(float)))

    ranked = [
        sorted(distance(a, b) for j, b in enumerate(real) if j != i) for i, a in enumerate(real)
    ]
    r = float(np.median([each[24] for each in ranked]))

    def kernel(a, b):
        return sum(np.exp(-(distance(a, b) ** 2) / (m * r) ** 2) for m in WIDTHS)

    n, m = len(real), len(generated)
    one = sum(kernel(real[i], real[j]) for i in range(n) for j in range(n) if i != j)
    other = sum(kernel(generated[i], generated[j]) for i in range(m) for j in range(m) if i != j)
    between = sum(kernel(a, b) for a in real for b in generated)
    return one / n / (n - 1) + other / m / (m - 1) - 2 * between / n / m


def test_mmd2_is_the_double_loop_of_its_definition():
    points = np.random.default_rng(0).normal(size=(75, 4)).astype(np.float32)
    real, generated = points[:40], 0.7 * points[40:] + 0.5
    assert mmd2(real, generated) == pytest.approx(naive(real, generated), abs=2e-6)


def test_mmd2_of_two_gaussians_reaches_its_closed_form():
    # E exp(−|z|² / w²) = (w² / (w² + 2 s))^(d/2) exp(−|Δ|² / (w² + 2 s)) where z = x − y has mean Δ
    # and covariance s I; two points of unit variance have s = 2.
    rng, n, d, shift = np.random.default_rng(1), 900, 3, 1.0
    real = rng.normal(size=(n, d)).astype(np.float32)
    generated = rng.normal(size=(n, d)).astype(np.float32) + np.float32([shift, 0, 0])
    distances = np.sort(np.linalg.norm(real[:, None] - real[None], axis=2), axis=1)
    r = np.median(distances[:, 25])
    wide = [(m * r) ** 2 for m in WIDTHS]
    near = sum((w / (w + 4)) ** (d / 2) for w in wide)
    far = sum((w / (w + 4)) ** (d / 2) * np.exp(-(shift**2) / (w + 4)) for w in wide)
    # The standard error of a mean over n points of a kernel of at most 3.
    assert mmd2(real, generated) == pytest.approx(2 * (near - far), abs=4 * 0.3 / np.sqrt(n))


def test_mmd2_is_unbiased_so_cells_of_one_distribution_are_about_0_and_a_set_itself_is_below():
    points = np.random.default_rng(2).normal(size=(400, 5)).astype(np.float32)
    assert abs(mmd2(points[:200], points[200:])) < 0.01
    assert mmd2(points[:200], points[:200].copy()) < 0


def test_mmd2_of_points_that_are_all_the_same_is_0():
    points = np.ones((30, 2), np.float32)
    assert mmd2(points, points.copy()) == pytest.approx(0, abs=1e-6)
    with pytest.raises(ValueError, match="two cells on each side, but there are 30 and 1"):
        mmd2(points, points[:1])


def test_mmd2_between_counts_is_that_of_dense_ones_for_sparse_ones(key):
    counts = np.random.default_rng(3).poisson(0.5, (90, 30))
    dense = mmd2_between(counts[:40], counts[40:], key=key)
    assert mmd2_between(sp.csr_array(counts[:40]), sp.csc_matrix(counts[40:]), key=key) == dense
    assert abs(dense) < 0.02 < mmd2_between(counts[:40], np.sort(counts[40:], axis=1), key=key)


def test_mmd2_between_depends_on_the_key_alone_where_cells_are_chosen():
    counts = np.random.default_rng(4).poisson(0.5, (90, 30))
    one, again, other = (
        mmd2_between(counts[:30], counts[30:], key=jax.random.key(seed)) for seed in (0, 0, 1)
    )
    assert one == again != other


@pytest.mark.parametrize(
    ("real", "generated", "sentence"),
    [
        (np.ones((3, 4)), np.ones((3, 5)), "the same genes, but there are 4 and 5"),
        (np.ones((3, 4)), -np.ones((3, 4)), "Generated cells must be finite and not negative"),
        (np.full((3, 4), np.nan), np.ones((3, 4)), "Real cells must be finite"),
        (np.ones((0, 4)), np.ones((3, 4)), "at least one cell and one gene"),
    ],
)
def test_cells_that_cannot_be_compared_are_refused(key, real, generated, sentence):
    with pytest.raises(ValueError, match=sentence):
        mmd2_between(real, generated, key=key)

"""Expected counts, against counts that are drawn by the steps of technical noise."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.inference.calibration._losses import mmd_loss, moment_loss
from sergiojax.inference.calibration._observation import (
    NoiseValues,
    draw_counts,
    expect,
    keep,
    percentile_of,
    scale_cells,
)
from sergiojax.inference.calibration._targets import Target
from sergiojax.noise import apply_dropout, draw_umi_counts, dropout_midpoint, scale_library_size

N_CELLS = 40_000
NOISE = NoiseValues(*map(np.float32, (np.log(60.0), np.log(0.4), np.log(2.5), 1.6)))
SCALED = np.array([0.0, 0.05, 0.7, 3.0, 12.0, 60.0], np.float32)


def seen(scaled):
    return expect(scaled, keep(scaled, NOISE))


@jax.jit
def library(x, noise, totals, key):
    return scale_cells(x, noise, totals, key=key)


@pytest.fixture(scope="module")
def counted():
    """Counts of many cells with the same library, by the package's own steps."""
    scaled = jnp.broadcast_to(SCALED[None], (N_CELLS, len(SCALED)))
    left, _ = apply_dropout(scaled, key=jax.random.key(0), steepness=2.5, midpoint=1.6)
    return np.asarray(draw_umi_counts(left, key=jax.random.key(1)), float)


@pytest.fixture(scope="module")
def expected():
    scaled = SCALED[None, None]
    return jax.tree.map(lambda each: np.asarray(each)[0, 0], jax.jit(seen)(scaled))


def test_expected_counts_are_the_means_of_drawn_ones(counted, expected):
    for drawn, mean in (
        (counted, expected.mean),
        (counted**2, expected.square),
        (counted == 0, expected.zero),
    ):
        error = drawn.std(0) / np.sqrt(N_CELLS)
        assert (np.abs(drawn.mean(0) - mean) <= 5 * error + 1e-6 * mean).all()


def test_given_its_levels_the_genes_of_a_cell_are_counted_independently(counted, expected):
    product = counted[:, 3] * counted[:, 5]
    error = product.std() / np.sqrt(N_CELLS)
    assert abs(product.mean() - expected.mean[3] * expected.mean[5]) < 5 * error


def test_drawn_counts_have_the_expected_means_and_the_slope_of_the_expectation(expected):
    @jax.jit
    @partial(jax.value_and_grad, has_aux=True)
    def total(scaled):
        cells = jnp.broadcast_to(scaled[None, None], (1, N_CELLS, len(SCALED)))
        drawn = draw_counts(cells, keep(cells, NOISE), key=jax.random.key(2)).mean((0, 1))
        return drawn.sum(), drawn

    (_, drawn), slope = total(jnp.asarray(SCALED))
    spread = np.sqrt(expected.square - expected.mean**2)
    assert (np.abs(drawn - expected.mean) <= 5 * spread / np.sqrt(N_CELLS) + 1e-6).all()
    step = 0.01 * SCALED + 1e-3
    sides = [
        expect(s, keep(s, NOISE)).mean for s in ((SCALED + step)[None, None], SCALED[None, None])
    ]
    exact = np.asarray(sides[0] - sides[1])[0, 0] / step
    np.testing.assert_allclose(slope, exact, rtol=0.05, atol=0.02)


def test_libraries_are_those_of_the_package(key):
    x = np.broadcast_to(SCALED + 1.0, (1, N_CELLS, len(SCALED)))
    ours = np.log(np.asarray(library(x, NOISE, None, key)).sum(2)).ravel()
    theirs = np.log(np.asarray(scale_library_size(x[0], key=key, mean=np.log(60.0), sd=0.4)[1]))
    for drawn in (ours, theirs):
        assert abs(drawn.mean() - np.log(60.0)) < 5 * 0.4 / np.sqrt(N_CELLS)
        assert abs(drawn.std() / 0.4 - 1) < 5 / np.sqrt(2 * N_CELLS)


def test_with_totals_a_cell_shows_a_share_of_its_levels(key):
    totals = np.array([[0.5, 2.0]], np.float32)
    x = np.full((1, 1000, 2), 10.0, np.float32)
    noise = NOISE._replace(library_mean=np.float32(np.log(0.3)))
    scaled = np.asarray(library(x, noise, totals, key))
    np.testing.assert_allclose(np.unique(scaled.round(4)), [1.5, 6.0], rtol=1e-4)
    assert abs((scaled[0, :, 0] > 2).mean() - 0.5) < 5 * 0.5 / np.sqrt(1000)


def test_the_midpoint_at_a_percentile_is_that_of_the_package():
    real = np.array([True] * 5 + [False])
    scaled = np.random.default_rng(0).exponential(size=(2, 50, 6)).astype(np.float32)
    scaled[:, :, 5] = 0.0
    found = float(jax.jit(percentile_of)(scaled, 35.0, real))
    assert found == pytest.approx(
        float(dropout_midpoint(scaled[:, :, :5], percentile=35.0)), rel=1e-5
    )


def target_of(counts):
    """The moments of some counts, of which the last gene is padding."""
    counts = np.array(counts, float)
    counts[:, :, -1] = 0.0
    away = counts - counts.mean(1, keepdims=True)
    covariance = np.einsum("tcg,tch->tgh", away, away) / counts.shape[1]
    observed = np.array([True] * (counts.shape[2] - 1) + [False])
    values = {
        "mean": counts.mean(1),
        "variance": counts.var(1),
        "zero": (counts == 0).mean(1),
        "covariance": covariance,
        "n_cells": np.full(len(counts), counts.shape[1]),
        "cells": np.log1p(counts),
        "weight": np.full(counts.shape[:2], 1 / counts.shape[1]),
        "width": np.ones(len(counts)),
    }
    arrays = {name: np.asarray(each, np.float32) for name, each in values.items()}
    return Target(observed=observed, real=observed, **arrays)


def test_the_loss_of_moments_is_least_where_they_agree():
    rng = np.random.default_rng(0)
    scaled = 3.0 * np.exp(0.5 * rng.normal(size=(2, 500, 4))).astype(np.float32)
    counts = rng.poisson(scaled) * (
        rng.uniform(size=scaled.shape) < np.asarray(keep(scaled, NOISE))
    )
    target = target_of(counts)
    loss = jax.jit(lambda factor: moment_loss(seen(factor * scaled), target))
    right = float(loss(1.0))
    for factor in (0.7, 1.4):
        assert float(loss(factor)) > 10 * right


@pytest.mark.parametrize("statistic", ["moments", pytest.param("mmd", marks=pytest.mark.validate)])
def test_gradients_are_finite_at_zero_counts_and_zero_levels(key, statistic):
    counts = np.zeros((2, 30, 4))
    counts[0, :, 1] = 2
    target = target_of(counts)

    @jax.jit
    @partial(jax.value_and_grad, argnums=(0, 1))
    def gradients(x, noise):
        scaled = scale_cells(x, noise, None, key=key)
        kept = keep(scaled, noise)
        if statistic == "moments":
            return moment_loss(expect(scaled, kept), target)
        return mmd_loss(draw_counts(scaled, kept, key=key), target)

    for x in (jnp.zeros((2, 30, 4)), jnp.ones((2, 30, 4)).at[:, :, 0].set(0.0)):
        value, slopes = gradients(x, NOISE)
        assert np.isfinite(value)
        assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(slopes))


def test_the_kernel_distance_of_equal_cells_scatters_about_zero():
    counts = np.random.default_rng(0).poisson(2.0, (3, 1, 200, 3)).astype(np.float32)
    target = target_of(counts[0])
    loss = jax.jit(lambda counts: mmd_loss(counts, target))
    # Times 200 cells, the discrepancy of equal distributions is about 1. What is within the real
    # cells is left out, as no parameter moves it.
    one, other, far = (float(loss(cells)) for cells in (counts[1], counts[2], counts[1] + 1.0))
    assert abs(one - other) < 5
    assert far > one + 20

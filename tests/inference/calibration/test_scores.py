"""Scores of predicted counts, on small tables that are counted by hand."""

import numpy as np
import pytest

from sergiojax.inference.calibration import score_counts


def test_equal_counts_differ_in_nothing():
    counts = np.random.default_rng(0).poisson(2.0, (2, 30, 4)).astype(np.float32)
    kinds = np.repeat([0, 1], 30)
    score = score_counts(counts, counts.reshape(-1, 4), cell_type=kinds, observed=np.ones(4, bool))
    assert tuple(score) == (0, 0, 0, 0, 0)


def test_errors_are_those_of_the_definitions():
    real = np.array([[0.0, 2.0, 9.0], [2.0, 0.0, 9.0], [4.0, 4.0, 9.0], [2.0, 2.0, 9.0]])
    predicted = np.array([[0.0, 4.0, 9.0], [4.0, 0.0, 9.0], [8.0, 8.0, 9.0], [4.0, 4.0, 9.0]])
    observed = np.array([True, True, False])
    score = score_counts(predicted[None], real, cell_type=np.zeros(4, int), observed=observed)
    assert (score.mean_error, score.worst_mean, score.variance_error) == (1.0, 1.0, 3.0)
    assert score.zero_error == 0.0
    expected = [np.corrcoef(np.log1p(x[:, :2]).T)[0, 1] for x in (real, predicted)]
    assert score.correlation_error == pytest.approx(abs(expected[0] - expected[1]))


def test_types_without_held_out_cells_and_silent_genes_are_left_out():
    predicted = np.ones((2, 5, 2))
    real = np.array([[1.0, 0.0], [1.0, 0.0]])
    both = np.ones(2, bool)
    score = score_counts(predicted, real, cell_type=np.zeros(2, int), observed=both)
    assert score.mean_error == 0.0
    assert score.zero_error == 0.5
    assert score.correlation_error == 0.0
    none = score_counts(predicted, real[:0], cell_type=np.zeros(0, int), observed=both)
    assert np.isnan(none).all()

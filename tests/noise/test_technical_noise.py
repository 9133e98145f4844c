"""The seven parameters: what they accept, refuse and survive."""

import json
import math

import jax
import numpy as np
import pytest

from sergiojax.noise import PROFILES, TechnicalNoise

DS1 = PROFILES["DS1"].noise


def test_parameters_survive_a_round_trip_through_json():
    assert TechnicalNoise.from_dict(json.loads(json.dumps(DS1.to_dict()))) == DS1


def test_representation_names_every_parameter():
    for name, value in DS1.to_dict().items():
        assert f"{name}={value}" in repr(DS1)


def test_parameters_are_seven_float_leaves():
    leaves = jax.tree.leaves(DS1)
    assert len(leaves) == 7
    assert all(type(leaf) is float for leaf in leaves)


@pytest.mark.parametrize("one", [1, 1.0, np.float32(1), np.ones(()), jax.numpy.ones(())])
def test_any_kind_of_number_becomes_a_float(one):
    changed = DS1.replace(outlier_sd=one)
    assert type(changed.outlier_sd) is float
    assert changed == DS1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outlier_probability": 1.5}, "`outlier_probability` must be between 0 and 1, but is 1.5"),
        ({"outlier_probability": -0.1}, "`outlier_probability` must be between 0 and 1"),
        ({"outlier_mean": math.nan}, "`outlier_mean` must be finite, but is nan"),
        ({"outlier_sd": -1}, "`outlier_sd` must be finite and at least 0, but is -1"),
        ({"outlier_mean": 30}, "An outlier factor must stay below 1e\\+09"),
        ({"library_mean": math.inf}, "`library_mean` must be finite, but is inf"),
        ({"library_sd": -0.3}, "`library_sd` must be finite and at least 0, but is -0.3"),
        ({"library_mean": 18, "library_sd": 1}, "A library size must stay below 1e\\+09"),
        ({"dropout_steepness": -20}, "`dropout_steepness` must be finite and at least 0"),
        ({"dropout_percentile": 101}, "`dropout_percentile` must be between 0 and 100"),
        ({"dropout_percentile": math.nan}, "`dropout_percentile` must be between 0 and 100"),
    ],
)
def test_impossible_values_are_refused_by_name(change, message):
    with pytest.raises(ValueError, match=message):
        DS1.replace(**change)


@pytest.mark.parametrize("value", ["high", None, [1.0, 2.0]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match="must be one number, but is"):
        TechnicalNoise.from_dict(DS1.to_dict() | {"library_mean": value})


def test_mapping_with_wrong_names_is_refused_with_these_names():
    wrong = DS1.to_dict()
    wrong["dropout_q"] = wrong.pop("dropout_percentile")
    with pytest.raises(ValueError, match="lacks dropout_percentile and has the unknown dropout_q"):
        TechnicalNoise.from_dict(wrong)


def test_traced_values_pass_unchecked():
    assert jax.jit(lambda q: DS1.replace(dropout_percentile=q).dropout_percentile)(120.0) == 120.0

"""What is in an AnnData of simulated cells, and that the network comes out of it again."""

import json

import numpy as np
import pytest
import scipy.sparse

from sergiojax import GRN, __version__, grn_from_anndata
from sergiojax.io import read_record, strength_matrix


def test_cells_have_names_and_a_type(clean):
    assert list(clean.obs_names) == [
        *(f"stem_{number}" for number in range(3)),
        *(f"T cell_{number}" for number in range(5)),
    ]
    assert list(clean.obs["cell_type"]) == ["stem"] * 3 + ["T cell"] * 5
    assert list(clean.obs["cell_type"].cat.categories) == ["stem", "T cell"]


def test_genes_carry_their_kinetics(clean):
    assert list(clean.var_names) == ["A", "B", "C"]
    assert list(clean.var["is_master_regulator"]) == [True, False, False]
    assert list(clean.var["level"]) == [0, 1, 2]
    np.testing.assert_allclose(clean.var["decay"], 0.8)
    np.testing.assert_allclose(clean.var["noise_amplitude"], 1.0)


def test_clean_matrix_is_float_and_its_layer_has_memory_of_its_own(clean):
    assert clean.X.dtype == clean.layers["clean"].dtype == np.float32
    np.testing.assert_array_equal(clean.X, clean.layers["clean"])
    before = clean.X.copy()
    clean.layers["clean"][:] = -1
    np.testing.assert_array_equal(clean.X, before)
    clean.X[:] = -2
    assert (clean.layers["clean"] == -1).all()


def test_technical_noise_gives_counts_and_leaves_the_clean_layer(clean, counts):
    assert counts.X.dtype == np.int32
    assert (counts.X >= 0).all()
    np.testing.assert_array_equal(counts.layers["clean"], clean.layers["clean"])
    assert (counts.obs["library_size"] > 0).all()
    assert (counts.var["outlier_factor"] >= 1).all()
    counts.X[0, 0] = 7  # writeable, which the array that JAX returns is not
    assert counts.X[0, 0] == 7


def test_strengths_lie_in_the_row_of_the_regulator(clean):
    strengths = clean.varp["grn"]
    assert scipy.sparse.issparse(strengths)
    expected = np.zeros((3, 3))
    expected[0, 1], expected[1, 2] = 30, -20
    np.testing.assert_array_equal(strengths.toarray(), expected)
    np.testing.assert_array_equal(strengths.toarray(), strength_matrix(_chain()).toarray())


def test_record_is_one_json_text_with_the_network_and_all_settings(counts):
    assert isinstance(counts.uns["sergiojax"], str)
    record = json.loads(counts.uns["sergiojax"])
    assert record == read_record(counts)
    assert record["version"] == __version__
    assert record["seed"] == 1
    assert record["n_cells"] == {"stem": 3, "T cell": 5}
    assert record["technical_noise"]["dropout_percentile"] == 74
    assert record["settings"] == {
        "noise_type": "dpd",
        "sampling": "independent",
        "method": "exponential",
        "dt": None,
        "initial": None,
        "half_response": "deterministic",
        "burn_in": None,
        "steps_per_cell": 10,
        "increments": None,
        "perturbation": None,
    }
    assert any("Half response" in note for note in record["notes"])
    assert [gene["name"] for gene in record["network"]["genes"]] == ["A", "B", "C"]


def test_network_comes_back_with_its_half_responses(grn, clean):
    again = grn_from_anndata(clean)
    assert again.gene_names == grn.gene_names
    assert again.cell_types == grn.cell_types
    for name in ("strength", "hill_coefficient", "basal_rate", "decay", "noise_amplitude"):
        np.testing.assert_array_equal(getattr(again, name), getattr(grn, name))
    assert np.isfinite(again.half_response).all()
    assert np.isnan(grn.half_response).all()


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (None, "no record of a simulation"),
        ("{", "damaged"),
        ("[]", "holds no network"),
        ('{"network": {"sergiojax": 1}}', "The record"),
    ],
)
def test_cells_without_a_whole_record_are_refused(clean, record, message):
    del clean.uns["sergiojax"]
    if record is not None:
        clean.uns["sergiojax"] = record
    with pytest.raises(ValueError, match=message):
        grn_from_anndata(clean)


def _chain() -> GRN:
    return GRN.from_edges([("A", "B", 30.0), ("B", "C", -20.0)], basal_rates={"A": 1.0})

"""The one-call functions: equal bytes for equal settings, and a sentence for what cannot be."""

import json
import math

import anndata
import numpy as np
import pytest

from sergiojax import GRN, Progress, grn_from_anndata, read_h5ad, repeat, simulate, write_h5ad
from sergiojax.io import h5ad_bytes
from sergiojax.noise import PROFILES

EDGES = [("A", "B", 30.0), ("B", "C", -20.0)]
RATES = {"A": [10.0, 40.0], "C": 25.0}


@pytest.fixture(scope="module")
def grn() -> GRN:
    return GRN.from_edges(EDGES, basal_rates=RATES, cell_types=["low", "high"])


def _assert_same_bytes(first: anndata.AnnData, second: anndata.AnnData) -> None:
    assert first.X.dtype == second.X.dtype
    assert first.X.tobytes() == second.X.tobytes()
    assert first.layers["clean"].tobytes() == second.layers["clean"].tobytes()
    assert first.obs.equals(second.obs)
    assert first.var.equals(second.var)


# What is simulated


def test_one_number_of_cells_is_for_every_type(grn):
    adata = simulate(grn, 3)
    assert adata.shape == (6, 3)
    assert adata.obs["cell_type"].value_counts().to_dict() == {"low": 3, "high": 3}


def test_numbers_by_name_may_differ_and_leave_types_out(grn):
    assert list(simulate(grn, {"high": 5, "low": 2}).obs["cell_type"]) == ["low"] * 2 + ["high"] * 5
    only = simulate(grn, {"high": 2})
    assert list(only.obs["cell_type"]) == ["high"] * 2
    assert list(only.obs["cell_type"].cat.categories) == ["low", "high"]


def test_cells_of_a_type_do_not_depend_on_how_many_there_are(grn):
    few, many = simulate(grn, 3, seed=4), simulate(grn, {"low": 4, "high": 9}, seed=4)
    np.testing.assert_array_equal(few["low_0"].X, many["low_0"].X)
    np.testing.assert_array_equal(few["high_2"].X, many["high_2"].X)


def test_cells_lie_around_the_steady_state_of_their_type(grn):
    adata = simulate(grn, 2000, seed=2)
    for cell_type, rate in (("low", 10.0), ("high", 40.0)):
        level = adata[adata.obs["cell_type"] == cell_type, "A"].X
        assert abs(level.mean() - rate / 0.8) < 5 * math.sqrt(rate / 0.8 / 2000)


def test_seeds_tell_cells_apart_and_equal_ones_give_equal_bytes(grn):
    first, second, other = (
        simulate(grn, 4, seed=seed, technical_noise="DS1") for seed in (7, 7, 8)
    )
    _assert_same_bytes(first, second)
    assert h5ad_bytes(first) == h5ad_bytes(second)
    assert (first.layers["clean"] != other.layers["clean"]).any()


def test_technical_noise_by_name_profile_or_numbers_is_the_same(grn):
    noise = PROFILES["DS4"].noise
    by_name = simulate(grn, 4, technical_noise="DS4")
    _assert_same_bytes(by_name, simulate(grn, 4, technical_noise=noise))
    _assert_same_bytes(by_name, simulate(grn, 4, technical_noise=noise.to_dict()))
    assert np.issubdtype(by_name.X.dtype, np.integer)


def test_noise_amplitude_replaces_that_of_all_genes_or_of_some(grn):
    silent = simulate(grn, 2, noise_amplitude=0.0)
    np.testing.assert_array_equal(silent["low_0"].X, silent["low_1"].X)
    some = simulate(grn, 2, noise_amplitude={"A": 0.0})
    assert some["low_0", "A"].X == some["low_1", "A"].X
    assert some["low_0", "B"].X != some["low_1", "B"].X
    assert list(some.var["noise_amplitude"]) == [0, 1, 1]
    assert list(grn_from_anndata(some).noise_amplitude) == [0, 1, 1]


# Repeating

SETTINGS = [
    {},
    {"technical_noise": "DS3", "seed": 2**32 - 1},
    {"method": "euler", "noise_type": "spd", "burn_in": 0.5},
    {"sampling": "trajectory", "steps_per_cell": 3, "noise_type": "sp"},
    {"initial": np.array([1.5, 2.25, 0.1]), "burn_in": 0.1},
    {"initial": np.linspace(0, 9, 24).reshape(2, 4, 3), "technical_noise": "DS1", "burn_in": 0.1},
    {"initial": "off", "dt": np.float64(0.03), "burn_in": np.float64(0.3)},
    {"noise_amplitude": {"B": 0.3}, "half_response": "deterministic"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=[" ".join(settings) for settings in SETTINGS])
def test_repeating_gives_the_same_bytes_also_from_a_file(grn, settings, tmp_path):
    adata = simulate(grn, {"low": 3, "high": 4}, **settings)
    again = repeat(adata)
    _assert_same_bytes(adata, again)
    assert again.uns["sergiojax"] == adata.uns["sergiojax"]
    write_h5ad(adata, tmp_path / "cells.h5ad")
    _assert_same_bytes(adata, repeat(read_h5ad(tmp_path / "cells.h5ad")))


def test_repeating_needs_a_whole_record(grn):
    adata = simulate(grn, 1, burn_in=0.1)
    record = json.loads(adata.uns["sergiojax"])

    def repeat_with(**changes: object) -> None:
        changed = {key: value for key, value in (record | changes).items() if value != "gone"}
        adata.uns["sergiojax"] = json.dumps(changed)
        repeat(adata)

    with pytest.raises(ValueError, match=r"lacks seed, settings\.$"):
        repeat_with(seed="gone", settings="gone")
    with pytest.raises(
        ValueError, match="unknown setting 'solver'; it may be from a newer version"
    ):
        repeat_with(settings=record["settings"] | {"solver": "milstein"})
    del adata.uns["sergiojax"]
    with pytest.raises(ValueError, match="Only cells from sergiojax can be repeated"):
        repeat(adata)


# Progress


def test_progress_names_the_phases_and_grows_to_the_end(grn):
    calls = []
    simulate(grn, 700, burn_in=0.1, technical_noise="DS1", progress=calls.append)
    phases = list(dict.fromkeys(call.phase for call in calls))
    assert phases == ["Simulating", "Adding technical noise"]
    shares = [call.share for call in calls if call.phase == "Simulating"]
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_what_progress_raises_ends_the_run(grn):
    class StopError(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.step > 0:
            raise StopError(progress.phase)

    with pytest.raises(StopError, match="Simulating"):
        simulate(grn, 700, burn_in=0.1, progress=stop)


# What cannot be


@pytest.mark.parametrize(
    ("n_cells", "message"),
    [
        (0, "`n_cells` must be at least 1, but is 0"),
        (-3, "`n_cells` must be at least 1, but is -3"),
        (10**9, "`n_cells` must be at most 10,000,000, but is 1,000,000,000"),
        (10**7 + 1, "`n_cells` must be at most 10,000,000"),
        ({"low": 0, "high": 0}, "`n_cells` must be at least 1 for one cell type"),
        ({}, "`n_cells` must be at least 1 for one cell type"),
        ({"low": -1}, r"`n_cells\['low'\]` must be at least 0, but is -1"),
        ({"blood": 5}, "`n_cells` names the cell type 'blood', but the network has low, high"),
    ],
)
def test_wrong_numbers_of_cells_are_refused(grn, n_cells, message):
    with pytest.raises(ValueError, match=message):
        simulate(grn, n_cells)


@pytest.mark.parametrize("n_cells", [2.5, "300", None, {"low": 1.5}])
def test_numbers_of_cells_are_whole(grn, n_cells):
    with pytest.raises(TypeError):
        simulate(grn, n_cells)


def test_more_cells_than_memory_holds_are_refused_at_once():
    genes = [f"gene {number}" for number in range(2000)]
    grn = GRN.from_edges([], basal_rates=dict.fromkeys(genes, 1.0))
    with pytest.raises(ValueError, match=r"10,000,000 cells of 2,000 genes need 75 GiB"):
        simulate(grn, 10**7)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"seed": -1}, "`seed` must be at least 0, but is -1"),
        ({"seed": 2**32}, "`seed` must be at most 4,294,967,295"),  # JAX would take it for 0
        ({"noise_amplitude": math.nan}, "Noise amplitude q .* but is nan for gene A"),
        ({"noise_amplitude": -1.0}, "Noise amplitude q .* but is -1 for gene A"),
        ({"noise_amplitude": {"B": math.inf}}, "Noise amplitude q .* but is inf for gene B"),
        (
            {"noise_amplitude": {"D": 1.0}},
            "`noise_amplitude` names 'D', which the network does not",
        ),
        ({"technical_noise": "DS9"}, "Unknown noise profile 'DS9'; choose one of DS1"),
        ({"technical_noise": {"library_mean": 5.0}}, "lacks outlier_probability"),
        ({"dt": math.nan}, "`dt` must be positive and finite"),
        ({"dt": 5.0}, "`dt` must be at most 1.25"),
        ({"burn_in": math.nan}, "`burn_in` must be finite"),
        ({"steps_per_cell": 0}, "`steps_per_cell` must be at least 1"),
        ({"initial": np.full(3, math.nan)}, "`initial` must be finite"),
        ({"initial": np.full((2, 3), -1.0)}, "`initial` must be finite and not negative"),
        ({"initial": np.zeros(2)}, r"`initial` must have shape \(3,\)"),
        ({"initial": np.zeros((2, 1, 3))}, "`initial` has 1 cells per type, but 2 are asked for"),
        ({"half_response": "explicit"}, "A → B has no half response h"),
    ],
)
def test_wrong_settings_are_refused_by_name(grn, settings, message):
    with pytest.raises(ValueError, match=message):
        simulate(grn, 2, **settings)


# The run-time checks of the tests refuse the choice before the library's own sentence does, which
# tests/cli sees.
@pytest.mark.parametrize("name", ["noise_type", "sampling", "method", "initial", "half_response"])
def test_unknown_choices_are_refused(grn, name):
    with pytest.raises((ValueError, TypeError), match="nonesuch"):
        simulate(grn, 2, **{name: "nonesuch"})


def test_network_without_genes_is_refused():
    with pytest.raises(ValueError, match="no genes"):
        simulate(GRN.from_edges([], basal_rates={}, cell_types=["only"]), 1)

"""A screen in one call: the cells of single runs, guides that fail, and a record that repeats."""

import json

import numpy as np
import pandas as pd
import pytest

from sergiojax import (
    GRN,
    Progress,
    grn_from_anndata,
    read_h5ad,
    repeat,
    simulate,
    write_h5ad,
)
from sergiojax.api import screen
from sergiojax.simulation import Perturbation, simulate_screen

EDGES = [("A", "B", 30.0), ("B", "C", -20.0)]
RATES = {"A": [10.0, 40.0], "C": 25.0}


@pytest.fixture(scope="module")
def grn() -> GRN:
    return GRN.from_edges(EDGES, basal_rates=RATES, cell_types=["low", "high"])


def _assert_same_bytes(first, second):
    assert first.X.tobytes() == second.X.tobytes()
    assert first.layers["clean"].tobytes() == second.layers["clean"].tobytes()
    pd.testing.assert_frame_equal(first.obs, second.obs, check_categorical=True)
    assert first.uns["sergiojax"] == second.uns["sergiojax"]


# What is simulated


def test_every_gene_is_knocked_out_in_every_cell_type(grn):
    adata = screen(grn, 3)
    assert adata.shape == (4 * 2 * 3, 3)
    names = ["control", "A", "B", "C"]
    assert list(adata.obs["perturbation"].cat.categories) == names
    assert list(adata.obs["perturbation"]) == [name for name in names for _ in range(6)]
    assert list(adata.obs["cell_type"]) == (["low"] * 3 + ["high"] * 3) * 4
    assert list(adata.obs["pair"]) == [0, 1, 2] * 8
    assert list(adata.obs["guide_works"]) == [False] * 6 + [True] * 18
    assert adata.obs_names.is_unique
    for gene in grn.gene_names:
        assert adata[adata.obs["perturbation"] == gene, gene].X.max() < 0.1


def test_cells_are_those_of_single_runs_with_the_same_seed(grn):
    doubles = [("A", "C")]
    adata = screen(grn, 4, seed=5, doubles=doubles)
    cases = {"control": None, "B": {"B": 1.0}, "A+C": {"A": 1.0, "C": 1.0}}
    for name, lost in cases.items():
        perturbation = None if lost is None else Perturbation(knockdown=lost)
        alone = simulate(grn, 4, seed=5, perturbation=perturbation)
        np.testing.assert_array_equal(adata[adata.obs["perturbation"] == name].X, alone.X)


def test_perturbations_may_be_named_and_of_any_kind(grn):
    named = {"more A": Perturbation(overexpression={"A": 2.0}), "held B": {"clamp": {"B": 7.5}}}
    adata = screen(grn, 2, perturbations=named)
    assert list(adata.obs["perturbation"].cat.categories) == ["control", *named]
    held = adata[adata.obs["perturbation"] == "held B", "B"]
    np.testing.assert_allclose(held.X, 7.5, rtol=1e-5)


def test_a_screen_of_nothing_is_the_control(grn):
    adata = screen(grn, 3, seed=2, perturbations={})
    np.testing.assert_array_equal(adata.X, simulate(grn, 3, seed=2).X)


def test_arrays_of_the_screen_are_the_cells(grn):
    from sergiojax.api._request import check_request
    from sergiojax.simulation import RunSettings, knockouts

    asked = check_request(grn, 2, RunSettings(), seed=3, noise_amplitude=None, noise=None)
    arrays = simulate_screen(grn, 2, perturbations=knockouts(grn), key=asked.clean_key)
    together = np.concatenate([arrays.wild_type[None], arrays.mutants])
    np.testing.assert_array_equal(screen(grn, 2, seed=3).X, together.reshape(-1, 3))


# Guides


def test_a_guide_that_fails_leaves_the_wild_type(grn):
    adata = screen(grn, 40, seed=1, guide_efficiency=0.6)
    sure = screen(grn, 40, seed=1)
    shape = (4, 80, 3)
    works = adata.obs["guide_works"].to_numpy().reshape(4, 80)
    clean, certain = (each.layers["clean"].reshape(shape) for each in (adata, sure))
    expected = np.where(works[..., None], certain, certain[:1])
    np.testing.assert_array_equal(clean, expected)
    assert not works[0].any()
    assert abs(works[1:].mean() - 0.6) < 4 * np.sqrt(0.6 * 0.4 / 240)


def test_luck_of_a_cell_depends_on_neither_other_cells_nor_other_perturbations(grn):
    many = screen(grn, 20, guide_efficiency=0.5, burn_in=0.1).obs
    only = {"B": {"knockdown": {"B": 1.0}}}
    few = screen(grn, 7, perturbations=only, guide_efficiency=0.5, burn_in=0.1).obs
    both = many[(many["perturbation"] == "B") & (many["pair"] < 7)]
    mine = few[few["perturbation"] == "B"]
    assert list(both["guide_works"]) == list(mine["guide_works"])
    assert mine["guide_works"].nunique() == 2


@pytest.mark.parametrize(("efficiency", "share"), [(0.0, 0.0), (1.0, 1.0)])
def test_certain_guides_all_work_or_all_fail(grn, efficiency, share):
    adata = screen(grn, 30, guide_efficiency=efficiency, burn_in=0.1)
    treated = adata.obs["perturbation"] != "control"
    assert adata.obs["guide_works"][treated].mean() == share


# Noise, record, progress


def test_technical_noise_gives_counts_and_leaves_the_clean_cells(grn):
    clean = screen(grn, 5, burn_in=0.5)
    counts = screen(grn, 5, burn_in=0.5, technical_noise="DS1")
    assert counts.X.dtype == np.int32
    np.testing.assert_array_equal(counts.layers["clean"], clean.X)
    assert (counts.obs["library_size"] > 0).all()


def test_the_wild_type_is_inside(grn):
    again = grn_from_anndata(screen(grn, 2, noise_amplitude={"A": 0.25}, burn_in=0.1))
    assert again.gene_names == grn.gene_names
    np.testing.assert_array_equal(again.basal_rate, grn.basal_rate)
    assert again.noise_amplitude[0] == 0.25
    assert np.isfinite(again.half_response).all()


@pytest.mark.validate
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"technical_noise": "DS3", "guide_efficiency": 0.5, "seed": 2**32 - 1},
        {"noise_type": "spd", "dt": 0.02, "burn_in": 0.3, "doubles": [("A", "B"), ("C", "A")]},
        {"perturbations": {"x": {"clamp": {"A": 2}}}, "noise_amplitude": 0.5},
    ],
    ids=" ".join,
)
def test_repeating_gives_the_same_bytes_also_from_a_file(grn, settings, tmp_path):
    adata = screen(grn, 3, **settings)
    _assert_same_bytes(adata, repeat(adata))
    write_h5ad(adata, tmp_path / "cells.h5ad")
    _assert_same_bytes(adata, repeat(read_h5ad(tmp_path / "cells.h5ad")))


def test_record_says_what_was_asked_for(grn):
    adata = screen(grn, 2, seed=3, doubles=[("A", "B")], guide_efficiency=0.9, burn_in=0.1)
    record = json.loads(adata.uns["sergiojax"])
    assert (record["seed"], record["n_cells"]) == (3, {"low": 2, "high": 2})
    assert record["screen"]["guide_efficiency"] == 0.9
    assert record["screen"]["perturbations"]["A+B"]["knockdown"] == {"A": 1.0, "B": 1.0}
    assert any("Half response" in note for note in record["notes"])


def test_progress_names_the_phases_and_what_it_raises_ends_the_run(grn):
    calls = []
    screen(grn, 2, burn_in=0.1, technical_noise="DS1", progress=calls.append)
    assert list(dict.fromkeys(call.phase for call in calls)) == [
        "Simulating",
        "Adding technical noise",
    ]
    shares = [call.share for call in calls if call.phase == "Simulating"]
    assert shares == sorted(shares)
    assert shares[-1] == 1

    class StopError(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.step > 0:
            raise StopError

    with pytest.raises(StopError):
        screen(grn, 2, burn_in=0.1, progress=stop)


# What cannot be


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_cells": 0}, "`n_cells` must be at least 1"),
        ({"seed": -1}, "`seed` must be at least 0"),
        ({"guide_efficiency": 1.5}, "`guide_efficiency` must be between 0 and 1, but is 1.5"),
        ({"guide_efficiency": float("nan")}, "`guide_efficiency` must be between 0 and 1"),
        (
            {"doubles": [("A", "A")]},
            r"`doubles` must be different pairs .* but has A\+A",
        ),
        ({"doubles": [("A", "B"), ("B", "A")]}, r"must be different pairs .* but has B\+A"),
        ({"doubles": [("A", "X")]}, "names 'X', which the network does not have"),
        ({"perturbations": {"control": {}}}, 'is called "control", as the wild type is'),
        ({"perturbations": {"x": Perturbation(time=1.0)}}, "has no `time`"),
        ({"technical_noise": "DS99"}, "Unknown noise profile 'DS99'"),
        ({"dt": 5.0}, "`dt` must be at most 1.25"),
    ],
)
def test_wrong_settings_are_refused_by_name(grn, arguments, message):
    with pytest.raises(ValueError, match=message):
        screen(grn, arguments.pop("n_cells", 2), **arguments)


def test_numbers_of_cells_are_whole_and_the_same_for_all(grn):
    for n_cells in (2.5, {"low": 3}):
        with pytest.raises(TypeError):
            screen(grn, n_cells)


def test_more_cells_than_memory_holds_are_refused_at_once():
    grn = GRN.from_edges([], basal_rates=dict.fromkeys(map(str, range(500)), 1.0))
    with pytest.raises(ValueError, match=r"5,010,000 cells of 500 genes need 9 GiB"):
        screen(grn, 10_000)


def test_network_without_genes_is_refused():
    with pytest.raises(ValueError, match="no genes"):
        screen(GRN.from_edges([], basal_rates={}, cell_types=["only"]), 1)

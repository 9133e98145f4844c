"""Sets of cells that may be compared, and those whose technical noise was drawn separately."""

import numpy as np
import pytest

from sergiojax import simulate
from sergiojax.api import compare_conditions, screen
from sergiojax.grn import GRN
from sergiojax.io import read_record
from sergiojax.noise import PROFILES

KNOCKOUT = {"knockdown": {"C": 1.0}}


@pytest.fixture(scope="module")
def grn():
    return GRN.from_edges([("A", "B", 3.0), ("C", "D", 4.0)], basal_rates={"A": 3.0, "C": 3.0})


@pytest.fixture(scope="module")
def together(grn):
    return screen(grn, 60, perturbations={"mutant": KNOCKOUT}, technical_noise="DS8", seed=1)


def test_cells_of_one_screen_may_be_compared(together):
    parts = [together[together.obs["perturbation"] == name] for name in ("control", "mutant")]
    found = compare_conditions(*parts)
    assert found.gene_names == ("A", "B", "C", "D")
    assert found.p_value[2] < 0.01
    one_type = compare_conditions(*parts, cell_type="type_1")
    np.testing.assert_array_equal(one_type.p_value, found.p_value)
    with pytest.raises(ValueError, match="no cells of the type 'B cell'; there are type_1"):
        compare_conditions(*parts, cell_type="B cell")


def test_noise_drawn_apart_is_refused(grn, together):
    wild = simulate(grn, 60, technical_noise="DS8", seed=1)
    mutant = simulate(grn, 60, technical_noise="DS8", seed=1, perturbation=KNOCKOUT)
    with pytest.raises(ValueError, match=r"was drawn separately.*midpoints are .*`screen`"):
        compare_conditions(wild, mutant)
    with pytest.raises(ValueError, match="Only one of the sets of cells has technical noise"):
        compare_conditions(simulate(grn, 60, seed=1), wild)
    assert any("for the mutant alone" in note for note in read_record(mutant)["notes"])
    assert not any("for the mutant alone" in note for note in read_record(wild)["notes"])
    assert read_record(together)["dropout_midpoint"] != read_record(wild)["dropout_midpoint"]


def test_clean_cells_may_always_be_compared(grn):
    found = compare_conditions(
        simulate(grn, 60, seed=1), simulate(grn, 60, seed=1, perturbation=KNOCKOUT), paired=True
    )
    assert found.p_value[:2].tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match="the same genes in the same order"):
        compare_conditions(simulate(grn, 5), simulate(grn, 5)[:, ::-1])


def test_cells_that_noise_leaves_empty_are_noted(grn):
    profile = {**PROFILES["DS3"].noise.to_dict(), "library_mean": 0.0}
    adata = simulate(grn, 60, technical_noise=profile)
    empty = int((np.asarray(adata.X).sum(1) == 0).sum())
    assert empty > 1
    notes = [note for note in read_record(adata)["notes"] if "have no counts" in note]
    assert len(notes) == 1
    assert notes[0].startswith(f"{empty} of 60 cells ({empty / 60:.1%})")
    assert not any("no counts" in note for note in read_record(simulate(grn, 60))["notes"])

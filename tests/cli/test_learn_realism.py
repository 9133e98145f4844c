"""`sergiojax learn realism`: the table, the rows as they come, the file, and bad input."""

import numpy as np
import pandas as pd
import pytest
from anndata import AnnData

from sergiojax.analysis import RealismCard
from sergiojax.io import write_h5ad


@pytest.fixture
def files(folder):
    """Three files of cells of one distribution; the training cells have their genes reversed."""
    names = [f"G{number}" for number in range(12)]
    for seed, name in enumerate(("real", "generated", "train")):
        order = names[::-1] if name == "train" else names
        counts = np.random.default_rng(seed).poisson(2.0, (24, 12)).astype(np.float32)
        obs = pd.DataFrame({"kind": ["a", "b"] * 12}, index=[str(i) for i in range(24)])
        write_h5ad(AnnData(counts, obs, pd.DataFrame(index=order)), folder / f"{name}.h5ad")
    return "real.h5ad", "generated.h5ad"


@pytest.mark.validate
def test_rows_come_on_the_error_stream_and_the_table_goes_to_the_output(run, folder, files):
    words = ("--train", "train.h5ad", "--json", "card.json", "--cell-type", "kind")
    ended = run("learn", "realism", *files, *words)
    assert ended.status == 0
    assert "Distance of the distributions (MMD²): " in ended.error
    lines = ended.out.splitlines()
    assert lines[0].startswith("discriminability\t")
    assert "● like real cells" in ended.out
    assert "24 cells on each side, 12 genes." in lines
    card = RealismCard.from_json((folder / "card.json").read_text())
    assert card.has_train
    assert card["transfer"].found is not None
    assert run("learn", "realism", *files, *words).status == 1  # the file exists


@pytest.mark.validate
def test_without_training_cells_rows_are_left_out_and_quiet_says_nothing(run, files):
    ended = run("learn", "realism", *files, "--quiet")
    assert (ended.status, ended.error) == (0, "")
    assert "– left out: It needs the training cells." in ended.out
    assert "Note: There are no training cells, so control and baselines compare halves" in ended.out


def test_bad_input_is_one_sentence(run, folder, files):
    other = AnnData(np.ones((24, 3), np.float32), var=pd.DataFrame(index=["X", "Y", "Z"]))
    write_h5ad(other, folder / "other.h5ad")
    ended = run("learn", "realism", files[0], "other.h5ad", "-q")
    assert ended.status == 2
    assert "at least 10 genes that both sets have by name, but there are none" in ended.error
    ended = run("learn", "realism", *files, "--train", "other.h5ad", "-q")
    assert "--train must have the genes of REAL, but lacks 12, such as G0." in ended.error
    assert run("learn", "realism", files[0], "none.h5ad").status == 1

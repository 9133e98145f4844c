"""`sergiojax learn fit` and `sample`: from cells to a model, and from that to new cells."""

import numpy as np
import pandas as pd
import pytest
from anndata import AnnData

from sergiojax import load_model, read_h5ad, write_h5ad
from sergiojax.cli._learn_sample import parse_cells
from sergiojax.cli._refusal import RefusalError


@pytest.fixture
def counts(folder):
    """A file of counts in the folder of the command."""
    rng = np.random.default_rng(0)
    kinds = ["B cell", "T cell"] * 20
    adata = AnnData(
        X=rng.poisson(3.0, (40, 5)).astype(np.float32),
        obs=pd.DataFrame({"louvain": kinds}, index=[str(i) for i in range(40)]),
        var=pd.DataFrame(index=list("ABCDE")),
    )
    write_h5ad(adata, folder / "cells.h5ad")
    return "cells.h5ad"


def test_a_model_is_fitted_and_draws_the_cells_asked_for(run, folder, counts):
    words = ("--model", "copula", "--cell-type", "louvain", "-o", "model.sjm")
    ended = run("learn", "fit", counts, *words)
    assert (ended.status, ended.error) == (0, "")
    assert "Fitted a Copula to 40 cells × 5 genes" in ended.out
    assert "B cell 20, T cell 20" in ended.out
    assert "exists; --force" in run("learn", "fit", counts, *words).error
    ended = run("learn", "sample", "model.sjm", "--cells", "T cell=3,B cell=2", "-o", "new.h5ad")
    assert ended.out == "Wrote new.h5ad: 5 cells × 5 genes, seed 0.\n"
    assert (
        read_h5ad(folder / "new.h5ad").obs["cell_type"].tolist() == ["T cell"] * 3 + ["B cell"] * 2
    )


def test_training_goes_on_from_the_file(run, folder, counts):
    words = ("learn", "fit", counts, "--model", "vae", "--cell-type", "louvain", "-o", "model.sjm")
    assert run(*words, "--steps", 4).status == 0
    first = (folder / "model.sjm").read_bytes()
    assert run(*words, "--steps", 4, "--resume").status == 0
    assert (folder / "model.sjm").read_bytes() == first
    assert load_model(folder / "model.sjm").fitted.step == 4


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("fit", "cells.h5ad", "-o", "m.sjm", "--cell-type", "kind"), "no column 'kind'"),
        (("fit", "cells.h5ad", "-o", "m.sjm", "--model", "network"), "needs it"),
        (("fit", "cells.h5ad", "-o", "m.sjm", "--model", "copula", "--steps", "3"), "not trained"),
        (("fit", "nothing.h5ad", "-o", "m.sjm"), "nothing.h5ad"),
        (("sample", "cells.h5ad", "--cells", "3", "-o", "new.h5ad"), "not a model file"),
        (("sample", "cells.h5ad", "--cells", "3", "-o", "new.doc"), "must end with"),
        (("sample", "cells.h5ad", "--cells", "B:3", "-o", "new.h5ad"), "--cells is like"),
    ],
)
def test_wrong_words_get_one_sentence(run, counts, words, sentence):
    ended = run("learn", *words)
    assert ended.status in (1, 2)
    assert sentence in ended.error
    assert ended.error.count("\n") == 1


def test_numbers_of_cells_are_one_or_by_type():
    assert parse_cells("1000") == 1000
    assert parse_cells(" B=5, NK=0,a=b=7") == {"B": 5, "NK": 0, "a=b": 7}
    with pytest.raises(RefusalError, match="names B twice"):
        parse_cells("B=5,B=6")

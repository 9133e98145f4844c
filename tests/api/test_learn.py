"""AnnData and a seed in, a fitted learner and new cells out."""

import json

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from anndata import AnnData

import sergiojax as sj


def cells(n_cells: int = 40) -> AnnData:
    """Return sparse counts of two types, whose order is not that of the alphabet."""
    rng = np.random.default_rng(0)
    kinds = pd.Categorical(["T", "B"] * (n_cells // 2), categories=["T", "none of these", "B"])
    counts = rng.poisson(np.where(np.arange(n_cells)[:, None] % 2, 2.0, 5.0), (n_cells, 12))
    return AnnData(
        X=scipy.sparse.csr_matrix(counts),
        obs=pd.DataFrame({"cell_type": kinds}, index=[f"cell {i}" for i in range(n_cells)]),
        var=pd.DataFrame(index=[f"gene {i}" for i in range(12)]),
    )


@pytest.fixture(scope="module")
def learned():
    return sj.fit(sj.learn.Copula(), cells(), seed=3)


def test_new_cells_keep_genes_types_and_their_order(learned):
    drawn = learned.sample({"B": 3, "T": 2}, seed=1)
    assert list(drawn.var_names) == list(cells().var_names)
    assert drawn.obs["cell_type"].tolist() == ["B"] * 3 + ["T"] * 2
    assert list(drawn.obs["cell_type"].cat.categories) == ["T", "B"]


def test_new_cells_say_where_they_come_from(learned):
    record = json.loads(learned.sample(4, seed=9).uns["sergiojax"])
    assert record["source"] == "learned"
    assert record["model"] == "Copula"
    assert record["seed"] == 9
    assert record["version"] == sj.__version__
    assert record["training_digest"] == learned.fitted.digest


def test_the_same_seeds_give_the_same_cells(learned, tmp_path):
    learned.save(tmp_path / "model.sjm")
    again = sj.load_model(tmp_path / "model.sjm")
    one, other = (each.sample(7, seed=2).X.toarray() for each in (learned, again))
    assert np.array_equal(one, other)
    assert not np.array_equal(one, learned.sample(7, seed=3).X.toarray())


def test_cells_without_types_are_of_one(tmp_path):
    adata = cells()
    del adata.obs["cell_type"]
    assert sj.fit(sj.learn.Copula(), adata).sample(5).obs["cell_type"].tolist() == ["all"] * 5


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(ValueError, match=r"no column 'louvain'; its columns are: cell_type"):
        sj.fit(sj.learn.Copula(), cells(), cell_type="louvain")


def test_cells_without_a_type_are_counted():
    adata = cells()
    adata.obs.loc[["cell 0", "cell 3"], "cell_type"] = np.nan
    with pytest.raises(ValueError, match="2 cells have no entry in"):
        sj.fit(sj.learn.Copula(), adata)


def test_scaled_values_are_refused():
    adata = cells()
    adata.X = np.log1p(adata.X.toarray())
    with pytest.raises(ValueError, match=r"[Ww]hole counts"):
        sj.fit(sj.learn.Copula(), adata)


@pytest.mark.validate
def test_generated_cells_are_compared_with_held_out_ones(learned):
    card = learned.evaluate(cells(), train=cells(), seed=1)
    assert card.to_json()

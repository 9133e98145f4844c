"""Columns that a map is coloured by: names, numbers, and what says nothing."""

import anndata
import numpy as np
import pandas as pd

from sergiojax.ui.cells.columns import (
    columns_of,
    group_columns,
    labels_of,
    most_frequent,
    numbers_of,
)

N = 60
OBS = pd.DataFrame(
    {
        "batch": np.arange(N) % 3,
        "depth": np.arange(N) * 10,
        "share": np.where(np.arange(N) < 5, np.nan, 0.5),
        "is_dead": np.arange(N) % 2 == 0,
        "barcode": [f"AC-{number}" for number in range(N)],
        "clone": [f"c{number // 2}" for number in range(N)],
        "cell_type": pd.Categorical(["T", "B", None] * (N // 3)),
        "empty": np.full(N, np.nan),
        "day": pd.Timestamp("2020-01-01"),
    },
    index=[str(number) for number in range(N)],
)
CELLS = anndata.AnnData(np.zeros((N, 2)), obs=OBS)


def test_numbers_and_names_are_told_apart_and_the_rest_is_left_out():
    kinds = {each.name: each.kind for each in columns_of(CELLS, "columns")}
    assert kinds == {
        "batch": "names",
        "depth": "numbers",
        "share": "numbers",
        "is_dead": "names",
        "clone": "names",
        "cell_type": "names",
    }


def test_cell_types_group_figures_first():
    groups = [each.name for each in group_columns(columns_of(CELLS, "columns"))]
    assert groups == ["cell_type", "batch", "is_dead", "clone"]


def test_cells_without_a_name_or_a_number_are_kept_apart():
    assert set(labels_of(CELLS, "cell_type")) == {"T", "B", "missing"}
    assert labels_of(CELLS, "batch")[:4].tolist() == ["0", "1", "2", "0"]
    assert np.isnan(numbers_of(CELLS, "share")).sum() == 5


def test_the_rarest_of_many_names_become_one():
    labels = np.array(["a"] * 5 + ["b"] * 4 + ["c", "d"], object)
    found, rest = most_frequent(labels, 2)
    assert rest == "2 others"
    assert found.tolist() == ["a"] * 5 + ["b"] * 4 + [rest] * 2
    assert most_frequent(labels, 4) == (labels, "")

"""The table of cell types: what it shows, and what its edits do to the design."""

import numpy as np
import pandas as pd
import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.cells.cell_types import MOST_CELLS, cell_type_table, rated_genes, with_cell_types

CASCADE = load_design("cascade")
GRN = CASCADE.grn


def table(**counts):
    return cell_type_table(CASCADE, counts)


def test_it_shows_the_numbers_asked_for_last():
    name = GRN.cell_types[0]
    assert table(**{name: 7})["Cells"].tolist() == [7] + [300] * (GRN.n_cell_types - 1)


@pytest.mark.parametrize("saved", ["many", -1, 1.5, True, None, 10**12, [3]])
def test_a_number_that_makes_no_sense_counts_as_none(saved):
    assert table(**{GRN.cell_types[0]: saved})["Cells"][0] == 300


def test_an_unchanged_table_leaves_the_design_as_it_is():
    design, counts = with_cell_types(CASCADE, table())
    assert design is CASCADE
    assert counts == dict.fromkeys(GRN.cell_types, 300)


def test_it_shows_genes_with_a_rate_and_unregulated_ones_first():
    genes = rated_genes(load_design("random-100").grn)
    assert 0 < len(genes) <= 10
    assert all(load_design("random-100").grn.basal_rate[:, genes].any(axis=0))


def test_a_new_type_starts_as_the_first_and_a_deleted_one_goes():
    edited = table().drop(index=1)
    new = pd.DataFrame([{"Cell type": "new", "Cells": 5}], index=["new 0"])
    design, counts = with_cell_types(CASCADE, pd.concat([edited, new]))
    names = (GRN.cell_types[0], *GRN.cell_types[2:], "new")
    assert design.grn.cell_types == names
    assert counts["new"] == 5
    kept = [0, *range(2, GRN.n_cell_types), 0]
    assert np.array_equal(design.grn.basal_rate, np.asarray(GRN.basal_rate)[kept])


def test_factors_of_strengths_follow_their_type():
    factor = np.arange(1.0, 1 + GRN.n_cell_types)[:, None] * np.ones((1, GRN.n_edges))
    design = CASCADE.replace(grn=GRN.replace(strength_factor=factor))
    changed, _ = with_cell_types(design, cell_type_table(design, {}).drop(index=0))
    assert np.array_equal(changed.grn.strength_factor, factor[1:])


@pytest.mark.parametrize(
    ("column", "value", "culprit"),
    [
        ("Cells", MOST_CELLS + 1, "more than the app makes"),
        ("Cells", -1, "whole number"),
        ("Cells", 0.5, "whole number"),
        ("Cells", np.nan, "whole number"),
        ("Cell type", " ", "no name"),
        ("Cell type", GRN.cell_types[1], "twice"),
    ],
)
def test_a_senseless_entry_is_named(column, value, culprit):
    edited = table().astype(object)
    edited.loc[0, column] = value
    with pytest.raises(ValueError, match=culprit):
        with_cell_types(CASCADE, edited)


def test_no_cells_and_no_types_are_refused():
    none = dict.fromkeys(GRN.cell_types, 0)
    with pytest.raises(ValueError, match="at least one cell"):
        with_cell_types(CASCADE, table(**none))
    with pytest.raises(ValueError, match="at least one cell type"):
        with_cell_types(CASCADE, table().iloc[:0])


def test_unregulated_genes_come_before_regulated_ones():
    grn = GRN.replace(basal_rate=np.ones_like(GRN.basal_rate))
    degrees = grn.topology.in_degree[rated_genes(grn)]
    assert (np.diff(degrees) >= 0).all()
    assert len(degrees) == min(10, grn.n_genes)

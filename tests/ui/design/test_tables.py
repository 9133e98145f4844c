"""The tables hold the whole network, and a senseless line is named."""

import numpy as np
import pandas as pd
import pytest

from sergiojax.datasets import list_examples, load_design
from sergiojax.ui.design.open_menu import blank_design
from sergiojax.ui.design.tables import edge_table, gene_table, with_edge_table, with_gene_table

TOGGLE = load_design("toggle-switch")


@pytest.mark.parametrize("name", [example.name for example in list_examples()])
def test_unchanged_tables_leave_the_network_as_it_is(name):
    design = load_design(name)
    assert with_gene_table(design, gene_table(design)).grn.digest() == design.grn.digest()
    assert with_edge_table(design, edge_table(design)).grn.digest() == design.grn.digest()


def test_a_network_can_be_typed_from_nothing():
    design = blank_design()
    names = pd.DataFrame([{"Gene": "A"}, {"Gene": "B"}], index=["new 0", "new 1"])
    design = with_gene_table(design, pd.concat([gene_table(design), names]))
    lines = pd.DataFrame([{"Regulator": "A", "Target": "B", "Strength K": -3.0}])
    grn = with_edge_table(design, lines.reindex(columns=edge_table(design).columns)).grn
    assert grn.gene_names == ("A", "B")
    assert grn.strength.tolist() == [-3.0]
    assert np.isnan(grn.half_response[0])  # automatic, as in a file


def test_a_renamed_gene_keeps_its_edges_and_a_deleted_one_loses_them():
    table = gene_table(TOGGLE)
    table.loc[0, "Gene"] = "GFP"
    renamed = with_gene_table(TOGGLE, table).grn
    assert renamed.gene_names == ("GFP", "TetR")
    assert renamed.n_edges == 2
    smaller = with_gene_table(TOGGLE, gene_table(TOGGLE).drop(index=0)).grn
    assert smaller.gene_names == ("TetR",)
    assert smaller.n_edges == 0


def test_an_emptied_half_response_is_found_automatically():
    table = edge_table(TOGGLE)
    table.loc[0, "Half response h"] = np.nan
    grn = with_edge_table(TOGGLE, table).grn
    assert np.isnan(grn.half_response[0])
    assert grn.half_response[1] == TOGGLE.grn.half_response[1]


@pytest.mark.parametrize(
    ("column", "value", "culprit"),
    [
        ("Gene", "TetR", "'TetR' occurs twice"),
        ("Gene", None, "Line 1 of the gene table has no gene name"),
        ("Gene", "  ", "Line 1 of the gene table has no gene name"),
        ("Decay λ", -1.0, "decay"),
        ("Decay λ", np.inf, "decay"),
        ("Noise q", -0.5, "noise"),
        ("Basal rate b", -3.0, "rate"),
    ],
)
def test_a_senseless_gene_is_named(column, value, culprit):
    table = gene_table(TOGGLE)
    table.loc[0, column] = value
    with pytest.raises(ValueError, match=f"(?i){culprit}"):
        with_gene_table(TOGGLE, table)


@pytest.mark.parametrize(
    ("column", "value", "culprit"),
    [
        ("Target", "LacI", "occurs twice"),
        ("Target", "Z", "Line 1 of the edges names 'Z'"),
        ("Target", None, "Line 1 of the edges has no gene name"),
        ("Strength K", np.nan, "LacI → TetR needs a strength"),
        ("Hill n", -2.0, "hill"),
        ("Half response h", -1.0, "half"),
    ],
)
def test_a_senseless_edge_is_named(column, value, culprit):
    table = edge_table(TOGGLE)
    assert table.loc[0, ["Regulator", "Target"]].tolist() == ["LacI", "TetR"]
    if value == "LacI":  # the second edge again
        table.loc[0, "Regulator"] = "TetR"
    table.loc[0, column] = value
    with pytest.raises(ValueError, match=f"(?i){culprit}"):
        with_edge_table(TOGGLE, table)


def test_a_new_gene_has_what_its_line_says():
    lines = gene_table(blank_design())
    line = {"Gene": "A", "Basal rate b": 5.0, "Decay λ": 0.4, "Noise q": 0.2, "Logic": "product"}
    lines.loc["new 0"] = line
    grn = with_gene_table(blank_design(), lines).grn
    assert grn.basal_rate.tolist() == [[5.0]]
    assert (grn.decay[0], grn.noise_amplitude[0]) == pytest.approx((0.4, 0.2))
    assert grn.product.tolist() == [True]


def test_logic_is_chosen_gene_by_gene():
    table = gene_table(TOGGLE)
    table.loc[1, "Logic"] = "product"
    assert with_gene_table(TOGGLE, table).grn.product.tolist() == [False, True]

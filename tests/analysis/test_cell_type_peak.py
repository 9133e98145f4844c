"""The cell type that a gene is highest in."""

import sergiojax as sj
from sergiojax.analysis import cell_type_peak


def test_a_target_peaks_where_its_activator_does_and_opposite_to_its_repressor():
    grn = sj.GRN.from_edges(
        [("A", "on", 3.0), ("A", "off", -3.0), ("same", "also_same", 2.0)],
        basal_rates={"A": [1.0, 4.0, 2.0], "off": [3.0, 3.0, 3.0], "same": [2.0, 2.0, 2.0]},
    )
    peaks = dict(zip(grn.gene_names, cell_type_peak(grn).tolist(), strict=True))
    assert peaks == {"A": 1, "on": 1, "off": 0, "same": -1, "also_same": -1}


def test_one_cell_type_and_silent_genes_have_no_peak():
    grn = sj.GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [0.0]})
    assert cell_type_peak(grn).tolist() == [-1, -1]

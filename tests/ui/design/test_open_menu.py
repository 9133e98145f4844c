"""A blank canvas to begin on."""

from sergiojax.ui.design.open_menu import blank_design


def test_a_blank_design_has_one_cell_type_and_no_genes():
    grn = blank_design().grn
    assert (grn.n_genes, grn.n_edges, grn.cell_types) == (0, 0, ("type_1",))

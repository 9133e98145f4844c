"""The two genes that the plane begins with: selected ones, else a loop, else the first."""

import pytest

from sergiojax.grn import GRN, Design
from sergiojax.ui.understand import phase_plane

EDGES = [("A", "B", 1.0), ("C", "D", 1.0), ("D", "C", 1.0)]
DESIGN = Design(GRN.from_edges(EDGES, basal_rates={"A": [1.0]}))


@pytest.mark.parametrize(
    ("selected", "genes"),
    [
        (["B", "A"], ("B", "A")),
        (["A"], ("A", "C")),
        (["gone"], ("C", "D")),
        (["A", "D", "B"], ("A", "D")),
    ],
)
def test_selected_genes_come_before_those_of_a_loop(monkeypatch, selected, genes):
    monkeypatch.setattr(phase_plane.session, "selection", lambda: {"nodes": selected, "edges": []})
    assert phase_plane._suggested(DESIGN) == genes


def test_without_a_loop_the_first_genes_are_taken(monkeypatch):
    monkeypatch.setattr(phase_plane.session, "selection", lambda: {"nodes": [], "edges": []})
    chain = Design(GRN.from_edges(EDGES[:2], basal_rates={"A": [1.0], "C": [1.0]}))
    assert phase_plane._suggested(chain) == chain.grn.gene_names[:2]

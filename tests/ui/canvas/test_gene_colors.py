"""A gene keeps its colour while others join and leave, and no two drawn genes share one."""

from sergiojax.plot import PALETTE
from sergiojax.ui.canvas.gene_colors import gene_colors


def test_a_gene_that_joins_leaves_the_colours_of_the_others_alone(state):
    before = gene_colors(["B", "C"], ["B"])
    after = gene_colors(["A", "B", "C"], ["A"])
    assert {name: after[name] for name in "BC"} == before
    assert len(set(after.values())) == 3
    assert gene_colors(["C", "A"], [])["C"] == before["C"]


def test_of_more_genes_than_colours_only_the_drawn_ones_have_any(state):
    names = [f"G{number}" for number in range(len(PALETTE) + 1)]
    drawn = names[-len(PALETTE) :]
    colors = gene_colors(names, drawn)
    assert list(colors) == drawn
    assert len(set(colors.values())) == len(drawn)
    assert not state.visit.colors  # those of a small network return unchanged

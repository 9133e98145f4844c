"""What a large network shows: columns for the canvas, and the genes that its response draws."""

import json

from sergiojax.grn import Design, layout_positions, random_network
from sergiojax.ui.canvas.overview import groups_of, overview_of
from sergiojax.ui.canvas.shown_genes import MOST_LINES, deciding_part, looked_at, shown_genes

SMALL, MIDDLE, LARGE = (random_network(n) for n in (5, 40, 200))


def test_a_few_genes_are_all_drawn_and_of_many_those_that_are_selected():
    assert shown_genes(SMALL, []) == (SMALL.gene_names, "")
    genes, words = shown_genes(MIDDLE, ["G7", "gone", "G9"])
    assert genes == ["G7", "G9"]
    assert words.startswith("2 of 40 genes")


def test_of_a_large_network_a_gene_is_drawn_with_its_neighbours():
    topology, names = LARGE.topology, LARGE.gene_names
    gene = next(g for g in range(200) if topology.in_degree[g] == 2 and topology.out_degree[g] == 0)
    genes, words = shown_genes(LARGE, [names[gene]])
    assert genes[0] == names[gene]
    assert len(genes) == 3
    assert words.startswith(f"{names[gene]} with its neighbours.")
    genes, words = shown_genes(LARGE, [])  # the gene with the most interactions
    degree = topology.in_degree + topology.out_degree
    assert genes[0] == names[degree.argmax()]
    assert len(genes) == MOST_LINES
    assert f"of its {degree.max()} neighbours" in words
    assert looked_at(LARGE, {"nodes": [], "edges": []}, genes)["nodes"] == [genes[0]]


def test_only_a_large_network_is_cut_to_what_decides():
    small, large = Design(MIDDLE), Design(LARGE)
    assert deciding_part(small, ["G7"]) is small
    part = deciding_part(large, ["G7"]).grn
    assert "G7" in part.gene_names
    assert part.n_genes < LARGE.n_genes


def test_the_canvas_gets_a_large_network_in_few_bytes():
    design = Design(LARGE, positions=layout_positions(LARGE))
    overview, groups = overview_of(design), groups_of(LARGE)
    assert len(json.dumps([overview, groups])) < 100 * LARGE.n_genes
    assert len(overview["sign"]) == len(overview["source"]) == LARGE.n_edges
    assert {len(overview["name"]), len(groups["level"]), len(groups["module"])} == {200}
    assert max(groups["level"]) == LARGE.topology.depth


def test_no_more_lines_are_drawn_than_can_be_followed():
    genes, words = shown_genes(MIDDLE, MIDDLE.gene_names[:20])
    assert genes == list(MIDDLE.gene_names[:MOST_LINES])
    assert words.startswith(f"{MOST_LINES} of 40 genes")
    twelve = random_network(MOST_LINES)
    assert shown_genes(twelve, ["G3"]) == (twelve.gene_names, "")


def test_without_a_selection_the_first_genes_downwards_are_drawn():
    levels = dict(zip(MIDDLE.gene_names, MIDDLE.topology.levels, strict=True))
    genes, _ = shown_genes(MIDDLE, [])
    assert len(genes) == 8
    assert max(levels[gene] for gene in genes) <= sorted(levels.values())[7]

"""Genes of maps and heatmaps: by name, by variance, by the design."""

import anndata
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from sergiojax.ui.cells import genes
from sergiojax.ui.cells.genes import find_genes

VAR = pd.DataFrame({"gene_ids": ["E1", "E2", "E3"]}, index=["CD3D", "MS4A1", "cd3d"])
CELLS = anndata.AnnData(np.zeros((2, 3)), var=VAR)


def test_genes_are_found_as_written_then_in_any_case_then_by_identifier():
    found = find_genes(["cd3d", "Ms4a1", "NONE"], CELLS)
    assert found.genes.tolist() == [1, 2]
    assert found.missing == ["NONE"]
    assert find_genes(["CD3D", "e3"], CELLS).genes.tolist() == [0, 2]


@pytest.fixture
def page(visit, put_on_shelf):
    """The page with sparse cells of 40 genes, of which up to 20 are taken without a choice."""
    counts = scipy.sparse.random(90, 40, 0.4, format="csr", dtype=np.float32, random_state=0)
    counts.data = np.ceil(5 * counts.data)
    cells = anndata.AnnData(counts)
    cells.var_names = [f"G{number}" for number in range(38)] + ["LacI", "TetR"]
    cells.obs["kind"] = pd.Categorical(np.repeat(["x", "y", "z"], 30))
    app = visit("cells")
    put_on_shelf(app, cells)
    app.session_state["cells_map"] = "PCA"
    return app


def button(app):
    labels = [each.proto.popover.label for each in app.get("popover")]
    return next(label for label in labels if label.startswith("Genes"))


def ways(app):
    return next(each for each in app.radio if each.label == "Maps and heatmaps show")


@pytest.mark.slow
def test_the_choice_of_genes_is_shared_by_map_and_heatmap(page, monkeypatch):
    monkeypatch.setattr(genes, "DEFAULT", 20)
    page.run()
    assert button(page) == "Genes: 20 most variable"
    ways(page).set_value("list").run()
    names = next(each for each in page.text_area if each.label == "Names or identifiers")
    names.set_value("G1, g2\nG3 none").run()
    assert button(page) == "Genes: 3 of a list"
    assert any("1 of 4 names are not among" in each.value for each in page.caption)
    page.segmented_control(key="cells_view").set_value("Heatmap").run()
    assert button(page) == "Genes: 3 of a list"
    assert len(page.get("plotly_chart")) == 1
    ways(page).set_value("design").run()
    assert button(page) == "Genes: 2 of the design"
    assert not page.error
    assert not page.exception


@pytest.mark.slow
def test_a_list_of_nothing_shows_what_varies_most(page):
    page.run()
    ways(page).set_value("list").run()
    assert any("fewer than two genes" in each.value for each in page.caption)
    assert len(page.get("plotly_chart")) == 1
    assert not page.error

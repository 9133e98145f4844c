"""The Explore page: empty, with simulated cells, and with files."""

import anndata
import numpy as np
import pytest

import sergiojax as sj
from sergiojax.io import h5ad_bytes

pytestmark = pytest.mark.slow
VIEWS = {"Map": 1, "Heatmap": 1, "Genes": 2, "Quality": 2, "Export": 0}  # and their figures


@pytest.fixture(scope="module")
def cells():
    return sj.simulate(sj.load_example("cascade"), 40, seed=0, technical_noise="DS1")


@pytest.fixture
def page(visit, cells):
    """The page with cells; PCA at first, because UMAP compiles for long."""
    app = visit("explore")
    app.session_state["cells"] = cells
    app.session_state["cells_name"] = "cascade"
    app.session_state["cells_origin"] = {
        "source": "simulation",
        "seed": 0,
        "technical_noise": "DS1",
    }
    app.session_state["explore_map"] = "PCA"
    return app.run()


def look_at(app, view):
    return app.segmented_control(key="explore_view").set_value(view).run()


def test_without_cells_the_page_says_how_to_get_some(visit):
    app = visit("explore")
    assert "no cells yet" in app.info[0].value
    assert app.button[0].label == "Simulate cells"
    assert not app.exception


@pytest.mark.parametrize(("view", "figures"), VIEWS.items())
def test_every_view_shows_the_cells(page, view, figures):
    look_at(page, view)
    assert not page.exception
    assert not page.error
    assert len(page.get("plotly_chart")) == figures
    assert "simulated, seed 0, DS1" in page.caption[0].value


def test_the_map_is_coloured_by_a_gene(page):
    gene = page.session_state.cells.var_names[1]
    page.selectbox(key="explore_colour").set_value(gene).run()
    assert not page.error
    assert f"log(1 + {gene})" in page.get("plotly_chart")[0].proto.spec


def test_cells_of_one_type_are_coloured_by_the_gene_that_varies_most(page, cells):
    one = cells[(cells.obs["cell_type"] == cells.obs["cell_type"].iloc[0]).to_numpy()].copy()
    page.session_state["cells"], page.session_state["cells_name"] = one, "one type"
    page.run()
    assert not page.error
    assert page.selectbox(key="explore_colour_one").value in cells.var_names
    assert "log(1 + " in page.get("plotly_chart")[0].proto.spec


def test_the_script_and_the_files_are_offered(page):
    look_at(page, "Export")
    labels = [button.label for button in page.get("download_button")]
    assert labels == [
        "AnnData (h5ad)",
        "Table (CSV)",
        "Folder of Cell Ranger (mtx)",
        "Python script",
    ]
    assert "sj.simulate(" in page.code[0].value


def test_a_file_of_cells_opens(visit, cells):
    app = visit("explore")
    app.session_state["explore_map"] = "PCA"
    file = ("mine.h5ad", h5ad_bytes(cells), "application/octet-stream")
    app.file_uploader(key="explore_upload").set_value(file).run()
    assert not app.error
    assert app.session_state.cells.shape == cells.shape
    assert "mine.h5ad" in app.caption[0].value


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x89HDF\r\n\x1a\n" + bytes(100)])
def test_a_file_that_is_none_says_so_and_keeps_the_cells(page, cells, content):
    file = ("broken.h5ad", content, "application/octet-stream")
    page.file_uploader(key="explore_upload").set_value(file).run()
    assert not page.exception
    assert len(page.error) == 1
    assert "h5ad" in page.error[0].value
    assert page.session_state.cells is cells
    assert len(page.get("plotly_chart")) == 1


def test_a_file_of_scaled_values_opens_with_its_counts_and_asks(visit):
    counts = np.arange(120, dtype=np.float32).reshape(40, 3) % 7
    adata = anndata.AnnData(X=counts)
    adata.raw = adata.copy()
    adata.X = counts - counts.mean(0)
    app = visit("explore")
    app.session_state["explore_map"] = "PCA"
    file = ("mine.h5ad", h5ad_bytes(adata), "application/octet-stream")
    app.file_uploader(key="explore_upload").set_value(file).run()
    matrix = next(box for box in app.selectbox if box.label == "Matrix")
    assert matrix.value == "raw"
    np.testing.assert_array_equal(app.session_state.cells.X, counts)
    matrix.set_value("X").run()
    for view in VIEWS:
        look_at(app, view)
        assert not app.error, view
        assert not app.exception, view
    look_at(app, "Quality")
    assert "need counts" in app.info[0].value

"""The Cells page: empty, with cells in every view, with files, and with several sets."""

import anndata
import numpy as np
import pytest
import scipy.sparse

import sergiojax as sj
from sergiojax.io import h5ad_bytes
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow
VIEWS = {"Map": 1, "Heatmap": 1, "Genes": 3, "Quality": 2, "Export": 0}  # and their figures
H5AD = "application/octet-stream"


@pytest.fixture(scope="module")
def cells():
    return sj.simulate(sj.load_example("cascade"), 40, seed=0, technical_noise="DS1")


@pytest.fixture
def page(visit, cells, put_on_shelf):
    """The page with cells; PCA at first, because UMAP compiles for long."""
    app = visit("cells")
    put_on_shelf(app, cells)
    app.session_state["cells_map"] = "PCA"
    return app.run()


def look_at(app, view):
    return app.segmented_control(key="cells_view").set_value(view).run()


def upload(app, name, content, kind=H5AD):
    return app.file_uploader(key="cells_file").set_value([(name, content, kind)]).run()


def chooser(app):
    return app.selectbox(key="shelf_cells")


def press(app, label):
    [button] = [each for each in app.button if each.label == label]
    return button.click().run()


def test_without_cells_the_page_says_how_to_get_some(visit):
    app = visit("cells")
    [said] = app.info
    assert "press **Simulate**, or open a file" in said.value
    assert not app.exception


def test_without_genes_the_page_leads_to_the_canvas_and_still_opens_files(visit, cells):
    app = visit()
    app.button(key="open_blank").click().run()
    app.switch_page("pages/studio/cells.py").run()
    assert "no genes yet" in app.info[0].value
    app.session_state["cells_map"] = "PCA"
    upload(app, "mine.h5ad", h5ad_bytes(cells))
    assert "mine.h5ad" in chooser(app).options[0]
    assert not app.exception


@pytest.mark.parametrize(("view", "figures"), VIEWS.items())
def test_every_view_shows_the_cells(page, view, figures):
    look_at(page, view)
    assert not page.exception
    assert not page.error
    assert len(page.get("plotly_chart")) == figures
    assert "**120** cells" in [each.value for each in page.markdown]
    assert chooser(page).options == ["mine · 120 cells × 5 genes · opened file"]


def test_the_map_is_coloured_by_a_gene(page, cells):
    gene = cells.var_names[1]
    page.selectbox(key="cells_colour").set_value(gene).run()
    assert not page.error
    assert f"log(1 + {gene})" in page.get("plotly_chart")[0].proto.spec


def test_cells_of_one_type_are_coloured_by_the_gene_that_varies_most(page, cells, put_on_shelf):
    one = cells[(cells.obs["cell_type"] == cells.obs["cell_type"].iloc[0]).to_numpy()].copy()
    put_on_shelf(page, one, "one type")
    page.run()
    assert not page.error
    assert page.selectbox(key="cells_colour_one").value in cells.var_names
    assert "log(1 + " in page.get("plotly_chart")[0].proto.spec


def test_the_map_is_coloured_by_any_column_and_by_numbers(page, cells, put_on_shelf):
    more = cells.copy()
    more.obs["depth"] = np.arange(more.n_obs) * 1.5
    more.obs["clone"] = [f"c{number // 2}" for number in range(more.n_obs)]
    more.obs[str(more.var_names[0])] = "a column called as a gene"
    put_on_shelf(page, more, "more")
    colour = page.run().selectbox(key="cells_colour")
    for choice, words in (("depth", "colorbar"), ("clone", "30 others"), ("cell_type", "Cell")):
        if choice == "clone":
            assert f"{more.var_names[0]} (gene)" in colour.options
        colour.set_value(choice).run()
        assert not page.error
        assert words in page.get("plotly_chart")[0].proto.spec or choice == "cell_type"


def test_sparse_cells_are_shown_in_every_view_without_a_full_table(
    visit, cells, put_on_shelf, monkeypatch
):
    counts = scipy.sparse.csr_matrix(np.tile(cells.X, (3, 1)))  # more than a heatmap has columns
    sparse = anndata.AnnData(counts, var=cells.var)
    sparse.obs["cell_type"] = np.tile(cells.obs["cell_type"].astype(str), 3)
    app = visit("cells")
    put_on_shelf(app, sparse, "sparse")
    app.session_state["cells_map"] = "PCA"
    monkeypatch.setattr("sergiojax.analysis._pca._PLAIN", 0)
    app.run()
    whole = scipy.sparse.csr_matrix.toarray

    def toarray(self, *args, **settings):
        assert self.shape != sparse.shape, "the whole set became a full table"
        return whole(self, *args, **settings)

    monkeypatch.setattr(scipy.sparse.csr_matrix, "toarray", toarray)
    for view, figures in VIEWS.items():
        look_at(app, view)
        assert not app.exception, view
        assert not app.error, view
        assert len(app.get("plotly_chart")) == figures, view


def test_logarithms_that_scanpy_noted_are_not_taken_again(visit, cells, put_on_shelf):
    logs = cells.copy()
    logs.X = np.log1p(cells.X.astype(np.float32))
    logs.uns["log1p"] = {"base": None}
    app = visit("cells")
    put_on_shelf(app, logs, "logs")
    app.session_state["cells_map"] = "PCA"
    gene = cells.var_names[1]
    app.run()
    app.selectbox(key="cells_colour").set_value(gene).run()
    assert f"{gene}, log(1 + x)" in app.get("plotly_chart")[0].proto.spec
    look_at(app, "Quality")
    assert "logarithms" in app.info[0].value
    assert not app.error


def test_large_cells_are_worked_on_at_the_desk(visit, cells, put_on_shelf, monkeypatch):
    monkeypatch.setattr("sergiojax.ui.work.cell_values._AT_ONCE", 0)
    monkeypatch.setattr("sergiojax.ui.work.background._QUIET", 0.0)  # every wait shows its bar
    app = visit("cells")
    put_on_shelf(app, cells, "large")
    app.session_state["cells_map"] = "PCA"
    app.run()
    for view, figures in VIEWS.items():
        look_at(app, view)
        assert not app.error, view
        assert not app.exception, view
        assert len(app.get("plotly_chart")) == figures, view


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


def test_a_file_of_cells_opens(visit, cells, shown):
    app = visit("cells")
    app.session_state["cells_map"] = "PCA"
    upload(app, "mine.h5ad", h5ad_bytes(cells))
    assert not app.error
    assert shown(app).cells.shape == cells.shape
    assert shown(app).name == "mine.h5ad"


def test_a_table_of_cells_opens(visit, shown):
    app = visit("cells")
    app.session_state["cells_map"] = "PCA"
    rows = ["gene,a,b,c,d", "LacI,1,2,3,4", "TetR,4,3,2,0", "type,x,x,y,y"]
    upload(app, "mine.csv", "\n".join(rows).encode(), "text/csv")
    assert not app.error
    assert not app.exception
    cells = shown(app).cells
    assert cells.var_names.tolist() == ["LacI", "TetR"]
    assert cells.obs["type"].tolist() == ["x", "x", "y", "y"]
    assert any("Genes were in the rows" in caption.value for caption in app.caption)


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x89HDF\r\n\x1a\n" + bytes(100)])
def test_a_file_that_is_none_says_so_and_keeps_the_cells(page, cells, content, shown):
    upload(page, "broken.h5ad", content)
    assert not page.exception
    assert len(page.error) == 1
    assert "h5ad" in page.error[0].value
    assert shown(page).cells is cells
    assert len(page.get("plotly_chart")) == 1


def test_values_that_are_missing_are_said(page, cells, put_on_shelf):
    broken = cells.copy()
    broken.X = broken.X.astype(np.float32)
    broken.X[0, 0] = np.nan
    put_on_shelf(page, broken, "broken")
    [error] = page.run().error
    assert "missing or infinite" in error.value


def test_a_file_of_scaled_values_opens_with_its_counts_and_asks(visit, shown):
    counts = np.arange(120, dtype=np.float32).reshape(40, 3) % 7
    adata = anndata.AnnData(X=counts)
    adata.raw = adata.copy()
    adata.X = counts - counts.mean(0)
    app = visit("cells")
    app.session_state["cells_map"] = "PCA"
    upload(app, "mine.h5ad", h5ad_bytes(adata))
    matrix = next(box for box in app.selectbox if box.label == "Matrix")
    assert matrix.value == "raw"
    np.testing.assert_array_equal(shown(app).cells.X, counts)
    matrix.set_value("X").run()
    for view in VIEWS:
        look_at(app, view)
        assert not app.error, view
        assert not app.exception, view
    look_at(app, "Quality")
    assert "need counts" in app.info[0].value
    assert shown(app).cells.X.min() < 0  # the set keeps its matrix, whatever is shown in between


def test_each_run_joins_the_shelf_and_any_of_them_is_shown_again(visit, shown):
    app = visit("cells")
    app.session_state["cells_map"] = "PCA"
    first = shown(press(app, "Simulate"))
    opened = visit_of(app).opened
    app.number_input(key=f"cells_seed_{opened}").set_value(3)
    second = shown(press(app, "Simulate"))
    assert [each.partition(" ·")[0] for each in chooser(app).options] == [
        "Toggle switch, seed 3",
        "Toggle switch, seed 0",
    ]
    chooser(app).set_value(first.id).run()
    assert shown(app) is first
    app.text_input(key=f"cells_name_{first.id}_{first.name}").set_value("Control").run()
    assert chooser(app).options[1].startswith("Control ·")
    assert shown(app).name == "Control"
    press(app, "Remove from the shelf")
    assert shown_names(app) == [second.name]
    assert not app.exception


def shown_names(app):
    return [each.name for each in app.session_state["shelf"].sets.values()]

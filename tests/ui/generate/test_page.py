"""The Generate page: from cells to a model and new cells, and what is said where that fails."""

import anndata
import numpy as np
import pandas as pd
import pytest

import sergiojax as sj
from sergiojax.analysis.realism import RealismCard, RealismRow, Spread
from sergiojax.io import dense, h5ad_bytes
from sergiojax.ui.generate import how_alike, sample, train
from sergiojax.ui.generate.save import model_bytes, training_cells

pytestmark = pytest.mark.slow
SOON = 100  # seconds; a test that waits this long has failed
BYTES = "application/octet-stream"


def counts_of(n_genes, sizes, seed=0):
    """Return counts of types that differ in every gene."""
    rng = np.random.default_rng(seed)
    kind = np.repeat(list(sizes), list(sizes.values()))
    mean = {name: rng.gamma(2.0, 1.0, n_genes) for name in sizes}
    counts = rng.poisson(np.array([mean[name] for name in kind])).astype(np.float32)
    index = [str(cell) for cell in range(len(kind))]
    obs = pd.DataFrame({"cell_type": kind, "batch": ["x", "y"] * (len(kind) // 2)}, index=index)
    names = pd.Index([f"G{gene}" for gene in range(n_genes)])
    return anndata.AnnData(counts, obs=obs, var=pd.DataFrame(index=names))


@pytest.fixture(scope="module")
def cells():
    return counts_of(12, {"B": 30, "Mono": 20, "T": 10})


@pytest.fixture
def page(visit, cells, put_on_shelf):
    app = visit("generate")
    put_on_shelf(app, cells, "mine")
    return app.run()


def said(app):
    assert not app.exception
    return [error.value for error in app.error]


def button(app, label):
    return next(each for each in app.button if each.label.startswith(label))


def asked(app, place=train.PLACE):
    return app.session_state["work_visitor"].asked[place]


def trained(app):
    """Train the model that is chosen, and look when it is over."""
    button(app, "Train").click().run()
    asked(app).job.future.exception(SOON)
    app.run()
    assert not said(app)
    return app


def made(app, label):
    """Make new cells, and look when they are there."""
    button(app, label).click().run()
    asked(app, sample.PLACE).job.future.exception(SOON)
    app.run()
    assert not said(app)
    return list(app.session_state["shelf"].sets.values())[-1]


def look(app, view):
    return app.segmented_control(key="generate_view").set_value(view).run()


def texts(app):
    return " ".join(each.value for each in [*app.markdown, *app.caption, *app.info])


def types_box(app):
    return next(box for box in app.selectbox if box.label == "Cell types are in")


def upload(app, name, content):
    key = "generate_model_file" if name.endswith(".sjm") else "generate_file"
    return app.file_uploader(key=key).set_value((name, content, BYTES)).run()


def test_without_cells_the_page_says_what_to_do_and_one_click_gives_some(visit):
    app = visit("generate")
    assert not said(app)
    assert "There are no cells yet" in texts(app)
    button(app, "Simulate your design").click().run()
    assert not said(app)
    [kept] = app.session_state["shelf"].sets.values()
    assert kept.origin.kind == "simulated"
    assert "**300** cells" in texts(app)
    assert button(app, "Train")


def test_what_was_understood_is_shown_before_training(page):
    words = texts(page)
    for figure in ("**60** cells", "**12** genes", "**3** cell types"):
        assert figure in words
    assert "Counts from X, types from cell\\_type" in words
    assert "18 in all, are set aside" in words
    assert len(page.get("plotly_chart")) == 2
    types_box(page).set_value("batch").run()
    assert "**2** cell types" in texts(page)
    types_box(page).set_value(types_box(page).options[-1]).run()
    assert "**1** cell type" in texts(page)
    assert not said(page)


def test_a_model_is_trained_and_its_cells_join_the_shelf(page, cells):
    trained(page)
    assert page.segmented_control(key="generate_view").value == "New cells"
    training = asked(page).what
    assert (training.train.n_obs, training.held_out.n_obs) == (42, 18)
    assert not set(training.train.obs_names) & set(training.held_out.obs_names)
    [table] = [each.value for each in page.data_editor]
    assert table["New cells"].tolist() == table["Trained on"].tolist() == [21, 14, 7]
    kept = made(page, "Make 42 cells")
    assert kept.origin.kind == "learned"
    assert kept.name == "mine, quick"
    assert kept.cells.obs["cell_type"].value_counts().to_dict() == {"B": 21, "Mono": 14, "T": 7}
    assert list(kept.cells.var_names) == list(cells.var_names)
    page.run()
    assert len(page.session_state["shelf"].sets) == 2  # they join it once
    assert page.selectbox(key="shelf_generate").value != kept.id  # the cells to learn from stay
    page.session_state["cells_map"] = "PCA"
    page.switch_page("pages/studio/cells.py").run()
    assert not said(page)
    assert page.selectbox(key="shelf_cells").value == kept.id


def test_what_is_saved_opens_again_and_the_script_makes_the_same_cells(
    page, visit, tmp_path, monkeypatch
):
    trained(page)
    learned = asked(page).job.future.result()
    look(page, "Save")
    assert not said(page)
    labels = [each.label for each in page.get("download_button")]
    assert labels == ["Model", "Training cells (h5ad)", "Python script"]
    script = page.code[0].value.partition("card = ")[0]  # which has tests of its own
    monkeypatch.chdir(tmp_path)
    sj.write_h5ad(training_cells(asked(page).what), "training_cells.h5ad")
    exec(compile(script, "train_again.py", "exec"), {})
    again = sj.read_h5ad("learned_cells.h5ad")
    same = learned.sample({"B": 21, "Mono": 14, "T": 7}, seed=0)
    np.testing.assert_array_equal(dense(again.X), dense(same.X))

    app = visit("generate")
    upload(app, "mine.sjm", (tmp_path / "model.sjm").read_bytes())
    assert not said(app)
    assert "opened from mine.sjm" in texts(app)
    assert app.segmented_control(key="generate_view").value == "New cells"
    np.testing.assert_array_equal(dense(made(app, "Make 42 cells").cells.X), dense(same.X))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:0],
        lambda content: b"garbage\n" + content,
        lambda content: content[: len(content) // 2],
        lambda content: content.replace(b'"version": 1', b'"version": 9', 1),
        lambda content: content.replace(b'"Copula"', b'"system"', 1),
    ],
)
def test_a_foreign_model_file_is_one_sentence_and_changes_nothing(page, spoil):
    trained(page)
    before = asked(page)
    upload(page, "foreign.sjm", spoil(model_bytes(before.job.future.result())))
    [sentence] = said(page)
    assert "model" in sentence
    assert "logged" not in sentence  # as it is of a bug
    assert asked(page) is before


def scaled(cells):
    return anndata.AnnData(dense(cells.X) - dense(cells.X).mean(0), obs=cells.obs, var=cells.var)


def logged(cells):
    return anndata.AnnData(np.log1p(dense(cells.X)), obs=cells.obs, var=cells.var)


def negative(cells):
    return anndata.AnnData(dense(cells.X) - 1, obs=cells.obs, var=cells.var)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (scaled, "Whole counts are needed"),
        (logged, "Whole counts are needed"),
        (negative, "Whole counts are needed"),
        (lambda cells: cells[:1].copy(), "at least 20 cells"),
    ],
)
def test_cells_that_no_model_can_learn_from_are_one_sentence(
    visit, cells, put_on_shelf, spoil, words
):
    app = visit("generate")
    put_on_shelf(app, spoil(cells), "wrong")
    app.run()
    [sentence] = said(app)
    assert words in sentence
    assert not any(each.label == "Train" for each in app.button)
    assert "Choose other cells" in texts(app)


def test_clean_simulated_cells_say_how_to_get_counts(visit):
    app = visit("cells")
    app.session_state["cells_map"] = "PCA"
    button(app, "Simulate").click().run()
    app.switch_page("pages/studio/generate.py").run()
    [sentence] = said(app)
    assert "technical noise on the Cells page" in sentence


def test_a_file_of_cells_of_one_type_is_trained_too(visit, cells):
    app = visit("generate")
    only = cells[cells.obs["cell_type"] == "B"].copy()
    del only.obs["cell_type"], only.obs["batch"]
    upload(app, "one.h5ad", h5ad_bytes(only))
    assert not said(app)
    trained(app)
    [table] = [each.value for each in app.data_editor]
    assert table["Cell type"].tolist() == ["all"]


def a_card(real, generated, *, train, cell_type, key, **others):
    """Return a card without the work; the sizes are those of the cells that were given."""
    assert len(train) + real.shape[0] == 60
    assert generated.shape[0] == 2 * real.shape[0] == 2 * len(cell_type)
    spread = Spread(0.5, 0.4, 0.6)
    rows = (
        RealismRow("mmd2", "Distance", "0", spread, spread, copula=spread, light="green"),
        RealismRow("zeros", "Zeros", "0", spread, light="red"),
        RealismRow("transfer", "Transfer", "1", left_out="no types"),
    )
    size = real.shape[0]
    return RealismCard(rows, size, size, 12, False, True, True, ("A note.",))


def compared(app):
    look(app, "How alike?")
    asked(app, how_alike.PLACE).job.future.exception(SOON)
    app.run()
    assert not said(app)
    return app.dataframe[0].value


def test_new_cells_are_compared_with_those_set_aside(page, monkeypatch):
    monkeypatch.setattr(how_alike, "realism", a_card)
    trained(page)
    table = compared(page)
    assert "New cells next to the 18 real ones" in texts(page)
    assert table[""].tolist() == ["● like real cells", "▲ not like real cells", "left out"]
    assert table["Copula"].notna().tolist() == [True, False, False]
    assert "A note." in texts(page)


@pytest.mark.validate
def test_the_whole_card_is_shown(page):
    trained(page)
    table = compared(page)
    assert {text.partition(" ")[0] for text in table[""]} <= {"●", "◐", "▲", "○", "left"}
    assert table["New cells"].notna().sum() > 5


def test_too_few_genes_for_the_comparison_are_one_sentence(visit, cells, put_on_shelf):
    app = visit("generate")
    put_on_shelf(app, cells[:, :3].copy(), "few")
    trained(app.run())
    look(app, "How alike?")
    asked(app, how_alike.PLACE).job.future.exception(SOON)
    [sentence] = said(app.run())
    assert "10 genes" in sentence

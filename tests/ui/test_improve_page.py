"""The page Improve: targets come and go, a search runs beside the page, its design is taken."""

import time

import pytest

import sergiojax as sj
from sergiojax.datasets import load_design
from sergiojax.inference import Level, Oscillation
from sergiojax.ui import improve_run

pytestmark = pytest.mark.slow
PAGE = "pages/studio/improve.py"


@pytest.fixture
def improve(visit):
    app = visit()
    app.session_state["design"] = load_design("cascade")
    app.session_state["rev"] += 1
    return app.switch_page(PAGE).run()


def problems(app):
    assert not app.exception
    return [error.value for error in app.error]


def search(app):
    """Begin the search, and look again when it is over."""
    button(app, "Improve the design").click().run()
    run = app.session_state["improve_run"]
    for _ in range(600):
        if not improve_run.is_under_way(run):
            break
        time.sleep(0.1)
    return app.run()


def button(app, label):
    return next(each for each in app.button if each.label == label)


def test_a_target_is_added_and_removed(improve):
    improve.selectbox(key="improve_kind").select("Level").run()
    improve.number_input(key="improve_level").set_value(25.0)
    button(improve, "Add").click().run()
    [target] = improve.session_state["improve_targets"]
    gene = improve.session_state["design"].grn.gene_names[0]
    assert (target.gene, target.value) == (gene, 25.0)
    assert not problems(improve)
    improve.button(key="improve_remove_0").click().run()
    assert improve.session_state["improve_targets"] == []


@pytest.mark.parametrize(
    "kind", ["Bistable", "Oscillation", "Level", "Table", "Ratio", "Marker", "Response", "LowNoise"]
)
def test_every_form_opens(improve, kind):
    improve.selectbox(key="improve_kind").select(kind).run()
    assert not problems(improve)


def test_a_design_is_found_and_taken(improve):
    grn = improve.session_state["design"].grn
    last, types = grn.gene_names[-1], grn.cell_types
    improve.session_state["improve_targets"] = [Level(last, 12.0, cell_type=types[0])]
    improve.run()
    search(improve)
    assert not problems(improve)
    assert any("All targets are met" in box.value for box in improve.success)
    revision = improve.session_state["rev"]
    button(improve, "Take this design").click().run()
    assert improve.session_state["rev"] == revision + 1
    taken = improve.session_state["design"]
    assert taken.grn.digest() != grn.digest()
    assert taken.positions
    assert not problems(improve)


def test_what_cannot_be_met_is_said(improve):
    gene = improve.session_state["design"].grn.gene_names[0]
    improve.session_state["improve_targets"] = [Oscillation(gene, 5.0)]
    improve.run()
    improve.number_input(key="improve_steps").set_value(20)
    search(improve)
    said = [box.value for box in (*improve.warning, *improve.error)]
    assert said
    assert not improve.exception


def test_targets_of_genes_that_are_gone_are_dropped_and_said(improve):
    improve.session_state["improve_targets"] = [Level("nobody", 3.0)]
    improve.run()
    assert improve.session_state["improve_targets"] == []
    assert any("gone" in caption.value for caption in improve.caption)


def look(app, view):
    app.session_state["improve_view"] = view
    return app.run()


def test_a_design_is_fitted_to_its_own_cells_and_taken(improve):
    design = improve.session_state["design"]
    truth, factor = design.grn, 1.5
    cells = sj.simulate(truth, 400, seed=1)
    changed = truth.replace(strength=truth.strength * factor)
    improve.session_state["design"] = design.replace(grn=changed)
    improve.session_state["rev"] += 1
    improve.session_state["cells"], improve.session_state["cells_name"] = cells, "mine"
    look(improve, "Fit to data")
    button(improve, "Fit the design").click().run()
    assert not problems(improve)
    scores = improve.dataframe[0].value
    assert scores["After"][0] > scores["Before"][0]
    button(improve, "Take this design").click().run()
    taken = improve.session_state["design"].grn
    assert abs(taken.strength / truth.strength - 1).max() < abs(factor - 1) / 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"cell,X,Y\none,1,2\n", "none of the network's genes"),
        (b"a,b\nx,y\n", "no column of numbers"),
        (b"\xff\xfe\x00", "no CSV table"),
        (b"P,Q,type\n1,2,type_1\n", ""),
    ],
)
def test_a_table_that_cannot_be_used_says_so(improve, content, words):
    look(improve, "Fit to data")
    improve.file_uploader(key="improve_fit_file").set_value([("cells.csv", content, "text/csv")])
    improve.run()
    if not problems(improve):
        button(improve, "Fit the design").click().run()
    [sentence] = problems(improve)
    assert words in sentence
    assert "Error" not in sentence


def test_what_cells_cannot_tell_is_said(improve):
    look(improve, "What is determined")
    assert not problems(improve)
    table = improve.dataframe[0].value
    assert len(table) == 2 * improve.session_state["design"].grn.n_edges
    assert improve.markdown or improve.success

"""Results of an earlier design: wherever one is shown, it is marked until the edit is undone."""

import inspect

import numpy as np
import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.compare import inferable
from sergiojax.ui.improve.run import Search
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.stale import basis, is_stale
from tests.ui.visits import settled, visit_of

pytestmark = pytest.mark.slow
EARLIER = ["From an earlier design."]
AGAIN = {"Screen": "Simulate again", "Inferable": "Find the edges again"}
RESULTS = {"Screen": "Simulate the screen", "Inferable": "Find the edges"}


@pytest.fixture
def app(visit):
    """The app with a design of which few cells are quick to make."""
    app = visit()
    design = load_design("incoherent-feed-forward")
    n_cells = dict.fromkeys(design.grn.cell_types, 20)
    visit_of(app).design = design.replace(settings={**design.settings, "n_cells": n_cells})
    visit_of(app).rev += 1
    app.session_state["compare_screen_cells"] = 20
    app.session_state["compare_infer_cells"] = 50
    return app


def open_page(app, name):
    return settled(app.switch_page(f"pages/studio/{name}.py").run())


def press(app, label):
    [button] = [each for each in app.button if each.label == label]
    return settled(button.click().run())


def put(app, design):
    visit_of(app).design = design
    return settled(app.run())


def edited(design):
    return design.replace(grn=design.grn.replace(decay=2 * np.asarray(design.grn.decay)))


@pytest.mark.parametrize("view", RESULTS)
def test_what_compare_found_is_marked_while_the_design_is_another(app, marks, view):
    app.session_state["compare_view"] = view
    press(open_page(app, "compare"), RESULTS[view])
    design = visit_of(app).design
    assert not marks(app)
    assert marks(put(app, edited(design))) == EARLIER
    assert not marks(put(app, design))
    put(app, edited(design))
    press(app, AGAIN[view])
    assert not marks(app)
    assert marks(put(app, design)) == EARLIER


def test_cells_are_marked_in_every_view_and_made_again_in_their_place(app, marks, shown):
    app.session_state["cells_map"] = "PCA"
    before = shown(press(open_page(app, "cells"), "Simulate"))
    design = visit_of(app).design
    assert not marks(app)
    assert marks(put(app, edited(design))) == EARLIER
    assert app.selectbox(key="shelf_cells").options[0].endswith(" · earlier design")
    assert not marks(put(app, design))
    put(app, edited(design))
    for view in ("Map", "Heatmap", "Genes", "Quality", "Export"):
        app.segmented_control(key="cells_view").set_value(view).run()
        assert marks(app) == EARLIER
        assert has_faded(app) == (view != "Export")
    press(app, "Simulate again")
    again = shown(app)
    assert not marks(app)
    assert len(app.session_state["shelf"].sets) == 1  # in the place of the earlier ones
    assert again.name == before.name
    assert again.cells.n_obs == before.cells.n_obs
    assert again.origin.settings["n_cells"] == dict.fromkeys(design.grn.cell_types, 20)
    assert not np.array_equal(again.cells.X, before.cells.X)


def test_edges_are_looked_for_in_cells_of_the_shelf_if_they_are_of_this_design(
    app, marks, monkeypatch
):
    runs = []
    simulate = inferable.simulate
    monkeypatch.setattr(
        inferable, "simulate", lambda *args, **more: (runs.append(args), simulate(*args, **more))[1]
    )
    app.session_state["cells_map"] = "PCA"
    press(open_page(app, "cells"), "Simulate")
    app.session_state["compare_view"] = "Inferable"
    open_page(app, "compare")
    sets = app.selectbox(key="compare_infer_set")
    assert len(sets.options) == 2
    sets.set_value(1)
    app.session_state["compare_infer_cells"] = 51  # a number that no other test asks for
    press(app, "Find the edges")
    assert not runs
    assert len(app.get("plotly_chart")) == 2
    put(app, edited(visit_of(app).design))
    assert not [box for box in app.selectbox if box.key == "compare_infer_set"]
    press(app, "Find the edges again")
    assert len(runs) == 1
    assert not marks(app)


def has_faded(app):
    return any("opacity" in each.proto.body for each in app.get("html"))


def test_mutants_on_the_cells_page_are_made_again_with_their_mutation(app, marks, shown):
    design = visit_of(app).design
    gene = design.grn.gene_names[0]
    change = {"gene": gene, "kind": "knockdown", "value": 1.0}
    design = design.replace(settings={**design.settings, "perturbation": [change]})
    visit_of(app).design = design
    app.session_state["compare_n_cells"] = 20
    app.session_state["cells_map"] = "PCA"
    press(open_page(app, "compare"), "Open in Cells")
    assert not marks(open_page(app, "cells"))
    assert shown(app).name.endswith(f", {gene} knocked out")
    put(app, edited(design))
    assert marks(app) == EARLIER
    press(app, "Simulate again")
    assert not marks(app)
    assert set(shown(app).cells.obs["perturbation"]) == {"control", "mutant"}
    origin = shown(app).origin
    assert origin.text == "wild type and mutant"
    assert origin.design.grn.digest() == visit_of(app).design.grn.digest()


def test_places_and_notes_and_files_make_nothing_old(app, marks, put_on_shelf, shown):
    app.session_state["cells_map"] = "PCA"
    press(open_page(app, "cells"), "Simulate")
    design = visit_of(app).design
    moved = {name: (x + 70.0, y) for name, (x, y) in design.positions.items()}
    assert not marks(put(app, design.replace(positions=moved, notes="moved")))
    put_on_shelf(app, shown(app).cells)  # as those of a file
    assert not marks(put(app, edited(design)))


def test_each_part_of_an_input_counts():
    grn = load_design("toggle-switch").grn
    made_from = basis(grn, targets=("high",))
    assert not is_stale(made_from, basis(grn, targets=("high",)))
    assert is_stale(made_from, basis(grn, targets=("low",)))
    assert is_stale(made_from, basis(grn))
    assert is_stale(made_from, basis(grn.replace(decay=2.0), targets=("high",)))
    assert not is_stale(None, basis(grn))


@pytest.mark.parametrize(
    ("keep", "names"),
    [(CellSet, ["made_from", "again"]), (Search, ["begin", "targets", "settings"])],
)
def test_no_result_can_be_kept_without_what_it_was_made_from(keep, names):
    parameters = inspect.signature(keep).parameters
    assert all(parameters[name].default is inspect.Parameter.empty for name in names)

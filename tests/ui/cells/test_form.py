"""The settings of a simulation on the Cells page: what can be asked for, and what cannot."""

import itertools

import numpy as np
import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException

from sergiojax.datasets import load_design
from sergiojax.grn import decode_design, encode_design
from sergiojax.ui.cells import form
from sergiojax.ui.work import background, cached
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow


def page_of(visit, example="toggle-switch", **settings):
    design = load_design(example)
    link = encode_design(design.replace(settings={**design.settings, **settings}))
    return visit("cells", g=link)


def edit_types(app, *, edited=None, added=(), deleted=()):
    """Edit the table of cell types as the grid in the browser would."""
    key = f"cells_types_{visit_of(app).edition}"
    edits = {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    app.session_state[key] = edits


def simulate(app):
    assert not app.exception
    press(app, "Simulate")
    assert not app.exception
    return [error.value.replace("\\", "") for error in app.error]


def press(app, label):
    [button] = [each for each in app.button if each.label == label]
    return button.click().run()


@pytest.fixture
def counts(shown):
    return lambda app: shown(app).cells.obs["cell_type"].value_counts().to_dict()


def test_the_page_says_what_to_do_before_the_first_run(visit):
    app = page_of(visit)
    assert "press **Simulate**" in app.info[0].value
    assert not app.error
    assert not app.exception


@pytest.mark.parametrize(("example", "has_rates"), [("cascade", True), ("repressilator", False)])
def test_the_caption_speaks_of_columns_that_are_there(visit, example, has_rates):
    app = page_of(visit, example)
    [table] = [each.value for each in app.data_editor]
    assert any(column.startswith("b of ") for column in table) == has_rates
    [said] = [each.value for each in app.caption if "new cell type" in each.value]
    assert ("basal rate" in said) == has_rates


def test_cell_types_may_have_unequal_numbers(visit, counts):
    app = page_of(visit, "cascade")
    names = visit_of(app).design.grn.cell_types
    edit_types(app, edited={0: {"Cells": 20}, 1: {"Cells": 0}})
    assert not simulate(app)
    kept = dict.fromkeys(names[2:], 300)
    assert counts(app) == {names[0]: 20, names[1]: 0} | kept
    assert f"**{20 + sum(kept.values()):,}** cells" in [each.value for each in app.markdown]


def test_a_new_line_is_a_new_cell_type_with_rates_of_its_own(visit, counts):
    app = page_of(visit, "cascade")
    grn = visit_of(app).design.grn
    rate = next(column for column in app.data_editor[0].value if column.startswith("b of "))
    edit_types(app, added=[{"Cell type": "new", "Cells": 7, rate: 3.5}])
    assert not simulate(app)
    assert counts(app)["new"] == 7
    changed = visit_of(app).design.grn
    assert changed.cell_types == (*grn.cell_types, "new")
    gene = grn.gene_names.index(rate.removeprefix("b of "))
    others = np.arange(grn.n_genes) != gene
    assert changed.basal_rate[-1, gene] == 3.5
    assert np.array_equal(changed.basal_rate[-1, others], grn.basal_rate[0, others])


@pytest.mark.parametrize(
    ("edits", "culprit"),
    [
        ({"edited": {0: {"Cells": 0}}}, "at least one cell"),
        ({"edited": {0: {"Cells": 10**9}}}, "1,000,000,000 cells are more"),
        ({"edited": {0: {"Cells": -3}}}, "whole number"),
        ({"edited": {0: {"Cells": 1.5}}}, "whole number"),
        ({"edited": {0: {"Cells": None}}}, "whole number"),
        ({"edited": {0: {"Cell type": ""}}}, "no name"),
        ({"added": [{"Cell type": "type_1", "Cells": 3}]}, "twice"),
        ({"deleted": [0]}, "at least one cell type"),
    ],
)
def test_senseless_cell_types_get_one_sentence_and_the_design_is_kept(visit, edits, culprit):
    app = page_of(visit)
    name = visit_of(app).design.grn.cell_types[0]
    for line in edits.get("added", []):
        line["Cell type"] = name
    design = encode_design(visit_of(app).design)
    edit_types(app, **edits)
    [sentence] = simulate(app)
    assert culprit in sentence
    assert encode_design(visit_of(app).design) == design
    assert "press **Simulate**" in app.info[0].value


def test_custom_noise_out_of_range_is_named(visit):
    app = page_of(visit)
    app.selectbox(key=profile_key(app)).set_value("Custom")
    app.number_input(key=f"cells_outlier_probability_{opened(app)}").set_value(1.5)
    [sentence] = simulate(app)
    assert "outlier_probability" in sentence


def test_technical_noise_makes_counts(visit, shown):
    app = page_of(visit)
    app.selectbox(key=profile_key(app)).set_value("DS1")
    assert not simulate(app)
    matrix = shown(app).cells.X
    assert np.array_equal(matrix, np.round(matrix))


def test_settings_travel_with_the_design(visit):
    app = page_of(visit, "toggle-switch")
    app.number_input(key=f"cells_seed_{opened(app)}").set_value(5)
    app.number_input(key=f"cells_amplitude_{opened(app)}").set_value(0.5)
    assert not simulate(app)
    link = encode_design(visit_of(app).design)
    assert decode_design(link).settings["seed"] == 5
    again = visit("cells", g=link)
    assert again.number_input(key=f"cells_seed_{opened(again)}").value == 5
    assert again.number_input(key=f"cells_amplitude_{opened(again)}").value == 0.5


@pytest.mark.parametrize(
    "settings",
    [
        {"noise_amplitude": "loud"},
        {"noise_amplitude": -1.0},
        {"noise_amplitude": True},
        {"seed": -1},
        {"seed": 10**12},
        {"technical_noise": "DS999"},
        {"technical_noise": {"outlier_probability": "often"}},
        {"n_cells": {"type_1": "many"}},
        {"n_cells": {"type_1": 1e300}},
        {"n_cells": 3},
        {"noise_type": ["dpd"]},
        {"initial": "x", "duration": "long"},
    ],
)
def test_tampered_settings_of_a_link_are_no_dead_end(visit, settings):
    app = page_of(visit, **settings)
    assert not app.error, [error.value for error in app.error]
    assert not app.exception
    assert not simulate(app)


def opened(app):
    return visit_of(app).opened


def profile_key(app):
    return f"cells_profile_{opened(app)}"


SEEDS = itertools.count(1000)  # the desk keeps the cells of every seed


@pytest.fixture
def stopped(visit, monkeypatch):
    """A page whose run is stopped by the browser's next message while it waits for cells."""
    app = page_of(visit, "toggle-switch", n_cells={"E. coli": 20}, seed=next(SEEDS))
    app.session_state["cells_map"] = "PCA"

    def stop(*_, **__):
        raise RerunException(RerunData())

    with monkeypatch.context() as patch:
        patch.setattr(background, "_show_until_done", stop)
        patch.setattr(background, "_QUIET", 0.0)
        patch.setattr(form, "go_on", lambda: None)
        press(app, "Simulate")
    assert not app.exception
    assert visit_of(app).recall(form._Begun).settings is not None
    return app


def test_cells_whose_run_was_stopped_are_waited_for_again(stopped, shown):
    stopped.run()
    assert not stopped.exception
    assert shown(stopped).cells.n_obs == 20
    assert visit_of(stopped).recall(form._Begun).settings is None


def test_cells_that_were_cancelled_are_not_begun_again(stopped):
    name = "cancelled"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cached, "digest", lambda *_: name)
        stopped.session_state["work_visitor"].cancelled = name
        stopped.run()
    assert "Cancelled. The settings are kept." in [each.value for each in stopped.info]
    assert visit_of(stopped).recall(form._Begun).settings is None
    assert not stopped.exception

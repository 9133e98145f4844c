"""The page Understand: every view answers for networks of every kind, and says what it cannot."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.datasets import load_design
from sergiojax.grn import GRN, Design, random_network
from sergiojax.kinetics import fixed_points
from sergiojax.ui.understand.views import QUESTIONS
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow


def understand(visit, example, view):
    app = visit()
    if example:
        known = example if isinstance(example, Design) else load_design(example)
        visit_of(app).design = known
        visit_of(app).rev += 1
        app.run()
    app.session_state["understand_view"] = view
    return app.switch_page("pages/studio/understand.py").run()


def problems(app):
    assert not app.exception
    return [error.value for error in app.error]


@pytest.mark.parametrize("view", list(QUESTIONS))
@pytest.mark.parametrize("example", ["toggle-switch", "repressilator", "cascade"])
def test_every_view_answers(visit, example, view):
    app = understand(visit, example, view)
    assert not problems(app)
    assert app.caption[0].value == QUESTIONS[view]
    assert len(app.get("plotly_chart")) + len(app.dataframe) + len(app.info) >= 1


def test_the_states_of_a_toggle_are_listed(visit):
    app = understand(visit, "toggle-switch", "States")
    [table] = [table.value for table in app.dataframe]
    assert table["State"].tolist() == ["stable", "stable", "unstable"]
    assert table["Reached by"].sum() == pytest.approx(1)
    assert any("2 stable states" in text.value for text in app.markdown)


@pytest.mark.parametrize("view", ["What matters", "Noise"])
def test_the_chosen_state_stays_when_its_levels_move(visit, view):
    app = understand(visit, "toggle-switch", view)
    chosen = app.selectbox(key="understand_state")
    app.selectbox(key="understand_state").select(chosen.options[1]).run()
    assert not problems(app)
    design = visit_of(app).design
    faster = design.grn.replace(hill_coefficient=design.grn.hill_coefficient + 1)
    visit_of(app).design = design.replace(grn=faster)
    visit_of(app).rev += 1
    app.run()
    assert not problems(app)
    assert app.selectbox(key="understand_state").options != chosen.options
    assert app.selectbox(key="understand_state").value == 1


def outdated() -> None:
    """Report the words of a choice whose levels have moved since, as the browser does."""
    import streamlit as st

    from sergiojax.datasets import load_design
    from sergiojax.ui import session
    from sergiojax.ui.understand.states import state_in_view

    session.start()
    st.session_state["understand_state"] = "2: LacI = 49.9"
    st.text(state_in_view(load_design("toggle-switch"), 0))


def test_the_words_of_an_earlier_choice_are_no_error():
    app = AppTest.from_function(outdated, default_timeout=60).run()
    assert not app.exception
    assert "49.9" in app.text[0].value


def test_an_oscillation_is_told_with_its_period(visit):
    app = understand(visit, "repressilator", "States")
    [table] = [table.value for table in app.dataframe]
    assert table["State"].str.startswith("oscillates, period").sum() == 1
    assert app.dataframe[0].proto.placeholder == ""  # a rate that it does not have; not "None"
    assert app.dataframe[0].proto.HasField("placeholder")
    app = understand(visit, "repressilator", "What matters")
    assert any("no stable state" in info.value for info in app.info)


def captions(app):
    return " ".join(each.value for each in app.caption)


def drawn(app):
    """Return the names of what the only figure draws."""
    [figure] = app.get("plotly_chart")
    return [trace.get("name") for trace in json.loads(figure.proto.spec)["data"]]


def test_no_state_of_an_oscillation_is_called_stable(visit):
    app = understand(visit, "repressilator", "Two genes")
    assert not problems(app)
    names = drawn(app)
    assert "Unstable state" in names
    assert "Stable state" not in names
    grn = visit_of(app).design.grn
    [level] = set(np.round(fixed_points(grn).expression[0], 3))
    said = captions(app)
    assert f"{grn.gene_names[2]} at {level:.3g}, as in an unstable state" in said
    assert "no stable one" in said


def test_stable_states_of_a_switch_are_drawn_with_what_is_held(visit):
    """The switched gene lies elsewhere in the other state, which is a state all the same."""
    toggle = load_design("toggle-switch").grn
    one, other = toggle.gene_names
    edges = [(one, other, -60.0), (other, one, -60.0), (one, "C", 20.0)]
    rates = {one: [0.0], other: [0.0], "C": [1.0]}
    grn = GRN.from_edges(edges, basal_rates=rates, half_response=20.0, hill_coefficient=3.0)
    app = understand(visit, Design(grn), "Two genes")
    assert not problems(app)
    assert not [name for name in drawn(app) if "held" in name]
    assert {"Stable state", "Unstable state"} <= set(drawn(app))
    first, second = app.selectbox(key="understand_state").options
    assert first != second
    before = captions(app)
    assert "as in a stable state" in before
    app.selectbox(key="understand_state").select(second).run()
    assert not problems(app)
    assert captions(app) != before


def test_a_switch_that_only_holding_makes_is_no_state_of_the_network(visit):
    """Two activators switch each other on for good, unless the repressor that stops them moves."""
    edges = [("A", "B", 30.0), ("B", "A", 30.0), ("A", "R", 40.0), ("R", "A", -20.0)]
    rates = {"A": [2.0], "B": [2.0], "R": [0.0]}
    shape = {"half_response": 15.0, "hill_coefficient": 4.0, "logic": "product"}
    grn = GRN.from_edges(edges, basal_rates=rates, **shape)
    assert fixed_points(grn).stable.tolist() == [True]
    app = understand(visit, Design(grn), "Two genes")
    assert not problems(app)
    assert [name for name in drawn(app) if "tate" in name] == ["Stable state"]
    assert "Only while the others are held" in drawn(app)


def test_without_genes_the_page_leads_to_the_canvas(visit):
    app = visit()
    app.button(key="open_blank").click().run()
    app.switch_page("pages/studio/understand.py").run()
    assert not problems(app)
    assert any("no genes yet" in info.value for info in app.info)


@pytest.mark.parametrize("view", list(QUESTIONS))
def test_a_hundred_genes_are_no_trouble(visit, view):
    design = Design(random_network(100, n_cell_types=3, seed=1)).with_positions()
    app = understand(visit, design, view)
    assert not problems(app)
    assert len(app.get("plotly_chart")) + len(app.dataframe) >= 1

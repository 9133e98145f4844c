"""The page Understand: every view answers for networks of every kind, and says what it cannot."""

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.datasets import load_design
from sergiojax.grn import Design, random_network
from sergiojax.ui.understand_panel import QUESTIONS

pytestmark = pytest.mark.slow


def understand(visit, example, view):
    app = visit()
    if example:
        known = example if isinstance(example, Design) else load_design(example)
        app.session_state["design"] = known
        app.session_state["rev"] += 1
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
    design = app.session_state["design"]
    faster = design.grn.replace(hill_coefficient=design.grn.hill_coefficient + 1)
    app.session_state["design"] = design.replace(grn=faster)
    app.session_state["rev"] += 1
    app.run()
    assert not problems(app)
    assert app.selectbox(key="understand_state").options != chosen.options
    assert app.selectbox(key="understand_state").value == 1


def outdated() -> None:
    """Report the words of a choice whose levels have moved since, as the browser does."""
    import streamlit as st

    from sergiojax.datasets import load_design
    from sergiojax.ui.states_view import state_in_view

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
    app = understand(visit, "repressilator", "What matters")
    assert any("no stable state" in info.value for info in app.info)


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

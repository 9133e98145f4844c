"""The form made from a configuration: words, widgets, limits, and entries that do not fit."""

import dataclasses
from typing import Literal

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.learn import LEARNERS, check_settings, setting
from sergiojax.ui.generate.config_form import words_of


@dataclasses.dataclass(frozen=True)
class Example:
    """A configuration with a field of every kind.

    Attributes:
        hidden: Widths of the hidden layers, from the
            first to the last.
        n_steps: Steps of the training. More take longer.
        rate: Learning rate: how far a step goes.
        latent: Where new cells come from.
        is_deep: Whether it is deep.
        note: A note.
        most: Largest number of something whose description is longer than a label can be.
        edges: Regulator, target and sign; no widget fits.

    Example:
        >>> Example()
    """

    hidden: tuple[int, ...] = setting((128, 64), least=1)
    n_steps: int = setting(100, least=1, most=5_000, advanced=False)
    rate: float = setting(2e-3, least=0.0)
    latent: Literal["gaussian", "kernel"] = setting("gaussian")
    is_deep: bool = setting(False)
    note: str = setting("")
    most: int | None = setting(None)
    edges: tuple[tuple[str, str, int], ...] = setting((("A", "B", 1),))

    def __post_init__(self):
        check_settings(self)


def test_words_come_from_the_docstring():
    words = words_of(Example)
    assert words["hidden"].label == "Widths of the hidden layers"
    assert words["hidden"].help.startswith("Widths of the hidden layers, from the first to")
    assert words["n_steps"].label == "Steps of the training"
    assert words["rate"].label == "Learning rate"
    assert words["most"].label == "Most"
    assert "edges" in words
    assert "Example" not in words


@pytest.mark.parametrize("name", LEARNERS)
def test_every_setting_of_a_learner_is_described(name):
    fields = {field.name for field in dataclasses.fields(LEARNERS[name])}
    assert fields <= words_of(LEARNERS[name]).keys()


def _page():
    import streamlit as st

    from sergiojax.ui.generate.config_form import show_config
    from sergiojax.ui.shell.guard import guard
    from tests.ui.generate.test_config_form import Example

    with guard():
        st.session_state["found"] = show_config(Example(), key="form")


@pytest.fixture
def form():
    app = AppTest.from_function(_page).run()
    assert not app.exception
    return app


def test_a_form_that_nobody_changed_returns_the_configuration(form):
    assert repr(form.session_state["found"]) == repr(Example())


def test_entries_are_taken_and_fields_without_a_widget_stay(form):
    form.text_input(key="form_hidden").set_value("32 16")
    form.number_input(key="form_n_steps").set_value(7)
    form.number_input(key="form_rate").set_value(0.01)
    form.selectbox(key="form_latent").set_value("kernel")
    form.toggle(key="form_is_deep").set_value(True)
    form.number_input(key="form_most").set_value(3)
    form.run()
    expected = Example((32, 16), 7, 0.01, "kernel", is_deep=True, most=3)
    assert repr(form.session_state["found"]) == repr(expected)
    assert form.session_state["found"].edges == (("A", "B", 1),)


def test_limits_are_those_of_the_fields(form):
    steps = form.number_input(key="form_n_steps")
    assert (steps.min, steps.max) == (1, 5_000)
    assert form.number_input(key="form_rate").min == 0


@pytest.mark.parametrize(("text", "words"), [("a, b", "whole numbers"), ("0", "at least 1")])
def test_an_entry_that_does_not_fit_is_one_sentence(form, text, words):
    form.text_input(key="form_hidden").set_value(text).run()
    [said] = form.error
    assert words in said.value
    assert not form.exception

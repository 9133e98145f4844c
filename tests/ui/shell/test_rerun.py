"""Fragments that a callback asks for."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from sergiojax.ui.shell.rerun import rerun_fragments

    runs = st.session_state
    runs.setdefault("page", 0)
    runs.setdefault("fragment", 0)
    runs.page += 1

    @st.fragment(key="part")
    def part() -> None:
        st.session_state.fragment += 1

    part()
    st.button("here", on_click=rerun_fragments, args=("part",))
    st.button("gone", on_click=rerun_fragments, args=("part", "of another page"))


@pytest.mark.parametrize(("button", "page_runs"), [(0, 1), (1, 2)])
def test_a_fragment_that_is_gone_gives_way_to_the_page(button, page_runs):
    app = AppTest.from_function(page, default_timeout=60).run()
    app.button[button].click().run()
    assert not app.exception
    assert (app.session_state.page, app.session_state.fragment) == (page_runs, 2)

"""A page cannot show the canvas and forget what it owes to it."""

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.ui.canvas.panel import show_canvas
from sergiojax.ui.session import CANVAS
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow


def careful():
    import streamlit as st

    from sergiojax.ui import session
    from sergiojax.ui.canvas.page import canvas_fragment, canvas_page
    from sergiojax.ui.canvas.panel import show_canvas

    @canvas_fragment("part")
    def show_part() -> None:
        st.text(session.design().grn.n_genes)
        st.button("Fail", on_click=lambda: st.session_state.update(fails=True))
        if st.session_state.get("fails"):
            raise ValueError("A part failed.")

    session.start()
    with canvas_page():
        show_canvas()
        show_part()


def mounted(app: AppTest, name: str) -> list[str]:
    return [each.proto.id for each in app.get("bidi_component") if name in each.proto.id]


def test_a_canvas_outside_its_context_says_what_is_missing():
    AppTest.from_function(careful, default_timeout=60).run()  # a page before leaves nothing open
    with pytest.raises(RuntimeError, match=r"inside `with canvas_page\(\):`"):
        show_canvas()


def test_edits_are_confirmed_by_the_page_and_by_each_part():
    app = AppTest.from_function(careful, default_timeout=60).run()
    assert not app.exception
    assert len(mounted(app, f"{CANVAS}_seen")) == 2
    visit_of(app).is_restored = True  # from now on designs are kept
    app.run()
    assert mounted(app, "browser_store_part")


def test_a_part_that_fails_says_so_and_still_confirms():
    app = AppTest.from_function(careful, default_timeout=60).run()
    app.button[0].click().run()
    assert [error.value for error in app.error] == ["A part failed."]
    assert len(mounted(app, f"{CANVAS}_seen")) == 2


@pytest.mark.parametrize("page", ["understand", "compare", "cells", "improve"])
def test_every_page_begins_with_the_newest_edit(visit, page):
    """Also one without a canvas: an edit may arrive together with the click that leads there."""
    app = visit()
    nodes = [{"id": n, "name": n, "x": 0, "y": 0, "attrs": {}} for n in ("A", "B")]
    graph = {"nodes": nodes, "edges": [], "seq": 1, "base_rev": visit_of(app).rev}
    app.session_state[CANVAS] = {"graph": graph}
    app.switch_page(f"pages/studio/{page}.py").run()
    assert visit_of(app).design.grn.gene_names == ("A", "B")
    assert not app.exception

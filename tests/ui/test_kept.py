"""What the browser reports when a session begins, and what Python makes of it."""

import pytest

from sergiojax.datasets import load_design
from sergiojax.grn import encode_design
from sergiojax.ui.drawing import graph_of
from tests.ui.visits import visit_of

pytestmark = pytest.mark.slow
TOGGLE = ("LacI", "TetR")
CASCADE = load_design("cascade").replace(notes="mine")
BACK = "Your drawing was kept in this browser and is back."


def record(**changes):
    kept = {"id": "there", "is_own": True, "rev": 5, "text": encode_design(CASCADE), "graph": None}
    return kept | changes


def drawing(name="GFP"):
    """The cascade with a gene more, as the canvas keeps it."""
    graph = graph_of(CASCADE)
    return {**graph, "nodes": [*graph["nodes"], {**graph["nodes"][0], "id": "n", "name": name}]}


def report(app, kept):
    """Report as the browser does, to this session."""
    app.session_state["browser_store"] = {"stored": {"session": visit_of(app).name, "record": kept}}
    return app.run()


def genes(app):
    assert not app.exception
    assert not app.error
    return visit_of(app).design.grn.gene_names


def test_a_drawing_that_python_never_had_is_put_onto_its_design_and_said(visit):
    app = visit()
    later = visit_of(app).rev + 10**9  # of a server whose clock is ahead
    report(app, record(graph=drawing(), rev=later))
    assert genes(app) == (*CASCADE.grn.gene_names, "GFP")
    assert visit_of(app).design.notes == "mine"
    assert visit_of(app).document == "there"
    assert visit_of(app).rev > later
    assert [toast.value for toast in app.toast] == [BACK]
    report(app, record())  # once per session
    assert genes(app) == (*CASCADE.grn.gene_names, "GFP")


def test_the_design_of_another_tab_is_copied(visit):
    app = report(visit(), record(is_own=False))
    assert genes(app) == CASCADE.grn.gene_names
    assert visit_of(app).document != "there"
    assert not app.toast


@pytest.mark.parametrize("kept", [None, "x", record(rev="5"), record(text=5)])
def test_without_a_record_the_example_stays(visit, kept):
    app = report(visit(), kept)
    assert genes(app) == TOGGLE
    assert visit_of(app).is_restored


def test_what_cannot_be_read_is_said_and_the_rest_is_kept(visit):
    app = report(visit(), record(text="AAAA"))
    assert genes(app) == TOGGLE
    assert "could not be read" in app.toast[0].value
    app = report(visit(), record(graph=drawing(name="")))
    assert genes(app) == CASCADE.grn.gene_names
    assert "The last drawing could not be used" in app.toast[0].value


def test_an_edit_of_this_very_session_is_left_to_the_canvas(visit):
    app = visit()
    report(app, record(id=visit_of(app).document))
    assert genes(app) == TOGGLE


def test_a_page_waits_for_the_design_that_the_browser_keeps(visit, monkeypatch):
    monkeypatch.setattr("sergiojax.ui.kept.remembers", lambda: True)
    app = visit()
    assert not app.get("plotly_chart")
    assert len(app.get("skeleton")) == 2
    report(app, record())
    assert len(app.get("plotly_chart")) == 1
    assert genes(app) == CASCADE.grn.gene_names


def test_a_link_is_shown_and_the_own_design_waits_with_its_drawing(visit):
    app = visit(g=encode_design(load_design("repressilator")))
    linked = visit_of(app).document
    report(app, record(graph=drawing()))
    assert genes(app) == load_design("repressilator").grn.gene_names
    assert visit_of(app).document == linked
    app.button(key="design_own").click().run()
    assert genes(app) == (*CASCADE.grn.gene_names, "GFP")


def test_every_opened_design_is_a_document_of_its_own(visit):
    app = visit()
    first = visit_of(app).document
    app.button(key="open_cascade").click().run()
    second = visit_of(app).document
    app.button(key="open_blank").click().run()
    assert len({first, second, visit_of(app).document}) == 3

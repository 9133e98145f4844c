"""A visit is one value in the session state, and a run that is stopped leaves it whole."""

from dataclasses import dataclass, fields

import pytest
from streamlit.runtime.scriptrunner import StopException

from sergiojax.datasets import load_design
from sergiojax.grn import encode_design
from sergiojax.ui.visit import Visit
from tests.ui.visits import visit_of


@dataclass(frozen=True)
class Looked:
    at: str = "nothing"


@dataclass(frozen=True)
class Asked:
    what: str = "nothing"


def test_pages_remember_by_class():
    design = load_design("toggle-switch")
    here = Visit(design, untouched=design, document="x")
    assert here.recall(Looked) == Looked()
    here.remember(Looked("A"))
    here.remember(Asked("why"))
    assert (here.recall(Looked), here.recall(Asked)) == (Looked("A"), Asked("why"))


def test_every_change_from_either_side_is_another_edition():
    design = load_design("toggle-switch")
    here = Visit(design, untouched=design, document="x")
    editions = [here.edition]
    here.replace(design)
    editions.append(here.edition)
    here.seen += 1
    editions.append(here.edition)
    assert editions == sorted(set(editions))


@pytest.mark.slow
def test_nothing_of_a_visit_is_loose_in_the_session_state(visit):
    app = visit()
    app.button(key="open_cascade").click().run()
    assert "visit" in app.session_state
    assert not [each.name for each in fields(Visit) if each.name in app.session_state]


@pytest.mark.slow
def test_a_first_run_that_is_stopped_opens_its_link_all_the_same(visit, monkeypatch):
    stops = [StopException()]  # as the browser's next message stops a run

    def decode_and_stop(link):
        if stops:
            raise stops.pop()
        return load_design("cascade")

    monkeypatch.setattr("sergiojax.ui.link.decode_design", decode_and_stop)
    app = visit(g=encode_design(load_design("cascade")))
    assert "visit" not in app.session_state
    app.run()
    assert visit_of(app).design.grn.gene_names == load_design("cascade").grn.gene_names
    assert visit_of(app).is_linked
    assert not app.query_params

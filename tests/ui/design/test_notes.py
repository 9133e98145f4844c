"""Notes: what the browser sends is checked, and a long text from a file may still be edited."""

import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.design import notes


@pytest.fixture
def written(state, monkeypatch):
    kept, said = [], []
    monkeypatch.setattr(notes.session, "set_notes", kept.append)
    monkeypatch.setattr(notes.session, "tell", lambda message, **_: said.append(message))

    def write(text, *, before=""):
        kept.clear()
        said.clear()
        state.visit.design = load_design("cascade").replace(notes=before)
        state.key = text
        notes._take("key")
        return kept, said

    return write


def test_notes_are_kept_up_to_the_limit(written):
    assert written("x" * notes.MAX_NOTES) == (["x" * notes.MAX_NOTES], [])
    kept, [said] = written("x" * (notes.MAX_NOTES + 1))
    assert not kept
    assert "at most 5,000 characters" in said


def test_notes_of_a_file_may_stay_as_long_as_they_are(written):
    longer = "x" * (notes.MAX_NOTES + 7)
    assert written(longer[:-1], before=longer)[0] == [longer[:-1]]
    assert not written(longer + "x", before=longer)[0]


def test_what_a_design_refuses_is_said(written, monkeypatch):
    def refuse(_):
        raise ValueError("no NUL.")

    monkeypatch.setattr(notes.session, "set_notes", refuse)
    assert written("\0")[1] == ["These notes cannot be kept: no NUL."]

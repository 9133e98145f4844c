"""The progress bar of the command line: on a terminal alone, with the phase by name."""

import pytest

from sergiojax import Progress
from sergiojax._progress import silent
from sergiojax.cli._progress import show_progress


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes any stream for a terminal then
    monkeypatch.setenv("TERM", "xterm")


def test_a_terminal_shows_the_phase(terminal, capsys):
    with show_progress(quiet=False) as listener:
        listener(Progress("Simulating", 0, 4))
        listener(Progress("Writing", 3, 4))
    shown = capsys.readouterr()
    assert "Writing" in shown.err
    assert not shown.out


def test_quiet_shows_nothing_on_a_terminal(terminal, capsys):
    with show_progress(quiet=True) as listener:
        assert listener is silent
    assert capsys.readouterr() == ("", "")


def test_elsewhere_nothing_is_shown(monkeypatch, capsys):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    with show_progress(quiet=False) as listener:
        assert listener is silent
    assert capsys.readouterr() == ("", "")

"""Commands run within the test's own process, from an empty folder."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sergiojax.cli import main

ROOT = Path(__file__).parents[2]


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    error: str


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Variables for a process that is to find the package from any folder."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of the commands."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run `sergiojax WORDS`."""

    def run_command(*words: object) -> Ended:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        return Ended(ended.value.code or 0, *capsys.readouterr())

    return run_command


@pytest.fixture
def refuse(run: Callable[..., Ended]) -> Callable[..., str]:
    """Run a command that must fail, and return its one sentence."""

    def run_refused(*words: object, status: int) -> str:
        ended = run(*words)
        assert ended.status == status, ended
        assert ended.out == ""
        assert ended.error.startswith("sergiojax: ")
        assert ended.error.endswith("\n")
        assert ended.error.count("\n") == 1
        return ended.error.removeprefix("sergiojax: ").strip()

    return run_refused


@pytest.fixture
def network(folder: Path) -> Path:
    """An edge list that lacks strengths and basal rates."""
    path = folder / "network.csv"
    path.write_text("regulator,target,sign\nA,B,+\nB,C,-\n")
    return path

"""Every example in a docstring runs and gives what it says."""

import doctest
import importlib
from pathlib import Path

import pytest

import sergiojax

ROOT = Path(sergiojax.__file__).parent
# Whole trainings and cards, which compile or compare for seconds.
LONG = {
    *("sergiojax.analysis.realism._realism", "sergiojax.inference.calibration._calibrate"),
    *(f"sergiojax.learn.generate.{name}" for name in ("_gan", "_knockouts", "_network", "_vae")),
}


def modules_with_examples() -> list[str]:
    """Return the modules whose text has examples, in the same order in every process."""
    files = sorted(path for path in ROOT.rglob("*.py") if ">>>" in path.read_text("utf-8"))
    return [
        ".".join(["sergiojax", *path.relative_to(ROOT).with_suffix("").parts]) for path in files
    ]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.validate] * (name in LONG))
        for name in modules_with_examples()
    ],
)
def test_examples_run(name):
    ended = doctest.testmod(importlib.import_module(name))
    assert ended.attempted
    assert ended.failed == 0

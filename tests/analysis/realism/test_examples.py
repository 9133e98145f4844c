"""The examples in the docstrings of the card run, and say what is printed."""

import doctest
import importlib
import pkgutil

import pytest

PACKAGE = importlib.import_module("sergiojax.analysis.realism")
LONG = f"{PACKAGE.__name__}._realism"
MODULES = [
    pytest.param(name, marks=[pytest.mark.validate] * (name == LONG))
    for _, name, _ in pkgutil.iter_modules(PACKAGE.__path__, f"{PACKAGE.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0

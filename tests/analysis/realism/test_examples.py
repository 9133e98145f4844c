"""The examples in the docstrings of the card run, and say what is printed."""

import doctest
import importlib
import pkgutil

import pytest

from sergiojax.analysis import realism

MODULES = [name for _, name, _ in pkgutil.iter_modules(realism.__path__, f"{realism.__name__}.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0

"""The settings of a run are declared once: what repeats their names repeats their defaults."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from sergiojax import (
    SergioJAX,
    screen,
    simulate,
    simulate_differentiation,
    simulate_steady_state,
    simulate_time_course,
    simulate_to_file,
)
from sergiojax.analysis import diagnose
from sergiojax.cli import _screen, _simulate
from sergiojax.simulation import Perturbation, RunSettings, simulate_screen
from sergiojax.simulation._plan import EULER_STEP

DECLARED = {field.name: field.default for field in dataclasses.fields(RunSettings)}
WHOLE = (simulate_steady_state, simulate, simulate_to_file)
# What differs on purpose: a time course starts anywhere, SERGIO-JAX has a step of its own.
OWN = {simulate_time_course: {"initial": "off"}, SergioJAX: {"dt": EULER_STEP}}


def defaults(function: Callable[..., Any]) -> dict[str, Any]:
    """Defaults of the arguments by name; an argument without one is left out."""
    parameters = inspect.signature(inspect.unwrap(function)).parameters.values()
    return {each.name: each.default for each in parameters if each.default is not each.empty}


@pytest.mark.parametrize("function", WHOLE)
def test_functions_of_a_whole_run_have_every_setting(function):
    assert defaults(function).items() >= DECLARED.items()


@pytest.mark.parametrize(
    "function",
    [screen, simulate_screen, simulate_time_course, simulate_differentiation, diagnose, SergioJAX],
)
def test_functions_with_a_part_of_the_settings_have_their_defaults(function):
    shared = DECLARED.keys() & defaults(function).keys()
    assert shared
    expected = {name: DECLARED[name] for name in shared} | OWN.get(function, {})
    assert {name: defaults(function)[name] for name in shared} == expected


def test_command_line_has_every_setting():
    options = defaults(_simulate.simulate)
    as_options = {"knockout", "knockdown", "overexpress", "clamp"}  # of a perturbation
    expected = {name: value for name, value in DECLARED.items() if name != "perturbation"}
    assert options.items() >= (expected | dict.fromkeys(as_options)).items()


@pytest.mark.parametrize("other", [simulate_to_file, screen, _simulate.simulate, _screen.screen])
def test_one_call_functions_and_commands_share_their_defaults(other):
    shared = defaults(simulate).keys() & defaults(other).keys()
    assert {"seed", "technical_noise"} <= shared
    assert {name: defaults(other)[name] for name in shared} == {
        name: defaults(simulate)[name] for name in shared
    }


def test_settings_are_picked_from_the_arguments_of_a_call():
    arguments = DECLARED | {"grn": None, "dt": 0.1, "perturbation": {"knockdown": {"A": 1.0}}}
    expected = RunSettings(dt=0.1, perturbation=Perturbation(knockdown={"A": 1.0}))
    assert RunSettings.among(arguments) == expected
    with pytest.raises(KeyError, match="burn_in"):
        RunSettings.among({name: value for name, value in DECLARED.items() if name != "burn_in"})

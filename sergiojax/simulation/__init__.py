"""Simulators of the chemical Langevin equation."""

from sergiojax.simulation._differentiation import Differentiation, simulate_differentiation
from sergiojax.simulation._exact import simulate_exact
from sergiojax.simulation._half_response import give_half_response
from sergiojax.simulation._perturbation import (
    Perturbation,
    PerturbationEffect,
    as_perturbation,
    perturb,
)
from sergiojax.simulation._plan import LONG_STEP, Plan, plan_run
from sergiojax.simulation._schedule import Input
from sergiojax.simulation._screen import Screen, knockouts, simulate_screen
from sergiojax.simulation._settings import RunSettings
from sergiojax.simulation._steady_state import DrawnCells, draw_cells, simulate_steady_state
from sergiojax.simulation._time_course import noise_free_course, simulate_time_course
from sergiojax.simulation._transitions import read_transitions

__all__ = [
    "LONG_STEP",
    "Differentiation",
    "DrawnCells",
    "Input",
    "Perturbation",
    "PerturbationEffect",
    "Plan",
    "RunSettings",
    "Screen",
    "as_perturbation",
    "draw_cells",
    "give_half_response",
    "knockouts",
    "noise_free_course",
    "perturb",
    "plan_run",
    "read_transitions",
    "simulate_differentiation",
    "simulate_exact",
    "simulate_screen",
    "simulate_steady_state",
    "simulate_time_course",
]

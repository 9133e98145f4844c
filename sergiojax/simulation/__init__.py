"""Simulators of the chemical Langevin equation."""

from sergiojax.simulation._plan import Plan, RunSettings, plan_run
from sergiojax.simulation._steady_state import DrawnCells, draw_cells, simulate_steady_state
from sergiojax.simulation._time_course import noise_free_course, simulate_time_course

__all__ = [
    "DrawnCells",
    "Plan",
    "RunSettings",
    "draw_cells",
    "noise_free_course",
    "plan_run",
    "simulate_steady_state",
    "simulate_time_course",
]

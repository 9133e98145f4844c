"""One-call functions: a network and a seed in, annotated cells out."""

from sergiojax.api._compare import compare_conditions
from sergiojax.api._design_of_cells import design_of_cells, is_file_of_cells
from sergiojax.api._screen import screen
from sergiojax.api._sergio_jax import SergioJAX
from sergiojax.api._simulate import repeat, simulate
from sergiojax.api._to_file import simulate_to_file

__all__ = [
    "SergioJAX",
    "compare_conditions",
    "design_of_cells",
    "is_file_of_cells",
    "repeat",
    "screen",
    "simulate",
    "simulate_to_file",
]

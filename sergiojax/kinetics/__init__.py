"""Hill kinetics and the noise-free mathematics of a network."""

from sergiojax.kinetics._half_response import FilledHalfResponse, fill_half_response
from sergiojax.kinetics._hill import hill, production_rate, upper_level
from sergiojax.kinetics._padded import (
    PaddedNetwork,
    at_cells,
    bucket_size,
    pad,
    padded_production,
    padded_response,
    wire,
)
from sergiojax.kinetics._steady_state import slowest_relaxation, steady_state, tilt

__all__ = [
    "FilledHalfResponse",
    "PaddedNetwork",
    "at_cells",
    "bucket_size",
    "fill_half_response",
    "hill",
    "pad",
    "padded_production",
    "padded_response",
    "production_rate",
    "slowest_relaxation",
    "steady_state",
    "tilt",
    "upper_level",
    "wire",
]

"""Hill kinetics and the noise-free mathematics of a network."""

from sergiojax.kinetics._half_response import FilledHalfResponse, fill_half_response
from sergiojax.kinetics._hill import edge_strength, hill, production_rate, upper_level
from sergiojax.kinetics._lna import LinearNoise, lna
from sergiojax.kinetics._padded import (
    PaddedNetwork,
    at_cells,
    bucket_size,
    pad,
    padded_production,
    padded_response,
    wire,
)
from sergiojax.kinetics._slopes import edge_slopes, jacobian
from sergiojax.kinetics._steady_state import settle, slowest_relaxation, steady_state, tilt
from sergiojax.kinetics._write import to_files, write_grn

__all__ = [
    "FilledHalfResponse",
    "LinearNoise",
    "PaddedNetwork",
    "at_cells",
    "bucket_size",
    "edge_slopes",
    "edge_strength",
    "fill_half_response",
    "hill",
    "jacobian",
    "lna",
    "pad",
    "padded_production",
    "padded_response",
    "production_rate",
    "settle",
    "slowest_relaxation",
    "steady_state",
    "tilt",
    "to_files",
    "upper_level",
    "wire",
    "write_grn",
]

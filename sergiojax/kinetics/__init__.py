"""Hill kinetics and the noise-free mathematics of a network."""

from sergiojax.kinetics._attractors import Attractors, attractors
from sergiojax.kinetics._bifurcation import Bifurcation, bifurcation
from sergiojax.kinetics._feedback_rate import feedback_rate, share_of_fastest
from sergiojax.kinetics._fixed_points import FixedPoints, fixed_points
from sergiojax.kinetics._half_response import FilledHalfResponse, fill_half_response
from sergiojax.kinetics._hill import edge_strength, hill, production_rate, upper_level
from sergiojax.kinetics._implicit import flow_jacobian, implicit_steady_state, is_steady
from sergiojax.kinetics._limit_cycles import LimitCycles, limit_cycles
from sergiojax.kinetics._lna import LinearNoise, lna
from sergiojax.kinetics._noise_budget import NoiseBudget, noise_budget
from sergiojax.kinetics._padded import (
    PaddedNetwork,
    at_cells,
    bucket_size,
    pad,
    padded_production,
    padded_response,
    wire,
)
from sergiojax.kinetics._phase_plane import PhasePlane, phase_plane, phase_trajectory
from sergiojax.kinetics._sensitivity import Sensitivity, edge_importance, sensitivity
from sergiojax.kinetics._settle import settle, slowest_relaxation, steady_state, tilt
from sergiojax.kinetics._slopes import edge_slopes, jacobian

__all__ = [
    "Attractors",
    "Bifurcation",
    "FilledHalfResponse",
    "FixedPoints",
    "LimitCycles",
    "LinearNoise",
    "NoiseBudget",
    "PaddedNetwork",
    "PhasePlane",
    "Sensitivity",
    "at_cells",
    "attractors",
    "bifurcation",
    "bucket_size",
    "edge_importance",
    "edge_slopes",
    "edge_strength",
    "feedback_rate",
    "fill_half_response",
    "fixed_points",
    "flow_jacobian",
    "hill",
    "implicit_steady_state",
    "is_steady",
    "jacobian",
    "limit_cycles",
    "lna",
    "noise_budget",
    "pad",
    "padded_production",
    "padded_response",
    "phase_plane",
    "phase_trajectory",
    "production_rate",
    "sensitivity",
    "settle",
    "share_of_fastest",
    "slowest_relaxation",
    "steady_state",
    "tilt",
    "upper_level",
    "wire",
]

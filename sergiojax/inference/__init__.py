"""Estimating the parameters of a network from cells, and designing them for a purpose."""

from sergiojax.inference._ridge import RidgeFit, fit_ridge
from sergiojax.inference.design import (
    Bistable,
    DesignProgress,
    DesignResult,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    ParameterChange,
    Ratio,
    Response,
    StopDesign,
    Target,
    TargetReport,
    design,
    level_targets,
)

__all__ = [
    "Bistable",
    "DesignProgress",
    "DesignResult",
    "Level",
    "LowNoise",
    "Marker",
    "Oscillation",
    "ParameterChange",
    "Ratio",
    "Response",
    "RidgeFit",
    "StopDesign",
    "Target",
    "TargetReport",
    "design",
    "fit_ridge",
    "level_targets",
]

"""Inverse design: from what a network should do to its numbers."""

from sergiojax.inference.design._design import design
from sergiojax.inference.design._result import (
    DesignProgress,
    DesignResult,
    ParameterChange,
    StopDesign,
    TargetReport,
)
from sergiojax.inference.design._targets import (
    Bistable,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    Ratio,
    Response,
    Target,
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
    "StopDesign",
    "Target",
    "TargetReport",
    "design",
    "level_targets",
]

"""Inverse design: from what a network should do to its parameters."""

from sergiojax.inference.design._design import design
from sergiojax.inference.design._result import (
    DesignResult,
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
    "DesignResult",
    "Level",
    "LowNoise",
    "Marker",
    "Oscillation",
    "Ratio",
    "Response",
    "Target",
    "TargetReport",
    "design",
    "level_targets",
]

"""Estimating a network's parameters from cells, and designing them for a purpose."""

from sergiojax.inference._changes import ParameterChange
from sergiojax.inference._data import MatchedData, is_counts, match_data
from sergiojax.inference._fit_moments import MomentFit, MomentScore, fit_moments
from sergiojax.inference._identifiability import (
    Direction,
    Identifiability,
    IdentifiabilityRow,
    identifiability,
)
from sergiojax.inference._ridge import RidgeFit, fit_ridge
from sergiojax.inference.calibration import (
    KNOCKOUTS,
    Calibration,
    CountScore,
    CountStatistic,
    Experiment,
    calibrate,
)
from sergiojax.inference.design import (
    Bistable,
    DesignResult,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    Ratio,
    Response,
    Target,
    TargetReport,
    design,
    level_targets,
)

__all__ = [
    "KNOCKOUTS",
    "Bistable",
    "Calibration",
    "CountScore",
    "CountStatistic",
    "DesignResult",
    "Direction",
    "Experiment",
    "Identifiability",
    "IdentifiabilityRow",
    "Level",
    "LowNoise",
    "Marker",
    "MatchedData",
    "MomentFit",
    "MomentScore",
    "Oscillation",
    "ParameterChange",
    "Ratio",
    "Response",
    "RidgeFit",
    "Target",
    "TargetReport",
    "calibrate",
    "design",
    "fit_moments",
    "fit_ridge",
    "identifiability",
    "is_counts",
    "level_targets",
    "match_data",
]

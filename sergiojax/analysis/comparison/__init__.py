"""Comparisons: wild type with mutant, screens, a network with guesses of it, two designs."""

from sergiojax.analysis.comparison._designs import (
    Change,
    DesignDifference,
    DifferenceRow,
    compare_designs,
)
from sergiojax.analysis.comparison._expression import (
    DifferentialExpression,
    differential_expression,
)
from sergiojax.analysis.comparison._fold_change import (
    PSEUDOCOUNT,
    log2_fold_change,
    noise_free_levels,
    steady_levels,
    true_fold_change,
)
from sergiojax.analysis.comparison._inferability import Inferability, MethodScore, inferability
from sergiojax.analysis.comparison._knockouts import (
    Epistasis,
    epistasis,
    knockout_effects,
    true_knockout_effects,
)
from sergiojax.analysis.comparison._pair_scores import InferenceMethod

__all__ = [
    "PSEUDOCOUNT",
    "Change",
    "DesignDifference",
    "DifferenceRow",
    "DifferentialExpression",
    "Epistasis",
    "Inferability",
    "InferenceMethod",
    "MethodScore",
    "compare_designs",
    "differential_expression",
    "epistasis",
    "inferability",
    "knockout_effects",
    "log2_fold_change",
    "noise_free_levels",
    "steady_levels",
    "true_fold_change",
    "true_knockout_effects",
]

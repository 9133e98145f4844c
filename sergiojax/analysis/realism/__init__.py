"""The realism card: how alike two sets of cells are, with control and baselines in one table."""

from sergiojax.analysis.realism._baselines import Baseline, draw_baseline
from sergiojax.analysis.realism._card import WORDS, RealismCard, RealismRow, Spread
from sergiojax.analysis.realism._copula import CopulaFit, draw_copula, fit_copula
from sergiojax.analysis.realism._forest import discriminability
from sergiojax.analysis.realism._lights import Light
from sergiojax.analysis.realism._mmd import mmd2, mmd2_between
from sergiojax.analysis.realism._neighbors import copies, mixing, nearness
from sergiojax.analysis.realism._realism import realism

__all__ = [
    "WORDS",
    "Baseline",
    "CopulaFit",
    "Light",
    "RealismCard",
    "RealismRow",
    "Spread",
    "copies",
    "discriminability",
    "draw_baseline",
    "draw_copula",
    "fit_copula",
    "mixing",
    "mmd2",
    "mmd2_between",
    "nearness",
    "realism",
]

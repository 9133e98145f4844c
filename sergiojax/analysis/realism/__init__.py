"""The realism card: how alike two sets of cells are, with control and baselines in one table."""

from sergiojax.analysis.realism._copula import CopulaFit, draw_copula, fit_copula
from sergiojax.analysis.realism._mmd import mmd2, mmd2_between

__all__ = ["CopulaFit", "draw_copula", "fit_copula", "mmd2", "mmd2_between"]

"""Estimating the parameters of a network from cells."""

from sergiojax.inference._ridge import RidgeFit, fit_ridge

__all__ = ["RidgeFit", "fit_ridge"]

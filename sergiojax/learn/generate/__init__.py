"""Generators: what draws new cells like those that it was fitted to."""

from sergiojax.learn.generate._copula import Copula

__all__ = ["Copula"]

"""Generators: what draws new cells like those that it was fitted to."""

from sergiojax.learn.generate._copula import Copula
from sergiojax.learn.generate._gan import CountGAN
from sergiojax.learn.generate._knockouts import (
    Agreement,
    knockout_agreement,
    learned_knockout_effects,
)
from sergiojax.learn.generate._network import NetworkGenerator
from sergiojax.learn.generate._vae import CountVAE

__all__ = [
    "Agreement",
    "Copula",
    "CountGAN",
    "CountVAE",
    "NetworkGenerator",
    "knockout_agreement",
    "learned_knockout_effects",
]

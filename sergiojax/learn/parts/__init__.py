"""Parts that several learners share: likelihoods, libraries, latent values, masked nets, draws."""

from sergiojax.learn.parts._dispersion import refit_log_size
from sergiojax.learn.parts._gamma import draw_log_gamma
from sergiojax.learn.parts._latents import (
    Latents,
    Places,
    cells_to_place,
    draw_latents,
    draw_near_a_cell,
    fit_latents,
    no_latents,
)
from sergiojax.learn.parts._library import Library, draw_log_library, fit_library, no_library
from sergiojax.learn.parts._likelihoods import draw_negative_binomial, log_negative_binomial
from sergiojax.learn.parts._masked import MaskedNets, Wiring, build_nets, read_regulators, wire

__all__ = [
    "Latents",
    "Library",
    "MaskedNets",
    "Places",
    "Wiring",
    "build_nets",
    "cells_to_place",
    "draw_latents",
    "draw_log_gamma",
    "draw_log_library",
    "draw_near_a_cell",
    "draw_negative_binomial",
    "fit_latents",
    "fit_library",
    "log_negative_binomial",
    "no_latents",
    "no_library",
    "read_regulators",
    "refit_log_size",
    "wire",
]

"""Parts that several learners share: likelihoods, library sizes, nets masked by a network."""

from sergiojax.learn.parts._library import Library, draw_log_library, fit_library, no_library
from sergiojax.learn.parts._likelihoods import draw_negative_binomial, log_negative_binomial
from sergiojax.learn.parts._masked import MaskedNets, Wiring, build_nets, read_regulators, wire

__all__ = [
    "Library",
    "MaskedNets",
    "Wiring",
    "build_nets",
    "draw_log_library",
    "draw_negative_binomial",
    "fit_library",
    "log_negative_binomial",
    "no_library",
    "read_regulators",
    "wire",
]

"""Parts that several learners share: likelihoods, library sizes."""

from sergiojax.learn.parts._library import Library, draw_log_library, fit_library, no_library
from sergiojax.learn.parts._likelihoods import draw_negative_binomial, log_negative_binomial

__all__ = [
    "Library",
    "draw_log_library",
    "draw_negative_binomial",
    "fit_library",
    "log_negative_binomial",
    "no_library",
]

"""Technical noise: what a single-cell experiment does to clean expression.

Outlier genes, library size, dropout and UMI counts, in that order; each step can be used alone.

Source:
    Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
"""

from sergiojax.noise._batches import BatchEffects, simulate_batches
from sergiojax.noise._dropout import apply_dropout, dropout_midpoint, keep_probability
from sergiojax.noise._fit import NoiseFit, fit_technical_noise
from sergiojax.noise._profiles import PROFILES, NoiseProfile, list_profiles, technical_noise
from sergiojax.noise._scaling import add_outlier_genes, scale_library_size
from sergiojax.noise._simulate import (
    TechnicalEffects,
    add_technical_noise,
    simulate_technical_noise,
)
from sergiojax.noise._splicing import SplicingEffects, simulate_splicing_noise
from sergiojax.noise._technical_noise import TechnicalNoise
from sergiojax.noise._umi_counts import draw_umi_counts

__all__ = [
    "PROFILES",
    "BatchEffects",
    "NoiseFit",
    "NoiseProfile",
    "SplicingEffects",
    "TechnicalEffects",
    "TechnicalNoise",
    "add_outlier_genes",
    "add_technical_noise",
    "apply_dropout",
    "draw_umi_counts",
    "dropout_midpoint",
    "fit_technical_noise",
    "keep_probability",
    "list_profiles",
    "scale_library_size",
    "simulate_batches",
    "simulate_splicing_noise",
    "simulate_technical_noise",
    "technical_noise",
]

"""What is learned from cells: one contract, one training loop, one file format."""

from sergiojax.learn._augmentation import augmentation
from sergiojax.learn._augmentation_table import Augmentation, AugmentationRow
from sergiojax.learn._batches import largest_remainders, split_cells
from sergiojax.learn._cells import Batch, Cells, cells_of
from sergiojax.learn._config import check_settings, from_json, preset, setting, to_json
from sergiojax.learn._contract import Encoder, Generator, Learner, Scores, Sizes, State
from sergiojax.learn._file import ModelFileError
from sergiojax.learn._fit import fit
from sergiojax.learn._fitted import Fitted
from sergiojax.learn._learners import LEARNERS
from sergiojax.learn._load import load
from sergiojax.learn.generate import (
    Agreement,
    Copula,
    CountGAN,
    CountVAE,
    NetworkGenerator,
    knockout_agreement,
    learned_knockout_effects,
)

__all__ = [
    "LEARNERS",
    "Agreement",
    "Augmentation",
    "AugmentationRow",
    "Batch",
    "Cells",
    "Copula",
    "CountGAN",
    "CountVAE",
    "Encoder",
    "Fitted",
    "Generator",
    "Learner",
    "ModelFileError",
    "NetworkGenerator",
    "Scores",
    "Sizes",
    "State",
    "augmentation",
    "cells_of",
    "check_settings",
    "fit",
    "from_json",
    "knockout_agreement",
    "largest_remainders",
    "learned_knockout_effects",
    "load",
    "preset",
    "setting",
    "split_cells",
    "to_json",
]

"""Fitting a network to raw counts, through the simulator and the technical noise."""

from sergiojax.inference.calibration._calibrate import calibrate, check_counts
from sergiojax.inference.calibration._experiment import Experiment
from sergiojax.inference.calibration._losses import CountStatistic
from sergiojax.inference.calibration._result import KNOCKOUTS, Calibration
from sergiojax.inference.calibration._scores import CountScore, score_counts

__all__ = [
    "KNOCKOUTS",
    "Calibration",
    "CountScore",
    "CountStatistic",
    "Experiment",
    "calibrate",
    "check_counts",
    "score_counts",
]

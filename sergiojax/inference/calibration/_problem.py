"""What is fitted, to what, and how its cells are simulated."""

from typing import NamedTuple

import equinox as eqx
import numpy as np
from jaxtyping import Array, Float

from sergiojax._types import NoiseType, Scalar
from sergiojax.inference.calibration._layout import Layout
from sergiojax.inference.calibration._losses import CountStatistic
from sergiojax.inference.calibration._observation import NoiseValues, Totals
from sergiojax.inference.calibration._targets import Target


class Point(NamedTuple):
    """What is fitted.

    Attributes:
        change: Log changes of the network's parameters, padded.
        noise: Technical noise.
    """

    change: Float[Array | np.ndarray, " variables"]
    noise: NoiseValues


class Run(eqx.Module):
    """How cells are simulated; a change of these compiles again.

    Attributes:
        n_cells: Cells per type and step.
        n_steps: Steps of the simulator before a cell is taken.
        random_start: Whether cells start between off and fully on, as with feedback.
        noise_type: See `simulate_steady_state`.
        statistic: What is compared.
        fits_noise: Whether technical noise moves; else the midpoint is that of a percentile.
    """

    n_cells: int = eqx.field(static=True)
    n_steps: int = eqx.field(static=True)
    random_start: bool = eqx.field(static=True)
    noise_type: NoiseType = eqx.field(static=True)
    statistic: CountStatistic = eqx.field(static=True)
    fits_noise: bool = eqx.field(static=True)


class Problem(eqx.Module):
    """What a fit is made of.

    Attributes:
        layout: The given network.
        target: The counts.
        totals: Totals of whole cells, or None.
        lowest: Least log changes, padded.
        highest: Largest log changes, padded.
        is_noise: 1 for the variables that are noise amplitudes, else 0.
        spread: Standard deviation of log changes expected beforehand.
        percentile: Percentile of the midpoint of dropout, where technical noise is given.
        dt: Step of the simulator (time).
    """

    layout: Layout
    target: Target
    totals: Totals
    lowest: Float[Array | np.ndarray, " variables"]
    highest: Float[Array | np.ndarray, " variables"]
    is_noise: Float[Array | np.ndarray, " variables"]
    spread: Scalar
    percentile: Scalar
    dt: Scalar

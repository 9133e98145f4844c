"""Calls of the library that pages repeat, kept by content.

Streamlit hashes large arrays by a sample, so arrays are never part of a key: a digest is.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import jax
import numpy as np
import streamlit as st

import sergiojax as sj
from sergiojax._types import Initial
from sergiojax.analysis import Diagnosis, diagnose
from sergiojax.grn import GRN, Design
from sergiojax.io import AnnData
from sergiojax.simulation import noise_free_course, simulate_time_course
from sergiojax.ui.work.background import wait_for
from sergiojax.ui.work.cost import Cost, simulation_cost
from sergiojax.ui.work.desk import digest

POINTS = 121  # of a time course: a fixed number, so that a longer course compiles nothing


class Response(NamedTuple):
    """What a network does in time.

    Attributes:
        times: Moments (time).
        noise_free: Levels without noise `(cell_types, times, genes)` (molecules).
        cells: Some noisy cells `(cell_types, cells, times, genes)` (molecules).
    """

    times: np.ndarray
    noise_free: np.ndarray
    cells: np.ndarray


def response(
    design: Design, *, duration: float, start: Initial, n_cells: int, seed: int
) -> Response:
    """Return the time courses of a design.

    Args:
        design: The design.
        duration: Length of the course (time).
        start: "off", "random" or "steady_state".
        n_cells: Noisy cells per type.
        seed: Seed of the noise.

    Returns:
        Times, noise-free levels and noisy cells.
    """
    return _response(
        design.grn.digest(), design, duration=duration, start=start, n_cells=n_cells, seed=seed
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _response(
    name: str,  # noqa: ARG001 (the cache's key)
    _design: Design,
    *,
    duration: float,
    start: Initial,
    n_cells: int,
    seed: int,
) -> Response:
    times = np.linspace(0.0, duration, POINTS)[1:]
    grn = _design.grn
    key = jax.random.key(seed)
    noise_free = noise_free_course(grn, times=times, initial=start)
    cells = simulate_time_course(grn, n_cells, times=times, key=key, initial=start)
    return Response(times, np.asarray(noise_free), np.asarray(cells))


def lights(design: Design) -> tuple[Diagnosis, ...]:
    """Return the diagnoses of a design."""
    return _lights(design.grn.digest(), design.grn)


@st.cache_data(max_entries=64, show_spinner=False)
def _lights(
    name: str,  # noqa: ARG001 (the cache's key)
    _grn: GRN,
) -> tuple[Diagnosis, ...]:
    return diagnose(_grn)


def simulate(
    design: Design, *, key: str, goes_on: bool = False, **settings: Any
) -> tuple[AnnData, str]:
    """Simulate cells in the background, with a progress bar; the same settings answer at once.

    Args:
        design: The design.
        key: Widget key of the cancel button.
        goes_on: See `wait_for`.
        **settings: Arguments of `sergiojax.simulate`.

    Returns:
        The cells and their digest.

    Raises:
        CancelledError: If the person cancelled it.
        ValueError: If a setting is out of range, or the run needs too much memory.
    """
    grn = design.grn
    name = digest("cells", grn.digest(), sorted(settings.items()))
    adata = wait_for(
        name,
        lambda progress: sj.simulate(grn, **settings, progress=progress),
        key=key,
        cost=_cost(grn, **settings),
        goes_on=goes_on,
    )
    return adata, name


def _cost(
    grn: GRN, *, n_cells: int | Mapping[str, int], technical_noise: object = None, **_: object
) -> Cost:
    by_type = isinstance(n_cells, Mapping)
    total = sum(n_cells.values()) if by_type else n_cells * grn.n_cell_types
    return simulation_cost(total, grn.n_genes, is_noisy=technical_noise is not None)

"""Asks the library about one cell type of a design, and keeps the answers by content."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import streamlit as st

from sergiojax.grn import GRN, Design, Parameter
from sergiojax.kinetics import (
    Bifurcation,
    FixedPoints,
    LimitCycles,
    NoiseBudget,
    Sensitivity,
    bifurcation,
    fill_half_response,
    fixed_points,
    limit_cycles,
    noise_budget,
    sensitivity,
)

Answer = TypeVar("Answer")


def one_type(grn: GRN, cell_type: int) -> GRN:
    """Return the network of one cell type, with the half responses that it has among all."""
    filled = fill_half_response(grn).grn
    if grn.n_cell_types == 1:
        return filled
    rows = slice(cell_type, cell_type + 1)
    factor = filled.strength_factor
    kinetics = {
        "basal_rate": np.asarray(filled.basal_rate)[rows],
        "strength_factor": None if factor is None else np.asarray(factor)[rows],
    }
    return filled.replace(cell_types=grn.cell_types[rows], **kinetics)


def states(design: Design, cell_type: int) -> FixedPoints:
    """Return all steady states of a cell type."""
    name = f"states {design.grn.digest()} {cell_type}"
    return _kept(name, lambda: fixed_points(one_type(design.grn, cell_type)))


def cycles(design: Design, cell_type: int) -> LimitCycles:
    """Return all limit cycles of a cell type."""
    name = f"cycles {design.grn.digest()} {cell_type}"
    return _kept(name, lambda: limit_cycles(one_type(design.grn, cell_type)))


def sweep(grn: GRN, parameter: Parameter) -> Bifurcation:
    """Return the steady states of a network of one cell type over a parameter."""
    return _kept(f"sweep {grn.digest()} {tuple(parameter)}", lambda: bifurcation(grn, parameter))


def budget(design: Design, cell_type: int, levels: Sequence[float]) -> NoiseBudget:
    """Return the noise around a stable state of a cell type."""
    at = np.asarray(levels, float)[None]
    name = f"noise {design.grn.digest()} {cell_type} {at.tolist()}"
    return _kept(name, lambda: noise_budget(one_type(design.grn, cell_type), levels=at))


def slopes(design: Design, cell_type: int, levels: Sequence[float]) -> Sensitivity:
    """Return how a stable state of a cell type depends on every parameter.

    Raises:
        ValueError: If the state is not stable.
    """
    at = np.asarray(levels, float)[None]
    name = f"slopes {design.grn.digest()} {cell_type} {at.tolist()}"
    return _kept(name, lambda: sensitivity(one_type(design.grn, cell_type), levels=at))


@st.cache_data(max_entries=128, show_spinner=False)
def _kept(
    name: str,  # noqa: ARG001 (the cache's key)
    _ask: Callable[[], Answer],
) -> Answer:
    return _ask()

"""Asks the library about mutants for the Compare page, and keeps the answers by content."""

from collections.abc import Sequence
from dataclasses import asdict, replace

import jax
import numpy as np
import streamlit as st

from sergiojax._types import Initial
from sergiojax.analysis import log2_fold_change, steady_levels
from sergiojax.grn import GRN, Design
from sergiojax.simulation import Perturbation, noise_free_course, simulate_time_course
from sergiojax.ui.work.cached import POINTS, Response
from sergiojax.ui.work.desk import digest

CELLS = 5  # followed in time, as on the Design page


def moments(duration: float) -> np.ndarray:
    """Return the times at which a course is drawn, as `cached.response` does."""
    return np.linspace(0.0, duration, POINTS)[1:]


def course(
    design: Design, perturbation: Perturbation, *, duration: float, start: Initial
) -> Response:
    """Return the time course of a mutant; without genes in the perturbation, of its wild type.

    Cells are paired: a cell of the mutant has the random numbers of its partner in the wild type,
    and until the perturbation begins its levels, too.
    """
    name = _name(design, [perturbation])
    return _course(name, design.grn, perturbation, duration=duration, start=start)


def effects(design: Design, perturbations: Sequence[Perturbation]) -> np.ndarray:
    """Return noise-free log2 fold changes `(cell_types, genes, perturbations)`.

    NaN where wild type or mutant have no steady level, because they oscillate.
    """
    wild, *mutants = levels(design, perturbations)
    return np.moveaxis(log2_fold_change(wild, np.array(mutants)), 0, -1)


def levels(design: Design, perturbations: Sequence[Perturbation]) -> np.ndarray:
    """Return noise-free levels `(1 + perturbations, cell_types, genes)`, the wild type first.

    NaN where there is no steady level, because it oscillates.
    """
    return _levels(_name(design, perturbations), design.grn, perturbations)


def oscillation_words(levels: np.ndarray) -> str:
    """Say whether wild type, mutant or both oscillate; empty if neither does.

    Args:
        levels: Levels of both, `(2, genes)`, as `levels` returns them.
    """
    wild, mutant = (bool(np.isnan(side).any()) for side in levels)
    if not (wild or mutant):
        return ""
    who = "Wild type and mutant oscillate" if wild and mutant else "The mutant oscillates"
    who = "The wild type oscillates" if wild and not mutant else who
    return f"{who}, so there is no level to compare."


def _name(design: Design, perturbations: Sequence[Perturbation]) -> str:
    asked = [sorted(asdict(each).items()) for each in perturbations]
    return digest(design.grn.digest(), asked)


def _timeless(perturbations: Sequence[Perturbation]) -> list[Perturbation]:
    return [replace(each, time=None) for each in perturbations]


@st.cache_data(max_entries=64, show_spinner=False)
def _course(
    name: str,  # noqa: ARG001 (the cache's key)
    _grn: GRN,
    _perturbation: Perturbation,
    *,
    duration: float,
    start: Initial,
) -> Response:
    times = moments(duration)
    asked = {"times": times, "initial": start, "perturbation": _perturbation}
    noise_free = noise_free_course(_grn, **asked)
    cells = simulate_time_course(_grn, CELLS, key=jax.random.key(0), **asked)
    return Response(times, np.asarray(noise_free), np.asarray(cells))


@st.cache_data(max_entries=32, show_spinner=False)
def _levels(
    name: str,  # noqa: ARG001 (the cache's key)
    _grn: GRN,
    _perturbations: Sequence[Perturbation],
) -> np.ndarray:
    return steady_levels(_grn, _timeless(_perturbations))

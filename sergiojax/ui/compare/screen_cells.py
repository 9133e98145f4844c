"""Simulates the cells of a screen on request: their effects, and an h5ad file to save."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from sergiojax.analysis import log2_fold_change
from sergiojax.api import screen
from sergiojax.grn import GRN, Design
from sergiojax.io import AnnData, h5ad_bytes
from sergiojax.simulation import Perturbation
from sergiojax.ui import shelf
from sergiojax.ui.compare.explored import open_in_cells, screen_cost, screen_name, screen_set
from sergiojax.ui.controls.noise_profile import choose_profile
from sergiojax.ui.stale import Basis, basis, is_stale, shown_result
from sergiojax.ui.work.background import ask, asked, watch

_PLACE = "compare_screen"
_SHELVED = "compare_screen_shelved"


class _Screen(NamedTuple):
    """A screen that was asked for, and the network it was asked about.

    Attributes:
        grn: The network.
        call: Arguments of `screen`.
    """

    grn: GRN
    call: dict[str, Any]

    @property
    def made_from(self) -> Basis:
        """What its cells are made from."""
        return _basis(self.grn, self.call["perturbations"])


def show_screen_cells(design: Design, perturbations: Mapping[str, Perturbation]) -> AnnData | None:
    """Let the person simulate the cells of the screen; return them as soon as they are ready.

    Cells of an earlier design can still be saved, but are not returned.
    """
    with st.expander("Simulate the cells of this screen", icon=":material/science:"):
        _form(design, perturbations)
    mine = asked(_PLACE)
    if mine is None:
        return None
    kept: _Screen = mine.what
    now = _basis(design.grn, perturbations)
    is_old = is_stale(kept.made_from, now)
    with shown_result(
        kept.made_from,
        now,
        again="Simulate again",
        repeat=lambda: _simulate(design, kept.call | {"perturbations": dict(perturbations)}),
        key=_PLACE,
        fades=False,
    ):
        adata: AnnData | None = watch(_PLACE, is_old=is_old)
        if adata is not None:
            _take_away(adata, kept)
    if adata is not None and not is_old:
        _put_on_shelf(kept)
    return None if is_old else adata


def _put_on_shelf(kept: _Screen) -> None:
    """Put the cells of a screen on the shelf, once: they may be taken off again."""
    name = screen_name(*kept)
    if st.session_state.get(_SHELVED) == name:
        return
    found = screen_set(*kept, **_words(kept))
    if found is not None:
        shelf.add(found, place=None)
        st.session_state[_SHELVED] = name


def _words(kept: _Screen) -> dict[str, str]:
    return {"words": f"screen, seed {kept.call['seed']}", "source": "knock-out screen"}


def _basis(grn: GRN, perturbations: Mapping[str, Perturbation]) -> Basis:
    return basis(grn, knockouts=dict(perturbations))


def _simulate(design: Design, call: dict[str, Any]) -> None:
    """Ask for the cells of a screen."""
    grn = design.grn
    ask(
        _PLACE,
        screen_name(grn, call),
        lambda progress: screen(grn, progress=progress, **call),
        what=_Screen(grn, call),
        cost=screen_cost(grn, call),
    )
    st.rerun()


def _form(design: Design, perturbations: Mapping[str, Perturbation]) -> None:
    with st.form("compare_screen_form", border=False):
        first, second = st.columns(2)
        n_cells = first.number_input(
            "Cells per knock-out and cell type",
            5,
            2_000,
            100,
            key="compare_screen_cells",
            persist_state="session",
        )
        seed = second.number_input(
            "Seed",
            0,
            2**31 - 1,
            0,
            key="compare_screen_seed",
            help="The same seed gives the same cells.",
            persist_state="session",
        )
        efficiency = first.slider(
            "Guide efficiency",
            0.0,
            1.0,
            1.0,
            0.05,
            key="compare_screen_efficiency",
            help="Share of cells whose guide works; the others are like the wild type.",
            persist_state="session",
        )
        noise = choose_profile(second, key="compare_screen_noise")
        if st.form_submit_button(
            "Simulate the screen",
            type="primary",
            icon=":material/play_arrow:",
            help="Simulate the wild type and every knock-out in the background.",
        ):
            call = {
                "n_cells": int(n_cells),
                "guide_efficiency": float(efficiency),
                "technical_noise": noise,
                "seed": int(seed),
                "perturbations": dict(perturbations),
            }
            _simulate(design, call)


def _take_away(adata: AnnData, kept: _Screen) -> None:
    st.caption(f"{adata.n_obs:,} cells × {adata.n_vars:,} genes, with their perturbation.")
    with st.container(horizontal=True):
        st.download_button(
            "Save as h5ad",
            data=lambda: h5ad_bytes(adata),
            file_name="screen.h5ad",
            help="AnnData with obs perturbation, guide_works and pair, as in Perturb-seq.",
            on_click="ignore",
            key="compare_screen_file",
            icon=":material/download:",
        )
        if st.button(
            "Open in Cells",
            key="compare_screen_explore",
            icon=":material/scatter_plot:",
            help="Show them on the Cells page; they are on its shelf.",
        ):
            open_in_cells(*kept, **_words(kept))


def effects_in_cells(adata: AnnData, design: Design, n_asked: int) -> np.ndarray:
    """Return log2 fold changes of means of the cells, noise and failed guides included."""
    grn = design.grn
    shape = (1 + n_asked, grn.n_cell_types, -1, grn.n_genes)
    means = np.asarray(adata.X).reshape(shape).mean(axis=2, dtype=float)
    return np.moveaxis(log2_fold_change(means[0], means[1:]), 0, -1)

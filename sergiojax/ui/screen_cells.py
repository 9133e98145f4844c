"""The cells of a screen, simulated when asked for: their effects, and an h5ad to take away."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from sergiojax.analysis import log2_fold_change
from sergiojax.api import screen
from sergiojax.grn import Design
from sergiojax.io import AnnData, h5ad_bytes
from sergiojax.simulation import Perturbation
from sergiojax.ui import jobs, session
from sergiojax.ui.background import in_background
from sergiojax.ui.noise_profile import choose_profile


class _Run(NamedTuple):
    """What the cells of a screen are asked for; see `api.screen`."""

    n_cells: int
    guide_efficiency: float
    technical_noise: str | None
    seed: int


def screen_cells(design: Design, asked: Mapping[str, Perturbation]) -> AnnData | None:
    """Let the person simulate the cells of the screen; return them as soon as they are ready."""
    with st.expander("Simulate the cells of this screen", icon=":material/science:"):
        _form()
    run = st.session_state.get("compare_screen_run")
    if run is None:
        return None
    grn = design.grn
    name = jobs.digest("screen", grn.digest(), repr(dict(asked)), run)
    wanted = st.session_state.get("compare_screen_wanted")
    if wanted is True:  # just submitted: it belongs to this design and these knock-outs
        wanted = st.session_state["compare_screen_wanted"] = name
    if wanted != name:
        st.caption("The design or the knock-outs have changed since the cells were simulated.")
        return None
    adata = in_background(
        name,
        lambda report: screen(grn, perturbations=asked, progress=report, **run._asdict()),
        key="compare_screen_job",
    )
    if adata is not None:
        _take_away(adata, name)
    return adata


def _form() -> None:
    with st.form("compare_screen_form", border=False):
        first, second = st.columns(2)
        kept: dict[str, Any] = {"persist_state": "session"}
        n_cells = first.number_input(
            "Cells per knock-out and cell type", 5, 2_000, 100, key="compare_screen_cells", **kept
        )
        seed = second.number_input(
            "Seed",
            0,
            2**31 - 1,
            0,
            key="compare_screen_seed",
            help="Equal seeds, equal cells.",
            **kept,
        )
        efficiency = first.slider(
            "Guide efficiency",
            0.0,
            1.0,
            1.0,
            0.05,
            key="compare_screen_efficiency",
            help="Share of cells whose guide works; the others are like the wild type.",
            **kept,
        )
        noise = choose_profile(second, key="compare_screen_noise")
        if st.form_submit_button(
            "Simulate the screen",
            type="primary",
            icon=":material/play_arrow:",
            help="Simulate the wild type and every knock-out in the background.",
        ):
            st.session_state.compare_screen_run = _Run(
                int(n_cells), float(efficiency), noise, int(seed)
            )
            st.session_state.compare_screen_wanted = True


def _take_away(adata: AnnData, name: str) -> None:
    st.caption(f"{adata.n_obs:,} cells × {adata.n_vars:,} genes, with their perturbation.")
    with st.container(horizontal=True):
        st.download_button(
            "Save as h5ad",
            data=lambda: h5ad_bytes(adata),
            file_name="screen.h5ad",
            help="AnnData with obs perturbation, guide_works and pair, as of Perturb-seq.",
            on_click="ignore",
            key="compare_screen_file",
            icon=":material/download:",
        )
        if st.button(
            "Explore these cells",
            key="compare_screen_explore",
            icon=":material/scatter_plot:",
            help="Open them on the page Explore.",
        ):
            session.set_cells(adata, name=name, origin={"source": "knock-out screen"})
            st.switch_page("pages/studio/explore.py")


def effects_in_cells(adata: AnnData, design: Design, n_asked: int) -> np.ndarray:
    """Return log2 fold changes of means of the cells, noise and failed guides included."""
    grn = design.grn
    shape = (1 + n_asked, grn.n_cell_types, -1, grn.n_genes)
    means = np.asarray(adata.X).reshape(shape).mean(axis=2, dtype=float)
    return np.moveaxis(log2_fold_change(means[0], means[1:]), 0, -1)

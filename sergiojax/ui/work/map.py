"""The places of cells on a map: principal components at once, UMAP as soon as it is ready."""

import numpy as np
import streamlit as st

from sergiojax.analysis import umap
from sergiojax.io import AnnData
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work import cell_values
from sergiojax.ui.work.desk import desk, digest
from sergiojax.ui.work.job import CancelledError
from sergiojax.ui.work.visitor import visitor


def map_points(
    adata: AnnData,
    name: str,
    kind: str,
    *,
    genes: np.ndarray | None = None,
    drawn: np.ndarray | None = None,
) -> tuple[np.ndarray, str]:
    """Return the places of cells on a map, and the name of its axes.

    While UMAP is computed in the background, and where it fails, principal components stand in for
    it, which is said.

    Args:
        adata: The cells, with at least two genes.
        name: Digest of the cells.
        kind: "UMAP" or "PCA".
        genes: Index of every gene that the map is made from; by default all.
        drawn: Index of every cell that is drawn; by default all.
    """
    components = cell_values.components(adata, name, genes)
    if drawn is not None:
        components = components[drawn]
    if kind == "UMAP":
        parts = [None if each is None else each.tobytes() for each in (genes, drawn)]
        job_name = digest("umap", name, *parts)
        try:
            layout = _neighbour_map_if_ready(components, job_name)
        except (CancelledError, ValueError) as error:
            st.caption(f"{plain(error)} Principal components are shown instead.")
            return components[:, :2], "PC"
        if layout is not None:
            return layout, "UMAP"
        _wait(job_name)
    return components[:, :2], "PC"


def _neighbour_map_if_ready(points: np.ndarray, job_name: str) -> np.ndarray | None:
    """Return the UMAP of the cells if it is ready, else let it be computed in the background.

    Raises:
        ValueError: If there are too few cells, or UMAP failed.
    """
    here = desk()
    job = here.find(job_name)
    if job is None:
        job = here.join(job_name, lambda _: umap(points, seed=0), visitor=visitor().token)
    if not job.future.done():
        return None
    failure = job.future.exception()
    if failure is not None:
        raise ValueError(f"UMAP failed: {failure}")
    return job.future.result()


@st.fragment(run_every=0.7)
def _wait(job_name: str) -> None:
    """Look now and then whether UMAP is ready, then show it."""
    job = desk().find(job_name)
    if job is None or job.future.done():
        st.rerun()
    st.caption("UMAP is running; principal components are shown meanwhile.")

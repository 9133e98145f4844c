"""Ways to begin: an example, a file, a random network, or a blank canvas."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from sergiojax.datasets import list_examples, load_design
from sergiojax.grn import (
    GRN,
    Design,
    GRNFormatError,
    Kinetics,
    ReadReport,
    SourceFile,
    layout_positions,
    random_network,
    read_files,
)
from sergiojax.ui import session

_MENU = "design_open"  # widget key; False closes the menu
_MOST_RANDOM_GENES = 1000


def open_menu() -> None:
    """Show the menu; what it opens replaces the design, and the canvas's undo brings it back."""
    with st.popover(
        "Open", icon=":material/folder_open:", width="stretch", on_change="rerun", key=_MENU
    ):
        gallery, upload, random, blank = st.tabs(["Examples", "Upload", "Random", "Blank"])
        with gallery:
            _gallery()
        with upload:
            _upload()
        with random:
            _random()
        with blank:
            st.write("Start with an empty canvas and one cell type.")
            st.button("New design", key="open_blank", on_click=_open_blank, type="primary")


def blank_design() -> Design:
    """Return a design without genes."""
    none = np.zeros(0)
    kinetics = Kinetics(
        strength=none,
        hill_coefficient=none,
        half_response=none,
        basal_rate=none[None],
        decay=none,
        noise_amplitude=none,
    )
    return Design(GRN([], ["type_1"], regulator=[], target=[], kinetics=kinetics))


def _gallery() -> None:
    for example in list_examples():
        label, button = st.columns([4, 1], vertical_alignment="center")
        label.markdown(f"**{example.title}**  \n{example.story}")
        button.button(
            "Open",
            key=f"open_{example.name}",
            help=f"{example.n_genes} genes, {example.n_cell_types} cell types. {example.source}",
            on_click=_open_example,
            args=(example.name,),
        )


def _upload() -> None:
    st.file_uploader(
        "Network file, or SERGIO's pair of files together",
        accept_multiple_files=True,
        max_upload_size=20,
        key="open_upload",
        on_change=_read_upload,
        help="SERGIO's targets and master regulators, an edge list (CSV or TSV), or a design.",
    )
    report: ReadReport | None = st.session_state.get("read_report")
    if report is not None:
        st.success(f"{report.file}: {report.n_genes} genes, {report.n_edges} edges.")
        for line in report.lines():
            st.caption(line)
    error = st.session_state.get("read_error")
    if error:
        st.error(error, icon=":material/error:")


def _random() -> None:
    kind = st.segmented_control(
        "Kind",
        ["scale-free", "erdos-renyi"],
        default="scale-free",
        required=True,
        format_func={"scale-free": "Scale-free", "erdos-renyi": "Erdős–Rényi"}.__getitem__,
        key="open_random_kind",
    )
    n_genes = st.number_input("Genes", 2, _MOST_RANDOM_GENES, 20, key="open_random_genes")
    n_types = st.number_input("Cell types", 1, 50, 3, key="open_random_types")
    seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="open_random_seed")
    st.button(
        "Make a network",
        type="primary",
        key="open_random",
        on_click=_open_random,
        args=(kind, n_genes, n_types, seed),
    )


def _open(design: Design) -> None:
    """Open a design and close the menu, which would cover it."""
    st.session_state[_MENU] = False
    session.open_design(design)


def _open_example(name: str) -> None:
    _open(load_design(name))


def _open_blank() -> None:
    _open(blank_design())


def _open_random(kind: Any, n_genes: int, n_types: int, seed: int) -> None:
    try:
        grn = random_network(int(n_genes), kind=kind, n_cell_types=int(n_types), seed=int(seed))
        _open(Design(grn, positions=layout_positions(grn)))
    except (TypeError, ValueError) as error:
        session.tell(str(error), icon=":material/error:")


def _read_upload() -> None:
    """Read what was uploaded; a bad file leaves the design as it is."""
    uploads = st.session_state.get("open_upload") or []
    state = st.session_state
    state.read_report = state.read_error = None
    if not uploads:
        return
    try:
        design, report = read_files(_sources(uploads))
    except (GRNFormatError, ValueError) as error:
        state.read_error = str(error)
        session.tell(str(error), icon=":material/error:")
        return
    state.read_report = report
    session.open_design(design.with_positions())


def _sources(uploads: Sequence[Any]) -> list[SourceFile]:
    return [SourceFile(upload.name, upload.getvalue()) for upload in uploads]

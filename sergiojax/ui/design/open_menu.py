"""Offers ways to begin: an example, a file, a random network, or a blank canvas."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np
import streamlit as st

from sergiojax.datasets import list_examples, load_design
from sergiojax.grn import (
    GRN,
    Design,
    Kinetics,
    layout_positions,
    random_network,
)
from sergiojax.ui import kept, session
from sergiojax.ui.design.upload import show_upload

RandomKind: TypeAlias = Literal["scale-free", "erdos-renyi"]

_MENU = "design_open"  # widget key; False closes the menu
_MOST_RANDOM_GENES = 1000
_RANDOM: Mapping[RandomKind, str] = {"scale-free": "Scale-free", "erdos-renyi": "Erdős–Rényi"}


def show_open_menu() -> None:
    """Show the menu; what it opens replaces the design, and the canvas's undo brings it back."""
    with st.popover(
        "Open", icon=":material/folder_open:", width="stretch", on_change="rerun", key=_MENU
    ):
        titles = ["Examples", "Upload", "Random", "Blank", "Earlier"]
        gallery, upload, random, blank, earlier = st.tabs(titles)
        with gallery:
            _gallery()
        with upload:
            show_upload()
        with random:
            _random()
        with blank:
            st.write("Start with an empty canvas and one cell type.")
            st.button("New design", key="open_blank", on_click=_open_blank, type="primary")
        with earlier:
            kept.show_earlier_designs()


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


def _random() -> None:
    kind = st.segmented_control(
        "Kind",
        list(_RANDOM),
        default="scale-free",
        required=True,
        format_func=_RANDOM.__getitem__,
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


def _open_random(kind: RandomKind, n_genes: int, n_types: int, seed: int) -> None:
    try:
        grn = random_network(int(n_genes), kind=kind, n_cell_types=int(n_types), seed=int(seed))
        _open(Design(grn, positions=layout_positions(grn)))
    except (TypeError, ValueError) as error:
        session.tell(str(error), icon=":material/error:")

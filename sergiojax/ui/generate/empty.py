"""The page without cells: what it is for, and one click to cells that it can learn from."""

import math
from dataclasses import dataclass

import streamlit as st

from sergiojax.datasets import load_design
from sergiojax.grn import Design
from sergiojax.noise import TechnicalNoise
from sergiojax.ui import session, shelf
from sergiojax.ui.controls.design_name import design_name
from sergiojax.ui.generate.choose import PLACE
from sergiojax.ui.shelf import CellSet, Origin
from sergiojax.ui.stale import basis
from sergiojax.ui.visit import visit
from sergiojax.ui.work import cached
from sergiojax.ui.work.job import CancelledError

_EXAMPLE = "random-100"
_COUNTS_PER_GENE, _LEAST_COUNTS = 8, 800  # of a cell, before dropout
_CELLS = 300  # per cell type
_STEPS = (
    (":material/upload_file:", "**Cells**: real, simulated or opened, as counts."),
    (":material/model_training:", "**Train** a model of them, in seconds to minutes."),
    (":material/add:", "**New cells** of each type, as many as you want."),
    (":material/balance:", "**How alike?** On real cells that took no part in training."),
)


@dataclass
class Begun:
    """Cells that were asked for here and are not on the shelf yet.

    Attributes:
        design: What to simulate; None if nothing is under way.
    """

    design: Design | None = None


def show_empty() -> None:
    """Say what the page does, and offer cells."""
    with st.container(border=True):
        st.markdown("#### More cells like these")
        st.markdown(
            "Choose cells; a model learns what they are like and makes new ones. There are no "
            "cells yet: open a file, or simulate some."
        )
        for icon, words in _STEPS:
            st.markdown(f":primary[{icon}] {words}")
        with st.container(horizontal=True):
            example = st.button(
                "Simulate an example",
                type="primary",
                icon=":material/science:",
                key="generate_example",
                help=f"100 genes, 5 cell types of {_CELLS} cells, with technical noise.",
            )
            own = session.design()
            mine = own.grn.n_genes > 0 and st.button(
                "Simulate your design",
                icon=":material/hub:",
                key="generate_own",
                help=f"{design_name(own.grn)}, {_CELLS} cells per type, with technical noise.",
            )
    begun = visit().recall(Begun)
    if example or mine:
        begun.design = load_design(_EXAMPLE) if example else own
        _simulate(begun, goes_on=False)
    elif begun.design is not None:
        _simulate(begun, goes_on=True)


def _simulate(begun: Begun, *, goes_on: bool) -> None:
    """Simulate counts of a design; they join the shelf, and the page shows them."""
    design = begun.design
    if design is None:
        return
    try:
        noise = _mild_noise(design.grn.n_genes)
        settings = {"n_cells": _CELLS, "seed": 0, "technical_noise": noise}
        cells, name = cached.simulate(
            design, key="generate_simulate_cancel", goes_on=goes_on, **settings
        )
    except CancelledError:
        begun.design = None
        st.info("Cancelled.")
        return
    except Exception:
        begun.design = None
        raise
    is_own = design.grn.digest() == session.design().grn.digest()
    new = CellSet(
        name=f"{design_name(design.grn)}, seed 0",
        cells=cells,
        digest=name,
        origin=Origin("simulated", "simulated, custom noise", settings, design),
        made_from=basis(design.grn) if is_own else None,
        again=None,
    )
    shelf.add(new)
    shelf.add(new, place=PLACE)
    begun.design = None  # last: a run that is stopped before leaves it to the next one
    st.rerun()


def _mild_noise(n_genes: int) -> dict[str, float]:
    """Return technical noise through which cell types are still seen: about 40 % zeros."""
    library = max(_COUNTS_PER_GENE * n_genes, _LEAST_COUNTS)
    return TechnicalNoise(0.0, 0.0, 1.0, math.log(library), 0.35, 3.0, 35.0).to_dict()

"""What to learn from and what to learn: cells, their types, a model and its settings."""

from typing import Any

import streamlit as st

from sergiojax.ui import session, shelf
from sergiojax.ui.controls.cell_file import choose_matrix, show_open_file
from sergiojax.ui.generate.config_form import has_fields, show_config
from sergiojax.ui.generate.models import Offer, configuration, offers, presets_of
from sergiojax.ui.generate.understood import (
    ALL,
    MOST_GENES,
    Understood,
    type_columns,
    understand,
)
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.shell.plain import plain

PLACE = "generate"
_MODEL = "generate_model"
_FORM_HEIGHT = 320  # pixels: a long form scrolls
_PRESETS = {"laptop": "for a laptop", "paper": "as published"}


def choose_cells() -> Understood | None:
    """Choose a set of the shelf or open a file; None as long as there are no cells.

    Raises:
        ValueError: If a model cannot learn from these cells.
    """
    cell_set = shelf.choose(PLACE, label="Cells to learn from")
    show_open_file(PLACE, session.design().grn.gene_names)
    if cell_set is None:
        return None
    cell_set = choose_matrix(cell_set)
    columns = [*type_columns(cell_set.cells), ALL]
    column = columns[0]
    if len(columns) > 1:
        column = st.selectbox("Cell types are in", columns, key=f"generate_types_{cell_set.id}")
    n_genes = _choose_genes(cell_set)
    return understand(cell_set, column=None if column == ALL else column, n_genes=n_genes)


def keep_choice() -> None:
    """Stay with these cells: where nothing was chosen, new cells would take their place."""
    chosen = shelf.chosen(PLACE)
    if chosen is not None:
        shelf.add(chosen, place=PLACE)


def _choose_genes(cell_set: CellSet) -> int:
    """Ask how many genes to use, where there are many."""
    n_genes = cell_set.cells.n_vars
    if n_genes <= MOST_GENES:
        return n_genes
    entered = st.number_input(
        f"Most variable genes, of {n_genes:,}",
        10,
        n_genes,
        MOST_GENES,
        step=500,
        key=f"generate_genes_{cell_set.id}",
        help="The model learns and makes these genes alone.",
    )
    return int(entered)


def choose_model(understood: Understood) -> tuple[Any, int]:
    """Choose a model and its settings.

    Returns:
        The configuration and the seed.

    Raises:
        ValueError: If a setting does not fit.
    """
    grn, genes = session.design().grn, understood.cells.var_names.tolist()
    by_title = {offer.title: offer for offer in offers(grn, genes)}
    if st.session_state.get(_MODEL) not in by_title:  # other cells, or another network
        st.session_state.pop(_MODEL, None)
    title = st.radio(
        "Model",
        list(by_title),
        captions=[f"{offer.about} · {offer.time}" for offer in by_title.values()],
        key=_MODEL,
        persist_state="session",
    )
    offer = by_title[title or next(iter(by_title))]
    with st.expander("Advanced"):
        config = _settings(offer, genes)
        seed = st.number_input(
            "Seed",
            0,
            2**31 - 1,
            0,
            key="generate_seed",
            persist_state="session",
            help="Of the cells set aside and of the training. The same seed gives the same model.",
        )
    return config, int(seed)


def _settings(offer: Offer, genes: list[str]) -> Any:
    names = presets_of(offer)
    name = names[0]
    if len(names) > 1:
        chosen = st.segmented_control(
            "Settings to start from",
            names,
            default=name,
            required=True,
            format_func=lambda each: _PRESETS.get(each) or str(each),
            key=f"generate_preset_{offer.learner}",
        )
        name = chosen or name
    config = configuration(offer, name, session.design().grn, genes)
    key = f"generate_{offer.learner}_{name}"
    config = show_config(config, key=key, advanced=False)
    if not has_fields(config, advanced=True):
        return config
    if not st.toggle("All settings", key=f"{key}_all"):
        return config
    with st.container(height=_FORM_HEIGHT):
        return show_config(config, key=key, advanced=True)


def show_origin(understood: Understood) -> None:
    """Say in one line where the counts come from, and what was left out."""
    parts = [f"Counts from {plain(understood.matrix)}"]
    if understood.column is not None:
        parts.append(f"types from {plain(understood.column)}")
    n_used = understood.cells.n_vars
    if n_used < understood.n_genes:
        parts.append(f"the {n_used:,} most variable of {understood.n_genes:,} genes")
    st.caption(", ".join(parts) + ".")

"""The settings of a run as a form, and a first look at its cells."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import histogram_table
from sergiojax.grn import Design
from sergiojax.io import AnnData, dense
from sergiojax.noise import PROFILES, TechnicalNoise
from sergiojax.plot import chart_config, embedding, histogram
from sergiojax.ui import session, shelf
from sergiojax.ui.cells.cell_types import (
    cell_type_table,
    cells_by_type,
    check_total,
    rated_genes,
    with_cell_types,
)
from sergiojax.ui.controls.noise_profile import CLEAN, profile_label
from sergiojax.ui.stale import basis
from sergiojax.ui.work import cached
from sergiojax.ui.work.desk import CancelledError

_NOISE_TYPES = {
    "dpd": "on production and decay apart (dpd)",
    "sp": "on production (sp)",
    "spd": "one on both (spd)",
}
_CUSTOM = "Custom"


def show_settings_form(design: Design) -> bool:
    """Show the form.

    Args:
        design: The design.

    Returns:
        Whether it was submitted.
    """
    opened = session.opened()
    with st.form("simulate", border=True):
        st.markdown("**Cell types**")
        st.data_editor(
            _table(design),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            key=f"simulate_types_{session.edition()}",
            column_config={
                "Cells": st.column_config.NumberColumn(min_value=0, step=1, default=300),
                "Cell type": st.column_config.TextColumn(required=True),
            },
        )
        rates = (
            "; b is the basal rate of a gene (molecules/time)" if rated_genes(design.grn) else ""
        )
        st.caption(f"Add a line for a new cell type{rates}.")
        noise, amplitude, seed = st.columns([2, 1, 1])
        noise.selectbox(
            "Intrinsic noise",
            list(_NOISE_TYPES),
            index=_index(list(_NOISE_TYPES), session.settings().noise_type),
            format_func=_NOISE_TYPES.__getitem__,
            key=f"simulate_noise_type_{opened}",
        )
        amplitude.number_input(
            "Amplitude q",
            min_value=0.0,
            value=session.settings().noise_amplitude,
            placeholder="as designed",
            key=f"simulate_amplitude_{opened}",
            help="One amplitude for all genes. Empty: each gene's own.",
        )
        seed.number_input(
            "Seed",
            min_value=0,
            max_value=2**31 - 1,
            value=session.settings().seed,
            key=f"simulate_seed_{opened}",
            help="Equal seeds give equal cells.",
        )
        _technical_noise(opened)
        return st.form_submit_button(
            "Simulate", type="primary", icon=":material/play_arrow:", width="stretch"
        )


def run(design: Design) -> None:
    """Simulate with the form's settings and keep the cells.

    Raises:
        ValueError: If a setting makes no sense.
    """
    opened, state = session.opened(), st.session_state
    changed, n_cells = with_cell_types(design, _edited(design))
    settings = {
        "n_cells": n_cells,
        "noise_type": state[f"simulate_noise_type_{opened}"],
        "noise_amplitude": state[f"simulate_amplitude_{opened}"],
        "seed": int(state[f"simulate_seed_{opened}"]),
        "technical_noise": _chosen_noise(opened),
    }
    if changed is not design:
        session.set_design(changed)
    _simulate(settings)


def _simulate(settings: Mapping[str, Any]) -> None:
    """Simulate the present design and keep the cells; cell types that are new get cells too."""
    design = session.design()
    n_cells = cells_by_type(design.grn, settings["n_cells"])
    check_total(n_cells)
    settings = {**settings, "n_cells": n_cells}
    session.set_settings(**settings)
    try:
        adata, name = cached.simulate(design, key="simulate_cancel", **settings)
    except CancelledError:
        st.info("Cancelled. The settings are kept.")
        return
    shelf.set_cells(
        adata,
        name=name,
        origin={"source": "simulation", "design": design, **settings},
        made_from=basis(design.grn),
        again=partial(_simulate, settings),
    )


def show_first_look(adata: AnnData) -> None:
    """Show how many cells there are, where they lie, and one gene's distribution."""
    matrix = dense(adata.X)
    cells, genes, library, zeros = st.columns(4)
    cells.metric("Cells", f"{adata.n_obs:,}")
    genes.metric("Genes", f"{adata.n_vars:,}")
    library.metric("Median total", f"{float(pd.Series(matrix.sum(1)).median()):,.0f}")
    zeros.metric("Zeros", f"{float((matrix == 0).mean()):.0%}")
    empty = int((matrix.sum(1) == 0).sum())
    if empty:
        st.caption(
            f"{empty:,} of {adata.n_obs:,} cells ({empty / adata.n_obs:.1%}) have no counts."
        )
    labels = adata.obs["cell_type"].astype(str).tolist()
    telling = int(cached.log_expression(adata).var(axis=0).argmax())
    gene = st.selectbox(
        "Gene", adata.var_names, index=telling, key=f"simulate_gene_{shelf.cells_name()}"
    )
    left, right = st.columns(2)
    values = matrix[:, adata.var_names.get_loc(gene)]
    table = histogram_table(values, labels)
    figure = histogram(
        table.edges,
        table.counts,
        names=table.names,
        x_title=f"{gene} (molecules)",
        theme=session.theme(),
    )
    left.plotly_chart(
        figure, key="simulate_histogram", theme=None, config=chart_config("histogram")
    )
    points = cached.components(adata, shelf.cells_name())
    if points.shape[1] >= 2:
        coloured: dict[str, Any] = {"label": labels}
        if len(set(labels)) == 1:  # one colour for all would show nothing
            coloured = {"values": np.log1p(values), "value_title": f"log(1 + {gene})"}
        figure = embedding(
            points[:, :2], axis_titles=("PC 1", "PC 2"), theme=session.theme(), **coloured
        )
        figure.update_layout(height=380)
        right.plotly_chart(figure, key="simulate_pca", theme=None, config=chart_config("pca"))


def _table(design: Design) -> pd.DataFrame:
    return cell_type_table(design, session.settings().n_cells)


def _edited(design: Design) -> pd.DataFrame:
    """Return the table with the edits that the form holds."""
    table = _table(design).astype(object)  # an edit may hold what does not fit its column
    edits: dict[str, Any] = st.session_state[f"simulate_types_{session.edition()}"]
    for line, cells in edits.get("edited_rows", {}).items():
        for column, value in cells.items():
            table.loc[int(line), column] = value
    table = table.drop(index=[int(line) for line in edits.get("deleted_rows", [])])
    added = pd.DataFrame(edits.get("added_rows", []), columns=table.columns)
    added.index = pd.Index([f"new {line}" for line in range(len(added))])
    return pd.concat([table, added]) if len(added) else table


def _technical_noise(opened: int) -> None:
    saved = session.settings().technical_noise
    options = [CLEAN, *PROFILES, _CUSTOM]
    start = _CUSTOM if isinstance(saved, Mapping) else saved or CLEAN
    st.selectbox(
        "Technical noise",
        options,
        index=_index(options, start),
        format_func=profile_label,
        key=f"simulate_profile_{opened}",
        help="Outlier genes, library size, dropout and UMI counts, in that order.",
    )
    with st.expander("The seven parameters of custom noise"):
        names = list(PROFILES["DS1"].noise.to_dict())
        start_values = (
            dict(saved) if isinstance(saved, Mapping) else PROFILES["DS1"].noise.to_dict()
        )
        columns = st.columns(2)
        for place, name in enumerate(names):
            columns[place % 2].number_input(
                name.replace("_", " ").capitalize(),
                value=float(start_values.get(name, 0.0)),
                key=f"simulate_{name}_{opened}",
            )


def _chosen_noise(opened: int) -> Any:
    state = st.session_state
    choice = state[f"simulate_profile_{opened}"]
    if choice == CLEAN:
        return None
    if choice != _CUSTOM:
        return choice
    names = PROFILES["DS1"].noise.to_dict()
    return TechnicalNoise(**{name: state[f"simulate_{name}_{opened}"] for name in names}).to_dict()


def _index(options: list[str], value: Any) -> int:
    return options.index(value) if value in options else 0

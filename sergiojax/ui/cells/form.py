"""The settings of a simulation as a form, and the set of cells that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from sergiojax._types import Json, JsonObject
from sergiojax.grn import Design
from sergiojax.noise import PROFILES, TechnicalNoise
from sergiojax.ui import session, shelf
from sergiojax.ui.cells.cell_types import (
    cell_type_table,
    cells_by_type,
    check_total,
    rated_genes,
    with_cell_types,
)
from sergiojax.ui.controls.design_name import design_name
from sergiojax.ui.controls.noise_profile import CLEAN, profile_label
from sergiojax.ui.shelf import CellSet, Origin
from sergiojax.ui.stale import basis
from sergiojax.ui.visit import visit
from sergiojax.ui.work import cached
from sergiojax.ui.work.desk import CancelledError

_NOISE_TYPES = {
    "dpd": "on production and decay apart (dpd)",
    "sp": "on production (sp)",
    "spd": "one on both (spd)",
}
_CUSTOM = "Custom"


@dataclass(frozen=True)
class _Begun:
    """Cells that were asked for and are not on the shelf yet.

    The browser's next message stops a run that waits for them; the next run goes on.

    Attributes:
        settings: How to simulate them; None if nothing is under way.
        has_new_types: Whether the design got new cell types from the form.
    """

    settings: Mapping[str, Json] | None = None
    has_new_types: bool = False


def show_form(design: Design) -> bool:
    """Show the settings of a simulation.

    Args:
        design: The design, with at least one gene.

    Returns:
        Whether they were submitted.
    """
    opened = session.opened()
    with st.form("cells_form", border=True):
        st.markdown("**Cell types**")
        st.data_editor(
            _table(design),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            key=f"cells_types_{session.edition()}",
            column_config={
                "Cells": st.column_config.NumberColumn(min_value=0, step=1, default=300),
                "Cell type": st.column_config.TextColumn(required=True),
            },
        )
        rates = (
            "; b is the basal rate of a gene (molecules/time)" if rated_genes(design.grn) else ""
        )
        st.caption(f"Add a line for a new cell type{rates}.")
        st.selectbox(
            "Intrinsic noise",
            list(_NOISE_TYPES),
            index=_index(list(_NOISE_TYPES), session.settings().noise_type),
            format_func=_NOISE_TYPES.__getitem__,
            key=f"cells_noise_type_{opened}",
        )
        amplitude, seed = st.columns(2)
        amplitude.number_input(
            "Amplitude q",
            min_value=0.0,
            value=session.settings().noise_amplitude,
            placeholder="design's",
            key=f"cells_amplitude_{opened}",
            help="One amplitude for all genes. Empty: each gene's own.",
        )
        seed.number_input(
            "Seed",
            min_value=0,
            max_value=2**31 - 1,
            value=session.settings().seed,
            key=f"cells_seed_{opened}",
            help="The same seed gives the same cells.",
        )
        _technical_noise(opened)
        return st.form_submit_button(
            "Simulate", type="primary", icon=":material/play_arrow:", width="stretch"
        )


def run(design: Design) -> None:
    """Simulate with the form's settings; the cells join the shelf, and the page shows them.

    Raises:
        ValueError: If a setting makes no sense.
    """
    opened, state = session.opened(), st.session_state
    changed, n_cells = with_cell_types(design, _edited(design))
    settings = {
        "n_cells": n_cells,
        "noise_type": state[f"cells_noise_type_{opened}"],
        "noise_amplitude": state[f"cells_amplitude_{opened}"],
        "seed": int(state[f"cells_seed_{opened}"]),
        "technical_noise": _chosen_noise(opened),
    }
    if changed is not design:
        session.set_design(changed)
    visit().remember(_Begun(settings, has_new_types=changed is not design))
    _finish(goes_on=False)


def is_begun() -> bool:
    """Return whether a run of the page was stopped while it waited for cells."""
    return visit().recall(_Begun).settings is not None


def go_on() -> None:
    """Wait again for the cells that a run of the page was stopped at.

    Raises:
        ValueError: If a setting makes no sense.
    """
    _finish(goes_on=True)


def _finish(*, goes_on: bool) -> None:
    begun = visit().recall(_Begun)
    try:
        found = _simulate(begun.settings or {}, goes_on=goes_on)
        if found is not None:
            shelf.add(found)
    except Exception:
        visit().remember(_Begun())
        raise
    visit().remember(_Begun())  # last: a run that is stopped before leaves it to the next one
    if found is not None and begun.has_new_types:
        st.rerun()  # the table of the form shows the new cell types


def _simulate(settings: Mapping[str, Json], *, goes_on: bool = False) -> CellSet | None:
    """Simulate the current design; cell types that are new get cells too. None if cancelled."""
    design = session.design()
    n_cells = cells_by_type(design.grn, settings["n_cells"])
    check_total(n_cells)
    settings = {**settings, "n_cells": n_cells}
    session.set_settings(**settings)
    try:
        cells, digest = cached.simulate(design, key="cells_cancel", goes_on=goes_on, **settings)
    except CancelledError:
        st.info("Cancelled. The settings are kept.")
        return None
    return CellSet(
        name=f"{design_name(design.grn)}, seed {settings['seed']}",
        cells=cells,
        digest=digest,
        origin=Origin("simulated", _words(settings), settings, design),
        made_from=basis(design.grn),
        again=partial(_simulate, settings),
    )


def _words(settings: Mapping[str, Json]) -> str:
    noise = settings["technical_noise"]
    kind = "clean" if noise is None else noise if isinstance(noise, str) else "custom noise"
    return f"simulated, {kind}"


def _table(design: Design) -> pd.DataFrame:
    return cell_type_table(design, session.settings().n_cells)


def _edited(design: Design) -> pd.DataFrame:
    """Return the table with the edits that the form holds."""
    table = _table(design).astype(object)  # an edit may hold what does not fit its column
    edits: JsonObject = st.session_state[f"cells_types_{session.edition()}"]
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
        key=f"cells_profile_{opened}",
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
                key=f"cells_{name}_{opened}",
            )


def _chosen_noise(opened: int) -> str | dict[str, float] | None:
    state = st.session_state
    choice = state[f"cells_profile_{opened}"]
    if choice == CLEAN:
        return None
    if choice != _CUSTOM:
        return choice
    names = PROFILES["DS1"].noise.to_dict()
    return TechnicalNoise(**{name: state[f"cells_{name}_{opened}"] for name in names}).to_dict()


def _index(options: list[str], value: str) -> int:
    return options.index(value) if value in options else 0

"""What the person wants from the network: a list of targets, and forms to add one."""

from collections.abc import Callable
from typing import Literal, TypeAlias, TypedDict, cast

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import steady_levels
from sergiojax.grn import GRN, Parameter, feedback_loops
from sergiojax.inference import (
    Bistable,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    Ratio,
    Response,
    Target,
    level_targets,
)
from sergiojax.ui import session
from sergiojax.ui.improve.kept_targets import keep_targets, kept_targets, targets_of
from sergiojax.ui.shell.plain import plain

_ALL_TYPES = "all cell types"
_MOST_TABLE = 600  # entries
_MOST_LOOPS = 500  # looked through for a negative one


class Shared(TypedDict, total=False):
    """What every target may have, as arguments of it."""

    knockout: tuple[str, ...]
    weight: float


Asked: TypeAlias = Callable[[Shared], list[Target]]
_KINDS = {
    "Bistable": "Two stable states",
    "Oscillation": "Oscillate with a period",
    "Level": "A level",
    "Table": "A table of levels",
    "Ratio": "A ratio of two genes",
    "Marker": "Marker of one cell type",
    "Response": "Response to an input",
    "LowNoise": "Little noise",
}


def show_targets(grn: GRN) -> list[Target]:
    """Show the targets with a button to remove each, and a form to add one.

    Args:
        grn: The network; targets that name genes which it lacks are left out, and said.

    Returns:
        The targets.
    """
    kept = kept_targets()
    targets = list(targets_of(grn))
    if len(targets) < len(kept):
        lost = len(kept) - len(targets)
        what = "A target names" if lost == 1 else f"{lost} targets name"
        words = "is" if lost == 1 else "are"
        st.caption(f"{what} genes or cell types that are gone, and {words} left out.")
    for number, target in enumerate(targets):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            st.markdown(f"{number + 1}. {plain(target.sentence)}", width="stretch")
            st.button(
                ":material/close:",
                key=f"improve_remove_{number}",
                help="Remove this target",
                on_click=_remove,
                args=(target,),
                type="tertiary",
            )
    with st.expander("Add a target", expanded=not targets, icon=":material/add:"):
        _add_form(grn)
    return targets


def _remove(target: Target) -> None:
    targets = kept_targets()
    if target in targets:
        targets.remove(target)
    keep_targets(targets)


def _add_form(grn: GRN) -> None:
    kind = st.selectbox("What", list(_KINDS), format_func=_KINDS.__getitem__, key="improve_kind")
    with st.form("improve_add", border=False, enter_to_submit=False):
        asked = _FORMS[kind](grn)
        shared: Shared = {}
        if kind != "Table":
            with st.expander("In a mutant, with a weight"):
                lost = st.multiselect("Knocked out", grn.gene_names, key="improve_knockout")
                shared["knockout"] = tuple(lost)
                shared["weight"] = st.number_input("Weight", 0.01, 100.0, 1.0, key="improve_weight")
        if not st.form_submit_button("Add", icon=":material/add:", disabled=asked is None):
            return
    if asked is None:
        return
    try:
        new = asked(shared)
    except ValueError as error:
        st.error(plain(error), icon=":material/error:")
        return
    if not new:
        st.info("The table is still empty.")
        return
    keep_targets([*kept_targets(), *new])
    st.rerun()


def _gene(grn: GRN, label: str = "Gene", place: int = 0) -> str:
    names = list(grn.gene_names)
    return st.selectbox(label, names, index=min(place, len(names) - 1), key=f"improve_{label}")


def _cell_type(grn: GRN) -> str | None:
    if grn.n_cell_types == 1:
        return None
    chosen = st.selectbox("In", [_ALL_TYPES, *grn.cell_types], key="improve_in")
    return None if chosen == _ALL_TYPES else chosen


def _level(grn: GRN) -> Asked:
    gene, cell_type = _gene(grn), _cell_type(grn)
    value = st.number_input("Level (molecules)", 0.0, value=10.0, key="improve_level")
    return lambda shared: [Level(gene, value, cell_type=cell_type, **shared)]


def _table(grn: GRN) -> Asked | None:
    if grn.n_genes * grn.n_cell_types > _MOST_TABLE:
        st.info(f"The table is for up to {_MOST_TABLE} levels; add levels one by one.")
        return None
    now = steady_levels(grn, [])[0]
    st.caption(
        "Type the levels that you want (molecules); empty cells are free. Grey: current level."
    )
    if np.isnan(now).any():
        st.caption("Genes that oscillate have no current level.")
    shown = pd.DataFrame({"Gene": list(grn.gene_names)})
    for name, levels in zip(grn.cell_types, now, strict=True):
        shown[f"{name}, now"] = levels
        shown[name] = np.nan
    edited = st.data_editor(
        shown,
        hide_index=True,
        placeholder="",
        disabled=["Gene", *(f"{name}, now" for name in grn.cell_types)],
        key=f"improve_table_{grn.digest()}",
    )
    wanted = edited[list(grn.cell_types)].to_numpy(float).T
    return lambda _: list(level_targets(grn, wanted))


def _ratio(grn: GRN) -> Asked:
    gene, other, cell_type = _gene(grn), _gene(grn, "Over", 1), _cell_type(grn)
    value = st.number_input("Ratio", 0.001, value=2.0, key="improve_ratio")
    return lambda shared: [Ratio(gene, other, value=value, cell_type=cell_type, **shared)]


def _marker(grn: GRN) -> Asked | None:
    if grn.n_cell_types == 1:
        st.info("A marker needs two cell types. Add one on the Cells page.")
        return None
    gene = _gene(grn)
    cell_type = st.selectbox("High in", grn.cell_types, key="improve_marker_type")
    fold = st.number_input("Times the level of every other type", 1.01, value=4.0, key="improve_x")
    return lambda shared: [Marker(gene, cell_type, fold=fold, **shared)]


def _bistable(grn: GRN) -> Asked:
    looped = [grn.gene_names[gene] for members in grn.topology.loops for gene in members]
    genes = st.multiselect(
        "Genes that differ",
        grn.gene_names,
        default=looped[:1],
        key=f"improve_genes_{session.opened()}_{looped[:1]}",
    )
    cell_type = _cell_type(grn)
    apart = st.number_input("At least this factor apart", 1.1, value=5.0, key="improve_apart")
    return lambda shared: [Bistable(tuple(genes), apart, cell_type=cell_type, **shared)]


def _oscillation(grn: GRN) -> Asked:
    gene, cell_type = _gene(grn), _cell_type(grn)
    period = st.number_input("Period (time)", 0.01, value=6.0, key="improve_period")
    if all(loop.sign != -1 for loop in feedback_loops(grn, most=_MOST_LOOPS).loops):
        st.caption("Nothing oscillates without a negative feedback loop. Draw one first.")
    return lambda shared: [Oscillation(gene, period, cell_type=cell_type, **shared)]


def _low_noise(grn: GRN) -> Asked:
    gene, cell_type = _gene(grn), _cell_type(grn)
    names = {"fano": "Fano factor (variance / mean)", "cv": "Coefficient of variation"}
    chosen = st.selectbox(
        "Measure", list(names), format_func=names.__getitem__, key="improve_measure"
    )
    measure = cast('Literal["fano", "cv"]', chosen)
    most = st.number_input("At most", 0.001, value=1.0, key="improve_most")
    return lambda shared: [LowNoise(gene, most, measure=measure, cell_type=cell_type, **shared)]


def _response(grn: GRN) -> Asked:
    gene, cell_type = _gene(grn, place=1), _cell_type(grn)
    source = _gene(grn, "Input: the basal rate of")
    left, right = st.columns(2)
    first = left.number_input("Input from", 0.001, value=0.1, key="improve_dose_low")
    last = right.number_input("to", 0.001, value=10.0, key="improve_dose_high")
    low = left.number_input("Level at the first", 0.0, value=1.0, key="improve_low")
    high = right.number_input("at the last", 0.0, value=20.0, key="improve_high")
    dial = Parameter("basal_rate", source, cell_type)
    return lambda shared: [
        Response(gene, dial, doses=(first, last), low=low, high=high, cell_type=cell_type, **shared)
    ]


_FORMS: dict[str, Callable[[GRN], Asked | None]] = {
    "Bistable": _bistable,
    "Oscillation": _oscillation,
    "Level": _level,
    "Table": _table,
    "Ratio": _ratio,
    "Marker": _marker,
    "Response": _response,
    "LowNoise": _low_noise,
}

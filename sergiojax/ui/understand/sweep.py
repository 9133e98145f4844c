"""Shows the steady states over one parameter of the network."""

import math

import numpy as np
import streamlit as st

from sergiojax.grn import GRN, Design, Parameter, list_parameters, upstream_network
from sergiojax.kinetics import Bifurcation
from sergiojax.plot import bifurcation, chart_config
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.canvas.shown_genes import telling_gene
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.understand import dynamics

_KINDS = ("strength", "half_response", "hill_coefficient", "decay", "basal_rate")
_MOST_GENES = 30  # above, a sweep takes too long to follow a hand


def show_sweep(design: Design, cell_type: int) -> list[str]:
    """Show the level of a gene in all states over a parameter; a click sets the parameter.

    Returns:
        The gene.
    """
    grn = dynamics.one_type(design.grn, cell_type)
    left, right = st.columns([3, 2])
    opened = session.opened()
    gene = right.selectbox(
        "Gene", grn.gene_names, telling_gene(grn), key=f"understand_look_{opened}"
    )
    if grn.n_genes > _MOST_GENES:  # what is not upstream of the gene does not move it
        grn = upstream_network(grn, [gene])
    if grn.n_genes > _MOST_GENES:
        st.info(f"{plain(gene)} has more than {_MOST_GENES} genes upstream: too many to sweep.")
        return [gene]
    parameters = list_parameters(grn, _KINDS)
    suggested = _suggested(parameters)
    parameter = left.selectbox(
        "Change",
        parameters,
        index=suggested,
        format_func=lambda each: _label(each, grn),
        key=f"understand_parameter_{opened}_{len(parameters)}_{suggested}",
    )
    found = dynamics.sweep(grn, parameter)
    found = found._replace(values=np.abs(found.values))  # the size of K, whatever its sign
    column = grn.gene_names.index(gene)
    figure = bifurcation(
        found.values[found.at],
        found.expression[:, column],
        branch=found.branch,
        stable=found.stable,
        parameter=_label(parameter, grn),
        gene=gene,
        color=gene_colors(grn.gene_names, [gene])[gene],
        band=_band(found, column),
        present=abs(parameter.value(grn)),
        theme=session.theme(),
    )
    st.plotly_chart(
        figure,
        key="understand_sweep",
        theme=None,
        config=chart_config("bifurcation"),
        on_select=lambda: _take(parameter, cell_type),
        selection_mode="points",
    )
    st.caption(_words(found))
    return [gene]


def _label(parameter: Parameter, grn: GRN) -> str:
    """Return the name of a parameter; repressions have their own arrow."""
    represses = not isinstance(parameter.of, str) and (
        Parameter("strength", parameter.of).value(grn) < 0
    )
    return parameter.label.replace("→", " ⊣ " if represses else " → ")


def _suggested(parameters: tuple[Parameter, ...]) -> int:
    """Return the place of the first parameter of what is selected on the canvas, else 0."""
    chosen = session.selection()
    wanted = [tuple(edge) for edge in chosen["edges"]] + list(chosen["nodes"])
    places = [place for place, each in enumerate(parameters) if each.of in wanted]
    return places[0] if places else 0


def _take(parameter: Parameter, cell_type: int) -> None:
    """Set the parameter of the current design to the value that was clicked."""
    points = st.session_state["understand_sweep"].selection.points
    if not points:
        return
    session.take_canvas_edit()
    grn = session.design().grn
    try:
        if parameter.kind == "basal_rate":
            parameter = parameter._replace(cell_type=grn.cell_types[cell_type])
        value = math.copysign(float(points[0]["x"]), parameter.value(grn))
        changed = parameter.set(grn, value)
    except (ValueError, IndexError):
        session.tell("The parameter you swept no longer exists; nothing was changed.")
    else:
        session.take_network(changed, undo_group=f"sweep {parameter.label}")
    st.rerun()


def _band(found: Bifurcation, column: int) -> np.ndarray:
    """Return value, lowest and highest level of the oscillations."""
    low, high = found.cycle_low[:, column], found.cycle_high[:, column]
    return np.stack([found.values[found.cycle_at], low, high], axis=1)


def _words(found: Bifurcation) -> str:
    folds = ", ".join(f"{value:.3g}" for value in np.abs(found.folds))
    hopf = ", ".join(f"{value:.3g}" for value in np.abs(found.hopf))
    parts = [f"States appear or vanish at {folds}." if folds else ""]
    parts.append(f"An oscillation begins or ends at {hopf}." if hopf else "")
    text = " ".join(part for part in parts if part)
    return text or "Over this range, no state appears or vanishes."

"""Lists the states that a cell can stay in, and lets the person choose one of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.grn import Design
from sergiojax.ui import session
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.understand import dynamics
from sergiojax.ui.visit import visit

_MOST_COLUMNS = 40  # genes in the table
_CHOICE = "understand_state"


class _Choice(NamedTuple):
    """The stable state that was chosen last, of the design that was open then."""

    opened: int = 0
    row: int = 0


def show_states(design: Design, cell_type: int) -> list[str]:
    """Show steady states and cycles of a cell type.

    Returns:
        The genes to show sliders for.
    """
    points = dynamics.states(design, cell_type)
    cycles = dynamics.cycles(design, cell_type)
    names = design.grn.gene_names
    genes = _most_different(points.expression, names)
    rows = [
        {
            "State": _words(points.eigenvalues[row], stable=bool(points.stable[row])),
            "Reached by": float(points.basin[row]),
            "Slowest rate": float(np.real(points.eigenvalues[row]).max(initial=-np.inf)),
            **{names[gene]: float(points.expression[row, gene]) for gene in genes},
        }
        for row in range(len(points.stable))
    ]
    rows += [
        {
            "State": f"oscillates, period {cycles.period[row]:.3g}",
            "Reached by": float(cycles.basin[row]),
            **{names[gene]: float(cycles.high[row, gene]) for gene in genes},
        }
        for row in range(len(cycles.period))
    ]
    if not rows:
        st.info("No steady state was found. Try smaller Hill coefficients.")
        return list(names)
    st.markdown(f"**{plain(_summary(int(points.stable.sum()), len(cycles.period)))}**")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        placeholder="",
        column_config={
            "Reached by": st.column_config.ProgressColumn(
                format="percent",
                min_value=0,
                max_value=1,
                help="Share of random starts that end here.",
            ),
            "Slowest rate": st.column_config.NumberColumn(
                format="%.3f",
                help="Largest real part of the eigenvalues: below 0, disturbances die out.",
            ),
        }
        | {names[gene]: st.column_config.NumberColumn(format="%.4g") for gene in genes},
    )
    if len(cycles.period):
        st.caption("For an oscillation, the highest level of every gene is shown.")
    if len(genes) < len(names):
        st.caption(f"The {len(genes)} genes that differ most between the states are shown.")
    return list(names)


def chosen_state(design: Design, cell_type: int) -> np.ndarray | None:
    """Let the person choose among several stable states.

    Returns:
        Levels of the state (molecules); None if there is no stable one, after saying so.
    """
    points = dynamics.states(design, cell_type)
    stable = points.expression[points.stable]
    if len(stable) == 0:
        oscillates = len(dynamics.cycles(design, cell_type).period) > 0
        why = "There is no stable state here: the network oscillates."
        st.info(f"{why if oscillates else 'No stable state was found here.'} Open **States**.")
        return None
    if len(stable) == 1:
        return stable[0]
    names = design.grn.gene_names
    gene = _most_different(stable, names)[0]
    number = st.selectbox(
        "Around the state",
        range(len(stable)),
        index=_chosen_row(len(stable)),
        format_func=lambda row: f"{row + 1}: {names[gene]} = {stable[row, gene]:.3g}",
        key=_CHOICE,
        on_change=_note_choice,
    )
    return stable[min(number, len(stable) - 1)]


def state_in_view(design: Design, cell_type: int) -> np.ndarray | None:
    """Return the stable state that was chosen in a view, or the only one; None if there is none."""
    points = dynamics.states(design, cell_type)
    stable = points.expression[points.stable]
    if len(stable) == 0:
        return None
    return stable[_chosen_row(len(stable))]


def _note_choice() -> None:
    """Keep the choice as a number: where a slider moves the levels, the widget holds old words."""
    chosen = st.session_state[_CHOICE]
    if isinstance(chosen, int):
        visit().remember(_Choice(session.opened(), chosen))
    st.rerun()  # the canvas shows it, too


def _chosen_row(n_states: int) -> int:
    kept = visit().recall(_Choice)
    return min(kept.row, n_states - 1) if kept.opened == session.opened() else 0


def _most_different(levels: np.ndarray, names: Sequence[str]) -> list[int]:
    """Return the genes to list; of many, those that differ most between the states first."""
    if len(levels) == 0:
        return list(range(min(len(names), _MOST_COLUMNS)))
    spread = np.ptp(levels, axis=0) / np.maximum(levels.max(axis=0), 1e-9)
    order = np.argsort(-spread, kind="stable")
    return order.tolist() if len(names) > _MOST_COLUMNS else list(range(len(names)))


def _words(eigenvalues: np.ndarray, *, stable: bool) -> str:
    turns = bool(np.abs(np.imag(eigenvalues)).max(initial=0.0) > 1e-6)
    if stable:
        return "stable, in spirals" if turns else "stable"
    return "unstable, in spirals" if turns else "unstable"


def _summary(n_stable: int, n_cycles: int) -> str:
    states = "no stable state" if n_stable == 0 else f"{n_stable} stable states"
    states = "one stable state" if n_stable == 1 else states
    cycles = "one oscillation" if n_cycles == 1 else f"{n_cycles} oscillations"
    return f"There {'is' if n_stable <= 1 else 'are'} {states}" + (
        f"{' and' if n_stable else ', but'} {cycles}." if n_cycles else "."
    )

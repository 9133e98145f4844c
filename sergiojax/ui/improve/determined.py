"""Which numbers of the design cells could tell at all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import steady_levels
from sergiojax.grn import Design, Parameter, list_parameters
from sergiojax.inference import identifiability
from sergiojax.ui.controls.parameters import NOISE_FREE, SYMBOLS
from sergiojax.ui.shell.plain import plain

_MOST_SENTENCES = 12
_LOOSE = 50.0  # % of a number: the error above which it is hardly determined
_LEFT_OUT = (
    "The least error that any unbiased estimate can have. It leaves out what noise-free means and "
    "linear noise miss: fits to cells erred about twice as much at q = 0.5 and seven times as much "
    "at q = 1."
)


def show_determined(design: Design) -> None:
    """Show the least error that every number would have, and what only goes together."""
    grn = design.grn
    left, right = st.columns(2)
    kinds: Any = left.multiselect(
        "Unknown numbers",
        NOISE_FREE,
        default=("strength", "half_response"),
        format_func=SYMBOLS.__getitem__,
        key="improve_unknown",
    )
    n_cells = right.number_input("Cells per type", 2, 1_000_000, 300, key="improve_observed_cells")
    both = st.toggle("Variances and covariances are known too", key="improve_observed_both")
    listed = list_parameters(grn, kinds) if kinds else ()
    parameters = tuple(each for each in listed if each.value(grn) != 0)  # 0 is no unknown number
    if not parameters:
        st.info("Choose which numbers are unknown.")
        return
    if np.isnan(steady_levels(grn, [])).any():
        st.info("The network oscillates. This is about cells around a steady state only.")
        return
    observed = ("means", "covariances") if both else ("means",)
    found = identifiability(grn, parameters=parameters, observed=observed, n_cells=int(n_cells))
    for direction in found.not_determined[:_MOST_SENTENCES]:
        st.markdown(f":orange[:material/link:] {plain(direction.sentence)}")
    more = len(found.not_determined) - _MOST_SENTENCES
    if more > 0:
        st.caption(f"and {more} more groups.")
    error = 100 * np.asarray(found.standard_error)
    if not found.not_determined:
        _say_how_well(found.parameters, error)
    st.caption(_LEFT_OUT)
    if grn.topology.has_feedback:
        st.caption("With feedback there may be several states. This is about cells around one.")
    table = pd.DataFrame(
        {
            "Number": [each.label for each in found.parameters],
            "Value": found.value,
            "Least error in %": np.where(np.isfinite(error), error, np.nan),
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        column_config={
            "Value": st.column_config.NumberColumn(format="%.4g"),
            "Least error in %": st.column_config.NumberColumn(
                format="%.3g", help="Empty: not determined at all."
            ),
        },
    )


def _say_how_well(parameters: Sequence[Parameter], error: np.ndarray) -> None:
    worst = int(np.argmax(error))
    if error[worst] <= _LOOSE:
        st.success(
            f"These observations determine every number: at best within {error[worst]:.2g} %."
        )
        return
    loose, name = int(np.sum(error > _LOOSE)), plain(parameters[worst].label)
    what = "One number is" if loose == 1 else f"{loose} numbers are"
    st.warning(
        f"{what} hardly determined: off by more than {_LOOSE:.0f} %, {name} by {error[worst]:.2g} "
        "%. More cells, or variances and covariances, would tell more."
    )

"""Which parameters of the design could be learned from its cells."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import steady_levels
from sergiojax.grn import Design, Parameter, ParameterKind, list_parameters
from sergiojax.inference import identifiability
from sergiojax.ui.controls.parameters import NOISE_FREE, SYMBOLS
from sergiojax.ui.shell.plain import plain

_MOST_SENTENCES = 12
_LOOSE = 50.0  # % of a parameter: the error above which it is poorly determined
_LEFT_OUT = (
    "The smallest error that an unbiased estimate can have. It leaves out what noise-free means "
    "and linear noise miss: the errors of fits to cells were about twice as large at q = 0.5, and "
    "seven times as large at q = 1."
)


def show_determined(design: Design) -> None:
    """Show the smallest error of every parameter, and which ones only their combination fixes."""
    grn = design.grn
    left, right = st.columns(2)
    chosen = left.multiselect(
        "Unknown parameters",
        NOISE_FREE,
        default=("strength", "half_response"),
        format_func=SYMBOLS.__getitem__,
        key="improve_unknown",
    )
    n_cells = right.number_input("Cells per type", 2, 1_000_000, 300, key="improve_observed_cells")
    both = st.toggle("Variances and covariances are known too", key="improve_observed_both")
    kinds = cast("list[ParameterKind]", chosen)
    listed = list_parameters(grn, kinds) if kinds else ()
    parameters = tuple(each for each in listed if each.value(grn) != 0)  # a 0 is known to be one
    if not parameters:
        st.info("Choose which parameters are unknown.")
        return
    if np.isnan(steady_levels(grn, [])).any():
        st.info("The network oscillates. This view needs cells around a steady state.")
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
        st.caption(
            "With feedback there may be several states. This view is about cells around one."
        )
    table = pd.DataFrame(
        {
            "Parameter": [each.label for each in found.parameters],
            "Value": found.value,
            "Smallest error in %": np.where(np.isfinite(error), error, np.nan),
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        column_config={
            "Value": st.column_config.NumberColumn(format="%.4g"),
            "Smallest error in %": st.column_config.NumberColumn(
                format="%.3g", help="Empty: not determined at all."
            ),
        },
    )


def _say_how_well(parameters: Sequence[Parameter], error: np.ndarray) -> None:
    worst = int(np.argmax(error))
    if error[worst] <= _LOOSE:
        st.success(
            f"These observations determine every parameter, at best to within {error[worst]:.2g} %."
        )
        return
    loose, name = int(np.sum(error > _LOOSE)), plain(parameters[worst].label)
    what = "One parameter is" if loose == 1 else f"{loose} parameters are"
    st.warning(
        f"{what} poorly determined: off by more than {_LOOSE:.0f} %, {name} by {error[worst]:.2g} "
        "%. More cells, or variances and covariances, would help."
    )

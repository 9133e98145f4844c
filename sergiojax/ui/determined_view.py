"""Which numbers of the design cells could tell at all."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.grn import Design, list_parameters
from sergiojax.inference import identifiability
from sergiojax.ui.parameters import SYMBOLS
from sergiojax.ui.plain import plain

_KINDS = ("strength", "half_response", "hill_coefficient", "basal_rate", "decay")
_MOST_SENTENCES = 12


def determined_view(design: Design) -> None:
    """Show the standard error that every number would have, and what only goes together."""
    grn = design.grn
    left, right = st.columns(2)
    kinds: Any = left.multiselect(
        "Unknown numbers",
        _KINDS,
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
    observed = ("means", "covariances") if both else ("means",)
    found = identifiability(grn, parameters=parameters, observed=observed, n_cells=int(n_cells))
    for direction in found.not_determined[:_MOST_SENTENCES]:
        st.markdown(f":orange[:material/link:] {plain(direction.sentence)}")
    more = len(found.not_determined) - _MOST_SENTENCES
    if more > 0:
        st.caption(f"and {more} more groups.")
    if not found.not_determined:
        st.success("These observations determine every number.")
    error = 100 * np.asarray(found.standard_error)
    table = pd.DataFrame(
        {
            "Number": [each.label for each in found.parameters],
            "Value": found.value,
            "Error in %": np.where(np.isfinite(error), error, np.nan),
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "Value": st.column_config.NumberColumn(format="%.4g"),
            "Error in %": st.column_config.NumberColumn(
                format="%.3g", help="Empty: not determined at all."
            ),
        },
    )

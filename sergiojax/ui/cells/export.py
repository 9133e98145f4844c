"""Ways to take cells away: h5ad, CSV, mtx, and a script that makes them again."""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from sergiojax.io import csv_text, h5ad_bytes, mtx_zip, read_record
from sergiojax.ui.cells.genes import choose_genes
from sergiojax.ui.cells.view import View

_MOST_VALUES = 50_000_000  # of a text file: about 150 MB
_H5AD = "For scanpy and others."

_SCRIPT = '''"""Repeats a simulation of sergiojax {version}: the same settings, the same cells.

    pip install sergiojax
    python {file}
"""

import json

import sergiojax as sj

NETWORK = json.loads(r\'\'\'
{network}
\'\'\')

grn = sj.grn.design_from_dict(NETWORK).grn
adata = sj.simulate(
    grn,
{arguments}
)
sj.write_h5ad(adata, "cells.h5ad")
print(adata)
'''


def show_export(view: View) -> None:
    """Show the downloads; a file is made when its button is pressed."""
    try:
        script = repeat_script(read_record(view.adata))
    except (KeyError, ValueError):
        script = None
    with st.container(horizontal=True, vertical_alignment="center"):
        genes = choose_genes(view)
        some = len(genes) < view.adata.n_vars
        some = some and st.toggle("Save these genes alone", key="export_chosen")
    cells = view.adata[:, genes] if some else view.adata
    with st.container(horizontal=True):
        _button("AnnData (h5ad)", lambda: h5ad_bytes(cells.copy()), "cells.h5ad", _H5AD)
        too_large = _too_large(cells.n_obs * cells.n_vars)
        about = too_large or "Cells × genes and cell type."
        _button("Table (CSV)", lambda: csv_text(cells), "cells.csv", about, bool(too_large))
        cell_ranger = "Folder of Cell Ranger (mtx)"
        share = 1 - float(view.facts.zeros.mean()) / view.adata.n_vars
        too_large = _too_large(int(cells.n_obs * cells.n_vars * share))
        about = too_large or "For scanpy and Seurat."
        _button(cell_ranger, lambda: mtx_zip(cells), "cells.zip", about, bool(too_large))
        if script is not None:
            about = "Makes the same cells again."
            _button("Python script", lambda: script, "repeat_simulation.py", about)
    st.caption("Pictures: the camera at the corner of each figure saves it as SVG.")
    if script is None:
        st.caption("These cells hold no record of a simulation, so there is no script for them.")
        return
    with st.expander("The script"):
        st.code(script, language="python")


def repeat_script(record: Mapping[str, Any], *, file: str = "repeat_simulation.py") -> str:
    """Return a Python script that makes the cells of a record again.

    Args:
        record: What `read_record` returns.
        file: Name of the script, for its first lines.

    Returns:
        The script.

    Raises:
        KeyError: If the record is not complete.
    """
    arguments = {"n_cells": record["n_cells"], "seed": record["seed"], **record["settings"]}
    arguments["technical_noise"] = record["technical_noise"]
    lines = [f"    {name}={value!r}," for name, value in arguments.items() if value is not None]
    # Raw text in triple quotes: JSON escapes its own quotes, and a name cannot end the literal.
    network = json.dumps(record["network"], indent=1).replace("'", "\\u0027")
    return _SCRIPT.format(
        version=record["version"], file=file, network=network, arguments="\n".join(lines)
    )


def _too_large(n_values: int) -> str:
    """Return why a text file of so many values is not offered; "" if it is."""
    if n_values <= _MOST_VALUES:
        return ""
    return (
        f"{n_values / 1e6:,.0f} million values are too many for a text file here "
        f"({_MOST_VALUES / 1e6:,.0f} million). Save h5ad, or fewer genes."
    )


def _button(
    label: str, make: Any, file_name: str, explanation: str, is_disabled: bool = False
) -> None:
    st.download_button(
        label,
        data=make,
        file_name=file_name,
        help=explanation,
        on_click="ignore",
        key=f"export_{file_name}",
        icon=":material/download:",
        disabled=is_disabled,
    )

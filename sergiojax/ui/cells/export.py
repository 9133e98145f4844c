"""Ways to take cells away: h5ad, CSV, mtx, and a script that makes them again."""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from sergiojax.io import AnnData, csv_text, h5ad_bytes, mtx_zip, read_record

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


def show_export(adata: AnnData) -> None:
    """Show the downloads; a file is made when its button is pressed."""
    try:
        script = repeat_script(read_record(adata))
    except (KeyError, ValueError):
        script = None
    with st.container(horizontal=True):
        _button("AnnData (h5ad)", lambda: h5ad_bytes(adata), "cells.h5ad", "For scanpy and others.")
        _button("Table (CSV)", lambda: csv_text(adata), "cells.csv", "Cells × genes and cell type.")
        cell_ranger = "Folder of Cell Ranger (mtx)"
        _button(cell_ranger, lambda: mtx_zip(adata), "cells.zip", "For scanpy and Seurat.")
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


def _button(label: str, make: Any, file_name: str, explanation: str) -> None:
    st.download_button(
        label,
        data=make,
        file_name=file_name,
        help=explanation,
        on_click="ignore",
        key=f"export_{file_name}",
        icon=":material/download:",
    )

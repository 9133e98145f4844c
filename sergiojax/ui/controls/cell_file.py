"""Files of cells in the app: how they come onto the shelf, and which of their matrices is used."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.io import AnnData, CellMatrix, best_matrix, list_matrices, read_cell_table
from sergiojax.ui import shelf
from sergiojax.ui.shelf import CellSet, Origin
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.work import cached
from sergiojax.ui.work.desk import digest

_H5AD = ("h5ad", "h5", "loom")  # the last two are not read, and the sentence says what is
_TABLES = ("csv", "tsv", "txt", "gz")
_HDF5 = b"\x89HDF"  # how an HDF5 file begins, whatever it is called
_KINDS = {"counts": "counts", "expression": "levels", "scaled": "scaled, some below 0"}
_NUMBERED = "Genes that share a name have a number after it."
_HELP = (
    "h5ad, or a table with the names of the genes on one side and the cells on the other; "
    "a column of words or clusters says the cell types."
)


def show_open_file(place: str, gene_names: Sequence[str]) -> None:
    """Show a button that opens a file of cells; they join the shelf and are chosen at a place.

    Args:
        place: Where they are chosen from then on.
        gene_names: The design's genes, by which a table shows where its genes are.
    """
    key, seen, done = f"{place}_open", f"{place}_file_seen", f"{place}_file_done"
    if st.session_state.pop(done, False):
        st.session_state[key] = False  # closes the menu
    menu = st.popover(
        "Open a file", icon=":material/upload_file:", width="stretch", key=key, on_change="rerun"
    )
    with menu, guard():
        upload = st.file_uploader(
            "Cells and genes",
            type=[*_H5AD, *_TABLES],
            max_upload_size=500,
            key=f"{place}_file",
            help=_HELP,
        )
        if upload is not None and st.session_state.get(seen) != upload.file_id:
            shelf.add(read_cells(upload.name, upload.getvalue(), gene_names), place=place)
            st.session_state[seen], st.session_state[done] = upload.file_id, True
            st.rerun()


def read_cells(file: str, content: bytes, gene_names: Sequence[str] = ()) -> CellSet:
    """Return the cells of a file; of several matrices, the best is set.

    Args:
        file: Name of the file.
        content: What is in it.
        gene_names: The design's genes, by which a table shows where its genes are.

    Raises:
        ValueError: If it is not such a file, unsafe to read, or holds no expression.
    """
    if content.startswith(_HDF5) or file.lower().endswith(_H5AD):
        return _read_h5ad(file, content)
    return _read_table(file, content, gene_names)


def _read_h5ad(file: str, content: bytes) -> CellSet:
    name = digest("file", content)
    stored = cached.open_cells(name, content)
    matrices = _matrices(name, stored)
    if not matrices:
        raise ValueError("This file holds no expression: neither X nor raw nor a layer.")
    opened = CellSet(file, stored, name, _opened({"file": name}), None, None, stored)
    return _with_matrix(opened, stored, best_matrix(matrices))


def _read_table(file: str, content: bytes, gene_names: Sequence[str]) -> CellSet:
    table = read_cell_table(content, gene_names)
    genes, notes = _unique(table.genes), list(table.notes)
    if genes != table.genes:
        notes.append(_NUMBERED)
    cells = AnnData(
        X=np.asarray(table.matrix),
        obs=pd.DataFrame(table.labels, index=pd.RangeIndex(len(table.matrix)).astype(str)),
        var=pd.DataFrame(index=pd.Index(genes)),
    )
    name = digest("fit table", content, *gene_names)
    return CellSet(file, cells, name, _opened({"notes": notes}), None, None)


def _opened(settings: dict[str, Any]) -> Origin:
    return Origin("opened", "opened file", settings)


def choose_matrix(cell_set: CellSet) -> CellSet:
    """Say what was noted when the set was opened, and let the person choose its matrix.

    Args:
        cell_set: A set of the shelf, of whatever origin.

    Returns:
        The set with the matrix that was chosen.
    """
    settings, stored = cell_set.origin.settings, cell_set.stored
    for note in settings.get("notes", ()):
        st.caption(note)
    if stored is None:
        return cell_set
    matrices = _matrices(settings["file"], stored)
    if len(matrices) > 1:
        labels = {matrix.name: _label(matrix) for matrix in matrices}
        chosen = st.selectbox(
            "Matrix",
            list(labels),
            index=list(labels).index(settings["matrix"]),
            format_func=labels.__getitem__,
            key=f"matrix_{cell_set.id}",
        )
        if chosen != settings["matrix"]:
            shelf.put(cell_set, _with_matrix(cell_set, stored, chosen))
            st.rerun()  # the menu of sets, above, says how many genes the matrix has
    if list(cell_set.cells.var_names) != list(_names(stored, settings["matrix"])):
        st.caption(_NUMBERED)
    return cell_set


def _with_matrix(cell_set: CellSet, stored: AnnData, matrix: str) -> CellSet:
    """Return an opened set with another of its matrices."""
    settings = {**cell_set.origin.settings, "matrix": matrix}
    cells = cached.with_matrix(settings["file"], matrix, stored)
    return replace(
        cell_set,
        cells=cells,
        digest=digest(settings["file"], matrix),
        origin=replace(cell_set.origin, settings=settings),
    )


def _unique(names: Sequence[str]) -> list[str]:
    """Return names with a number after those that came before."""
    count: Counter[str] = Counter()
    found = []
    for name in names:
        found.append(f"{name}-{count[name]}" if count[name] else name)
        count[name] += 1
    return found


@st.cache_data(max_entries=16, show_spinner=False)
def _matrices(
    name: str,  # noqa: ARG001 (the cache's key)
    _stored: AnnData,
) -> tuple[CellMatrix, ...]:
    return list_matrices(_stored)


def _names(stored: AnnData, matrix: str) -> Any:
    raw: Any = stored.raw
    return raw.var_names if matrix == "raw" else stored.var_names


def _label(matrix: CellMatrix) -> str:
    return f"{matrix.name} · {_KINDS[matrix.kind]} · {matrix.n_genes:,} genes"

"""Files of cells in the app: how they come onto the shelf, and which of their matrices is used."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from sergiojax.io import AnnData, CellMatrix, OpenedCells, best_matrix, list_matrices, unique_names
from sergiojax.io import use_matrix as _use_matrix
from sergiojax.io.readers import to_csr
from sergiojax.ui import shelf
from sergiojax.ui.controls.dropped_files import Dropped, File, read_dropped, sets_of_files
from sergiojax.ui.shelf import CellSet, Origin
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work.background import wait_for
from sergiojax.ui.work.desk import digest
from sergiojax.ui.work.job import CancelledError

MOST_UPLOAD = 500  # MB

_PARTS = ("obs", "obsm", "obsp", "uns", "varm", "varp", "layers", "raw")  # besides X and var
_KINDS = {"counts": "counts", "expression": "levels", "scaled": "scaled, some below 0"}
_TAKES = (
    "h5ad, loom, npz, a table, Cell Ranger's h5, or its folder: drop matrix, features and barcodes "
    "together, or as a zip."
)
_HELP = (
    "What is in a file decides, not its name. A table has the names of the genes on one side and "
    "the cells on the other; a column of words or clusters says the cell types. Files above "
    f"{MOST_UPLOAD} MB: start the app with `sergiojax app --open FILE`."
)


def show_open_file(place: str, gene_names: Sequence[str]) -> None:
    """Show a button that opens files of cells; they join the shelf and are chosen at a place.

    Args:
        place: Where they are chosen from then on.
        gene_names: The design's genes, by which a table shows where its genes are.
    """
    key, seen, done = f"{place}_open", f"{place}_file_seen", f"{place}_file_done"
    n_times = st.session_state.get(f"{place}_n_files", 0)  # what was opened leaves the menu
    if st.session_state.pop(done, False):
        st.session_state[key] = False  # closes the menu
    menu = st.popover(
        "Open a file", icon=":material/upload_file:", width="stretch", key=key, on_change="rerun"
    )
    with menu, guard():
        uploads = st.file_uploader(
            "Cells and genes",
            accept_multiple_files=True,
            max_upload_size=MOST_UPLOAD,
            key=f"{place}_file_{n_times}" if n_times else f"{place}_file",
            help=_HELP,
        )
        st.caption(_TAKES)
        names = [upload.file_id for upload in uploads]
        if not names or st.session_state.get(seen) == names:
            return
        files = [File(each.name, each.getvalue()) for each in uploads]
        if _open_all(files, gene_names, place):
            st.session_state[f"{place}_n_files"] = n_times + 1
            st.session_state[done] = True
            st.rerun()
        st.session_state[seen] = names


def _open_all(files: Sequence[File], gene_names: Sequence[str], place: str) -> bool:
    """Put all sets of cells among some files on the shelf; return whether every one was read."""
    n_read = 0
    groups = sets_of_files(files)
    for group in groups:
        with guard():
            try:
                found = read_cells(group, gene_names, key=f"{place}_file_cancel")
            except CancelledError:
                st.info("Cancelled. Nothing was opened.")
                continue
            shelf.add(found, place=place)
            n_read += 1
    return n_read == len(groups)


def read_cells(group: Dropped, gene_names: Sequence[str] = (), *, key: str) -> CellSet:
    """Return the cells of one file, or of some that belong together.

    Args:
        group: What was dropped.
        gene_names: The design's genes, by which a table shows where its genes are.
        key: Widget key of the button that cancels it.

    Raises:
        ValueError: If it is no such file, unsafe to read, too large, or holds no expression.
        CancelledError: If the person cancelled it.
    """
    name = digest("file", *gene_names, *(part for file in group.files for part in file))
    opened = wait_for(name, lambda _: read_dropped(group, gene_names), key=key, goes_on=True)
    return opened_set(group.name, opened, name)


def opened_set(file: str, opened: OpenedCells, name: str) -> CellSet:
    """Return the set of an opened file; of several matrices, the best is set.

    Args:
        file: Name of the file.
        opened: What was read.
        name: Digest of the file.

    Raises:
        ValueError: If it holds no expression.
    """
    stored = opened.cells
    matrices = _matrices(name, stored)
    if not matrices:
        raise ValueError(f"{file} holds no expression: neither X nor raw nor a layer.")
    origin = Origin("opened", "opened file", {"file": name, "notes": list(opened.notes)})
    new = CellSet(file, stored, name, origin, None, None, stored)
    return _with_matrix(new, stored, best_matrix(matrices))


def choose_matrix(cell_set: CellSet) -> CellSet:
    """Say what was noted when the set was opened, and let the person choose its matrix.

    Args:
        cell_set: A set of the shelf, of whatever origin.

    Returns:
        The set with the matrix that was chosen.
    """
    settings, stored = cell_set.origin.settings, cell_set.stored
    for note in settings.get("notes", ()):
        st.caption(plain(note))
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
        st.caption("Genes that share a name have a number after it.")
    return cell_set


def _with_matrix(cell_set: CellSet, stored: AnnData, matrix: str) -> CellSet:
    """Return an opened set with another of its matrices, of which there is one copy in memory."""
    settings = {**cell_set.origin.settings, "matrix": matrix}
    cells = _use_matrix(stored, matrix, copy=False)
    return replace(
        cell_set,
        cells=_proper(cells),
        digest=digest(settings["file"], matrix),
        origin=replace(cell_set.origin, settings=settings),
    )


def _proper(cells: AnnData) -> AnnData:
    """Return cells sorted by rows, with every gene's name once."""
    matrix: Any = cells.X
    is_by_rows = getattr(matrix, "format", "csr") == "csr"
    if cells.var_names.is_unique and is_by_rows:
        return cells
    names, _ = unique_names([str(name) for name in cells.var_names])
    parts = {part: getattr(cells, part) for part in _PARTS}
    var: Any = cells.var
    return AnnData(X=to_csr(matrix), var=var.set_axis(names, axis="index"), **parts)


@st.cache_data(max_entries=64, show_spinner=False)
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

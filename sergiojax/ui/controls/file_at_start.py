"""The file that the server was started with, on the shelf of every visit."""

from dataclasses import dataclass, replace

import streamlit as st

from sergiojax.io import OpenedCells
from sergiojax.ui import shelf
from sergiojax.ui.controls.cell_file import opened_set
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.visit import visit
from sergiojax.ui.work.at_start import Opening, opening
from sergiojax.ui.work.job import told


@dataclass(frozen=True)
class _Taken:
    """Whether this visit has the file, which may be off its shelf again since."""

    is_done: bool = False


def take_file_at_start() -> None:
    """Put the file that the server was started with on the shelf, as soon as it is read."""
    begun = opening()
    if begun is None or visit().recall(_Taken).is_done or not begun.future.done():
        return
    if begun.future.exception() is None:
        try:
            shelf.add(_shared_set(begun.name, begun), place=None)
        except ValueError:
            return  # the Cells page says why
    visit().remember(_Taken(is_done=True))


def show_file_at_start() -> None:
    """Show that the file is still being read, or why it cannot be."""
    begun = opening()
    if begun is None:
        return
    if not begun.future.done():
        _watch(begun)
        return
    failure = begun.future.exception()
    if failure is not None:
        st.error(plain(told(failure)), icon=":material/error:")


@st.fragment(run_every=1.0)
def _watch(begun: Opening) -> None:
    if begun.future.done():
        st.rerun()
    st.caption(f":material/hourglass_top: {plain(begun.words)}")


@st.cache_resource(max_entries=1, show_spinner=False)
def _shared_set(
    name: str,
    _begun: Opening,
) -> CellSet:
    """Return the one set that all visits share."""
    opened: OpenedCells = _begun.future.result()
    return replace(opened_set(_begun.path.name, opened, name), is_shared=True)

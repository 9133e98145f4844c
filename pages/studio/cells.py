"""Make cells or open a file of them, see what they are like, and take them away."""

from contextlib import suppress

import streamlit as st

from sergiojax.ui import session, shelf
from sergiojax.ui.cells.chosen import choose_look, show_chosen
from sergiojax.ui.cells.export import show_export
from sergiojax.ui.cells.form import go_on, is_begun, run, show_form
from sergiojax.ui.cells.map import show_map
from sergiojax.ui.cells.view import open_view, show_figures
from sergiojax.ui.cells.views import show_genes, show_heatmap, show_quality
from sergiojax.ui.controls.cell_file import show_open_file
from sergiojax.ui.controls.file_at_start import show_file_at_start
from sergiojax.ui.controls.filled_in import show_filled_in
from sergiojax.ui.shell.guard import PageEnd, guard
from sergiojax.ui.work.cell_values import cancellable

VIEWS = {
    "Map": show_map,
    "Heatmap": show_heatmap,
    "Genes": show_genes,
    "Quality": show_quality,
    "Export": show_export,
}
LABELLED = ("Heatmap", "Genes", "Quality")

settings, figures = st.columns([5, 12], gap="medium")
submitted = False
with settings, st.container(key="cells_settings"), suppress(PageEnd):
    show_open_file(shelf.CELLS, session.design().grn.gene_names)
    show_file_at_start()
    session.require_grn()
    submitted = show_form(session.design())
with figures, guard():
    if submitted or is_begun():
        with guard():  # what cannot be simulated leaves the cells that are there
            run(session.design()) if submitted else go_on()
    chosen = show_chosen()
    if chosen is None:
        st.info(
            "There are no cells yet: choose how many you want and press **Simulate**, or open a "
            "file.",
            icon=":material/science:",
        )
        raise PageEnd
    look = choose_look(list(VIEWS))
    show_filled_in(chosen.origin.design, key="cells_filled_in")
    with shelf.shown(chosen, fades=look != "Export"), cancellable():
        view = open_view(chosen, asks=look in LABELLED)
        show_figures(view)
        VIEWS[look](view)

"""Look at cells, simulated or opened: map, heatmap, genes, quality, export."""

import streamlit as st

from sergiojax.ui import shelf
from sergiojax.ui.cells import views
from sergiojax.ui.cells.export import show_export
from sergiojax.ui.controls.cell_file import FILE_TYPES
from sergiojax.ui.controls.filled_in import show_filled_in
from sergiojax.ui.shell.guard import PageEnd, guard
from sergiojax.ui.shell.plain import plain

VIEWS = {
    "Map": views.show_map,
    "Heatmap": views.show_heatmap,
    "Genes": views.show_genes,
    "Quality": views.show_quality,
    "Export": lambda view: show_export(view.adata),
}

with st.popover("Open an h5ad file", icon=":material/upload_file:"), guard():
    upload = st.file_uploader(
        "Cells (h5ad)", type=FILE_TYPES, max_upload_size=500, key="explore_upload"
    )
    if upload is not None and st.session_state.get("explore_file") != upload.file_id:
        views.open_file(upload.name, upload.getvalue())
        st.session_state.explore_file = upload.file_id

with guard():
    views.choose_opened()
adata = shelf.cells()
if adata is None:
    st.info(
        "There are no cells yet. Simulate some, or open an h5ad file.", icon=":material/science:"
    )
    if st.button("Simulate cells", type="primary"):
        st.switch_page("pages/studio/simulate.py")
    raise PageEnd
with guard():
    st.caption(f"{adata.n_obs:,} cells × {adata.n_vars:,} genes · {plain(shelf.cells_caption())}")
    show_filled_in(shelf.cells_origin().get("design"), key="explore_filled_in")
    look = st.segmented_control(
        "View",
        list(VIEWS),
        default="Map",
        required=True,
        label_visibility="collapsed",
        key="explore_view",
    )
    with shelf.shown_cells(fades=look != "Export"):
        VIEWS[look](views.open_view(adata, shelf.cells_name()))

"""Look at cells, simulated or opened: map, heatmap, genes, quality, export."""

import streamlit as st

from sergiojax.ui import explore_panel, session
from sergiojax.ui.cell_file import FILE_TYPES
from sergiojax.ui.export_panel import show_export
from sergiojax.ui.filled_in import show_filled_in
from sergiojax.ui.guard import PageEnd, guard
from sergiojax.ui.plain import plain

VIEWS = {
    "Map": explore_panel.show_map,
    "Heatmap": explore_panel.show_heatmap,
    "Genes": explore_panel.show_genes,
    "Quality": explore_panel.show_quality,
    "Export": lambda view: show_export(view.adata),
}

with st.popover("Open an h5ad file", icon=":material/upload_file:"), guard():
    upload = st.file_uploader(
        "Cells (h5ad)", type=FILE_TYPES, max_upload_size=500, key="explore_upload"
    )
    if upload is not None and st.session_state.get("explore_file") != upload.file_id:
        explore_panel.open_file(upload.name, upload.getvalue())
        st.session_state.explore_file = upload.file_id

with guard():
    explore_panel.choose_opened()
adata = session.cells()
if adata is None:
    st.info(
        "There are no cells yet. Simulate some, or open an h5ad file.", icon=":material/science:"
    )
    if st.button("Simulate cells", type="primary"):
        st.switch_page("pages/studio/simulate.py")
    raise PageEnd
with guard():
    st.caption(f"{adata.n_obs:,} cells × {adata.n_vars:,} genes · {plain(session.cells_caption())}")
    show_filled_in(session.cells_origin().get("design"), key="explore_filled_in")
    look = st.segmented_control(
        "View",
        list(VIEWS),
        default="Map",
        required=True,
        label_visibility="collapsed",
        key="explore_view",
    )
    with session.shown_cells(fades=look != "Export"):
        VIEWS[look](explore_panel.open_view(adata, session.cells_name()))

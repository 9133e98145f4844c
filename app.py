"""The web app: page config and navigation. `sergiojax app` starts it, by way of `serve.py`."""

from pathlib import Path

import streamlit as st

from sergiojax.ui import kept, session
from sergiojax.ui.connection import watch_connection
from sergiojax.ui.controls.file_at_start import take_file_at_start
from sergiojax.ui.graph_editor import load_library
from sergiojax.ui.page_change import keep_clicks
from sergiojax.ui.work import warm

CELLS = "pages/studio/cells.py"
FORMER = ("simulate", "explore")  # addresses of pages that became the Cells page


def to_cells() -> None:
    """Lead from a former address to the Cells page."""
    st.switch_page(CELLS)


st.set_page_config(
    page_title="sergiojax",
    page_icon=str(Path(__file__).parent / "assets" / "icon.png"),
    layout="wide",
)
pages = [
    st.Page("pages/studio/design.py", title="Design", icon=":material/hub:", default=True),
    st.Page("pages/studio/understand.py", title="Understand", icon=":material/lightbulb:"),
    st.Page("pages/studio/compare.py", title="Compare", icon=":material/compare_arrows:"),
    st.Page("pages/studio/improve.py", title="Improve", icon=":material/auto_fix_high:"),
    st.Page(CELLS, title="Cells", icon=":material/scatter_plot:"),
    st.Page("pages/studio/generate.py", title="Generate", icon=":material/model_training:"),
    *(st.Page(to_cells, title=name, url_path=name, visibility="hidden") for name in FORMER),
]
st.html("<style>.stMainBlockContainer { padding-top: 4rem; }</style>")  # room for the canvas
page = st.navigation(pages, position="top")
keep_clicks()
warm.start()
session.start()
take_file_at_start()
kept.restore()
if kept.is_awaited():
    kept.show_skeleton()
else:
    session.run_page(page)
# Below the page, because elements without height still keep a distance to what follows.
load_library()
watch_connection()
kept.keep()

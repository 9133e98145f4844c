"""The server of the app: `sergiojax app` starts it. It refuses other sites and stops at once."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from sergiojax.ui.server import PROTECTION, end_at_once
from sergiojax.ui.work.at_start import opening

# Until `st.navigation` has run once, Streamlit takes `pages` for its older scheme of pages, and the
# first visit to any other address than the start would say "Page not found".
PagesManager.uses_pages_directory = False

opening()  # begins to read what `sergiojax app --open` names, before the first visit
app = st.App("app.py", middleware=PROTECTION, lifespan=end_at_once)

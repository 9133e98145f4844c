"""The server of the app: `sergiojax app` starts it. It refuses other sites and stops at once."""

import streamlit as st

from sergiojax.ui.server import PROTECTION, end_at_once

app = st.App("app.py", middleware=PROTECTION, lifespan=end_at_once)

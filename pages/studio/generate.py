"""Learn from cells what they are like, make new ones, and see how alike they are."""

import streamlit as st

from sergiojax.ui.generate.panel import show_result, show_settings
from sergiojax.ui.shell.guard import guard

settings, result = st.columns([5, 12], gap="medium")
with settings:
    understood = show_settings()
with result, guard():
    show_result(understood)

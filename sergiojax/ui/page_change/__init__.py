"""Repeats page-link clicks that Streamlit loses, and asks again for a page that it cleared."""

from streamlit.components.v2 import component

from sergiojax.ui._assets import read_assets

_mount = component("sergiojax.page_change", js=read_assets(__name__, "frontend/again.js"))


def keep_clicks() -> None:
    """Repeat clicks on page links that Streamlit lost; call it in `app.py`, before the page.

    It shows nothing.
    """
    _mount(key="page_change")

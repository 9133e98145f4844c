"""Sees to it that a click on a link to another page of the app leads there."""

from streamlit.components.v2 import component

from sergiojax.ui._assets import read_assets

_mount = component("sergiojax.page_change", js=read_assets(__name__, "frontend/again.js"))


def keep_clicks() -> None:
    """Repeat clicks on links that Streamlit lost; call it in `app.py`, before the page.

    It shows nothing.
    """
    _mount(key="page_change")

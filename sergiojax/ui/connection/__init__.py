"""Tells the user when the server does not answer, and that the browser keeps what is drawn."""

from streamlit.components.v2 import component

from sergiojax.ui._assets import read_assets

_mount = component(
    "sergiojax.connection",
    html=read_assets(__name__, "frontend/connection.html"),
    css=read_assets(__name__, "frontend/connection.css"),
    js=read_assets(__name__, "frontend/connection.js"),
)


def watch_connection() -> None:
    """Show a line above the page as long as the server is away; call it in `app.py`.

    Streamlit's own dialog, which asks about the internet and would cover the drawing, is closed.
    """
    _mount(key="connection", on_again_change=_ignore)


def _ignore() -> None:
    """Stand in for a missing callback: CCv2 ignores state keys that have none."""

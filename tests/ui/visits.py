"""Looks into a visit of the app without a browser."""

from streamlit.testing.v1 import AppTest

from sergiojax.ui.visit import Visit


def visit_of(app: AppTest) -> Visit:
    """Return what the app knows of its visit; what a test changes there, the next run finds."""
    return app.session_state["visit"]

"""Looks into a visit of the app without a browser."""

import time

from streamlit.testing.v1 import AppTest

from sergiojax.ui.visit import Visit


def visit_of(app: AppTest) -> Visit:
    """Return what the app knows of its visit; what a test changes there, the next run finds."""
    return app.session_state["visit"]


def settled(app: AppTest) -> AppTest:
    """Run the app until no background work is under way; nothing may go wrong meanwhile."""
    for _ in range(300):
        assert not app.exception
        assert not app.error
        if not any(button.label == "Cancel" for button in app.button):
            return app
        time.sleep(0.1)
        app.run()
    raise AssertionError("The work does not end.")

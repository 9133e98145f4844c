"""The choice of a technical noise profile where a view simulates cells of its own."""

from typing import Any

from sergiojax.noise import PROFILES

CLEAN = "None: clean expression"


def choose_profile(place: Any, *, key: str) -> str | None:
    """Let the person choose a published profile; None is no technical noise.

    Args:
        place: Where to show it.
        key: Widget key; the choice survives leaving the page.
    """
    chosen = place.selectbox(
        "Technical noise", [CLEAN, *PROFILES], key=key, persist_state="session"
    )
    return None if chosen == CLEAN else chosen

"""Technical noise profiles in the words of a menu, and the choice of one for cells of a view."""

from collections.abc import Mapping
from typing import Any

from sergiojax.noise import PROFILES

CLEAN = "Off: clean expression"

ABOUT: Mapping[str, str] = {
    "DS1": "100 genes, 9 types, 83 % zeros",
    "DS2": "400 genes, 9 types, 81 % zeros",
    "DS3": "1,200 genes, 9 types, 81 % zeros, Illumina",
    "DS4": "10x Chromium, library size 403",
    "DS5": "10x Chromium, library size 403",
    "DS6": "10x Chromium, library size 90",
    "DS7": "Drop-seq, library size 81",
    "DS8": "Smart-seq, library size 49,021",
    "DS13": "differentiation, library size 37",
    "DS14": "differentiation, library size 148",
}
"""What is known of a profile's data set: genes, cell types and zeros where its network is published
(DS1 to DS3 of SERGIO), else the protocol and the median library size before dropout (molecules)."""


def profile_label(name: str) -> str:
    """Return a profile's name with what is known of it; other choices stay as they are."""
    return f"{name}: {ABOUT[name]}" if name in ABOUT else name


def choose_profile(place: Any, *, key: str) -> str | None:
    """Let the person choose a published profile; None is no technical noise.

    Args:
        place: Where to show it.
        key: Widget key; the choice survives leaving the page.
    """
    chosen = place.selectbox(
        "Technical noise",
        [CLEAN, *PROFILES],
        format_func=profile_label,
        key=key,
        persist_state="session",
    )
    return None if chosen == CLEAN else chosen

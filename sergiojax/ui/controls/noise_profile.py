"""Technical noise profiles in the words of a menu, and the choice of one for cells of a view."""

import math
from collections.abc import Mapping
from typing import Any

from sergiojax.noise import PROFILES

CLEAN = "Off: clean expression"

ABOUT: Mapping[str, str] = {
    "DS1": "100 genes, 9 types, 83 % zeros",
    "DS2": "400 genes, 9 types, 81 % zeros",
    "DS3": "1,200 genes, 9 types, 81 % zeros, Illumina",
    "DS4": "10x Chromium",
    "DS5": "10x Chromium",
    "DS6": "10x Chromium",
    "DS7": "Drop-seq",
    "DS8": "Smart-seq",
    "DS13": "differentiation",
    "DS14": "differentiation",
}
"""What is known about a profile's data set: genes, cell types and zeros where its network is
published (DS1 to DS3 of SERGIO), else the kind of experiment."""


def profile_label(name: str) -> str:
    """Return a profile's name with what is known about it; other choices stay unchanged.

    Without a network to count zeros in, two of its parameters stand for them: the median library
    size before dropout (molecules) and the percentile at which dropout takes half of the entries.
    """
    if name not in ABOUT:
        return name
    noise, about = PROFILES[name].noise, ABOUT[name]
    if "zeros" not in about:
        about += f", library size {math.exp(noise.library_mean):,.0f}"
        about += f", dropout percentile {noise.dropout_percentile:g}"
    return f"{name}: {about}"


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

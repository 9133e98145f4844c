"""Colours: one per label, the same in every figure, and scales for numbers.

All of them can be distinguished with deficient colour vision, on white and on the dark page.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain, cycle, islice
from typing import TypeAlias

import numpy as np
from jaxtyping import Shaped
from plotly.colors import cmocean, hex_to_rgb

from sergiojax.plot._theme import Theme

Labels: TypeAlias = Sequence[str] | Shaped[np.ndarray, " cells"]
"""One label per cell, such as its cell type."""

PALETTE = (
    # Six of Okabe and Ito; their yellow vanishes on white, their black on the dark page.
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"),
    # Each the colour farthest from all before it, in OKLab, under normal vision and the three
    # deficiencies, among calm ones with a contrast of at least 2.3 to both pages.
    *("#784B4B", "#964B87", "#96B478", "#5A785A", "#7887D2"),
    *("#5A5A00", "#B4964B", "#966987", "#D296A5", "#78873C"),
)
"""Colours of labels, the easiest to distinguish first."""

_DIVERGING: Mapping[Theme, tuple[str, ...]] = {
    "light": ("#003F63", "#0072B2", "#8DBBD6", "#F4F6F8", "#ECAE86", "#D55E00", "#7A3600"),
    "dark": ("#BFE1F6", "#56B4E9", "#2C5D7A", "#18212B", "#7A5316", "#E69F00", "#F9DDA3"),
}


def color_of(
    labels: Labels,
    *,
    known: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Give every label a colour.

    The colours depend on the set of labels, not on their order. Figures that show only some
    labels are given the colours of all of them; where labels come and go, as in a network that is
    being drawn, `known` keeps the colours of those that stay.

    Args:
        labels: Labels; repeated ones count once.
        known: Colours that labels already have. Those of labels that are gone are free again.

    Returns:
        Colour by label: known labels first in the order of `known`, then the others as they come.

    Source:
        Okabe and Ito (2008), Color Universal Design.
    """
    present = dict.fromkeys(np.asarray(labels, str).tolist())
    kept = {name: color for name, color in (known or {}).items() if name in present}
    new = [name for name in present if name not in kept]
    taken = set(kept.values())
    free = [color for color in PALETTE if color not in taken]
    following = islice(chain(free, cycle(PALETTE)), len(new))
    by_name = dict(zip(sorted(new, key=_natural), following, strict=True))
    return kept | {name: by_name[name] for name in new}


def translucent(color: str, opacity: float) -> str:
    """Return a hexadecimal colour with an opacity between 0 and 1."""
    red, green, blue = hex_to_rgb(color)
    return f"rgba({red},{green},{blue},{opacity:g})"


def sequential_scale(theme: Theme) -> list[str]:
    """Return a perceptually uniform scale; high values stand out from the page in both themes.

    Source:
        cmocean's "deep": Thyng et al. (2016), Oceanography 29(3), 9-13.
    """
    # The end that is nearly the page's own colour goes.
    return cmocean.deep[1:] if theme == "light" else cmocean.deep[-2::-1]


def diverging_scale(theme: Theme) -> list[str]:
    """Return a scale for signed values: blue below 0, the page's own shade at 0, orange above."""
    return list(_DIVERGING[theme])


def _natural(name: str) -> tuple[list[tuple[int, str]], str]:
    """Sort by the numbers in a name, so that type_10 comes after type_2."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], name

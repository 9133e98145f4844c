"""Gives genes their colours: the same on every page, and never the same to two drawn genes."""

from collections.abc import Sequence

from sergiojax.plot import PALETTE, color_of
from sergiojax.ui.visit import visit


def gene_colors(names: Sequence[str], drawn: Sequence[str]) -> dict[str, str]:
    """Return the colours of the genes that a figure draws.

    A gene that joins a network leaves the colours of the others alone. Those of more genes than
    there are colours would repeat, so there only drawn ones count.

    Args:
        names: All genes of the network.
        drawn: Those of the figure.
    """
    if len(names) > len(PALETTE):
        return color_of(drawn)
    here = visit()
    here.colors = color_of(names, known=here.colors)
    return here.colors

"""One look for all figures: quiet axes, no background of their own, the app's font and inks.

The paper is transparent, so that a figure sits on the page in light and in dark. Streamlit must
not repaint it: pass `theme=None` to `st.plotly_chart`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, TypeAlias

import plotly.graph_objects as go

from sergiojax.plot._names import as_text

Theme: TypeAlias = Literal["light", "dark"]
"""The page that a figure is drawn for."""

Trace: TypeAlias = dict[str, Any]
"""A trace of Plotly, with its type."""

Part: TypeAlias = dict[str, Any]
"""Another part of a figure: an axis, a line, words, a colour bar, what traces share."""

_TRANSPARENT = "rgba(0,0,0,0)"
_FONT = '"Source Sans", "Source Sans Pro", sans-serif'

# The colours of .streamlit/config.toml. Quiet ink has a contrast of 5:1 or more.
_INK: Mapping[Theme, str] = {"light": "#0B131A", "dark": "#E6EBF0"}
_QUIET_INK: Mapping[Theme, str] = {"light": "#56616B", "dark": "#A3AFBA"}
_GRID: Mapping[Theme, str] = {"light": "#E8EDF2", "dark": "#1E2933"}
_PAGE: Mapping[Theme, str] = {"light": "#FFFFFF", "dark": "#0B1118"}
_GHOST: Mapping[Theme, str] = {"light": "#B4BDC6", "dark": "#55626F"}


def page_color(theme: Theme) -> str:
    """Return the colour of the page, for gaps."""
    return _PAGE[theme]


def text_color(theme: Theme) -> str:
    """Return the colour of text."""
    return _INK[theme]


def quiet_color(theme: Theme) -> str:
    """Return the colour of what stays in the background, and can still be read."""
    return _QUIET_INK[theme]


def ghost_color(theme: Theme) -> str:
    """Return the grey of earlier results."""
    return _GHOST[theme]


def new_figure(
    traces: Sequence[Trace], theme: Theme, *, height: int, uirevision: str, **layout: Any
) -> go.Figure:
    """Return a figure in the common look.

    Everything goes into one call, in dictionaries: a figure follows a slider, and Plotly's
    subplots, updates and trace objects take several times as long.

    Args:
        traces: What to draw, back to front.
        theme: The page that it is drawn for.
        height: Height (pixels); the width is that of the page.
        uirevision: Zoom and hidden legend entries are kept while this stays the same.
        **layout: Axes and other parts of the layout; titles of axes are in sentence case, with
            the unit.
    """
    common = {"template": _template(theme), "height": height, "uirevision": uirevision}
    return go.Figure(as_text(list(traces)), common | as_text(layout))


def color_bar(title: str, theme: Theme) -> Part:
    """Return a slim colour bar for values with this title."""
    return {
        "title": {"text": title, "side": "right", "font": {"size": 13, "color": _INK[theme]}},
        "tickfont": {"size": 12, "color": _QUIET_INK[theme]},
        "thickness": 10,
        "outlinewidth": 0,
        "nticks": 5,
        "x": 1.01,
        "xpad": 4,
    }


def chart_config(filename: str = "sergiojax") -> dict[str, Any]:
    """Return Plotly's settings for a figure on a page or in an HTML file.

    The camera button saves a vector picture; nothing is sent to Plotly's servers.

    Args:
        filename: Name of the saved picture, without suffix.
    """
    return {
        "displaylogo": False,
        "showSendToCloud": False,
        "responsive": True,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        "toImageButtonOptions": {"format": "svg", "filename": filename, "scale": 2},
    }


@cache
def _template(theme: Theme) -> go.layout.Template:
    ink, quiet, grid = _INK[theme], _QUIET_INK[theme], _GRID[theme]
    axis = {
        "automargin": True,
        "gridcolor": grid,
        "linecolor": grid,
        "zeroline": False,
        "ticks": "",
        "nticks": 7,
        "showspikes": False,  # Plotly backs them with white where the paper is transparent
        "tickfont": {"size": 12, "color": quiet},
        "title": {"font": {"size": 13}, "standoff": 10},
    }
    return go.layout.Template(
        layout={
            "font": {"family": _FONT, "size": 13, "color": ink},
            "paper_bgcolor": _TRANSPARENT,
            "plot_bgcolor": _TRANSPARENT,
            # The axes and the legend widen the margins by what they need.
            "margin": {"l": 8, "r": 12, "t": 12, "b": 8, "pad": 0},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1.02,
                "yanchor": "bottom",
                "font": {"size": 12},
                "itemsizing": "constant",
                "bgcolor": _TRANSPARENT,
            },
            "hoverlabel": {
                "bgcolor": _PAGE[theme],
                "bordercolor": quiet,
                "font": {"family": _FONT, "size": 12, "color": ink},
            },
            "modebar": {"bgcolor": _TRANSPARENT, "color": quiet, "activecolor": ink},
            "annotationdefaults": {"font": {"size": 13, "color": ink}, "showarrow": False},
        }
    )

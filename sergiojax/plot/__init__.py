"""Figures from arrays. They compute nothing, and neither show nor save themselves.

On a Streamlit page: `st.plotly_chart(figure, theme=None, config=chart_config("name"))`.
"""

from sergiojax.plot._bars import bars
from sergiojax.plot._bifurcation import bifurcation
from sergiojax.plot._cells import embedding, gene_pair
from sergiojax.plot._colors import PALETTE, color_of, sequential_scale
from sergiojax.plot._dose_response import dose_response
from sergiojax.plot._heatmap import heatmap
from sergiojax.plot._histogram import histogram, library_size, zeros
from sergiojax.plot._loss import loss_curve
from sergiojax.plot._matrix import matrix
from sergiojax.plot._network_svg import network_svg
from sergiojax.plot._paired_courses import paired_courses
from sergiojax.plot._phase_plane import STARTS, phase_plane
from sergiojax.plot._theme import Theme, chart_config
from sergiojax.plot._time_course import time_course
from sergiojax.plot._training import new_among_real, training_curve
from sergiojax.plot._violin import violin
from sergiojax.plot._volcano import volcano

__all__ = [
    "PALETTE",
    "STARTS",
    "Theme",
    "bars",
    "bifurcation",
    "chart_config",
    "color_of",
    "dose_response",
    "embedding",
    "gene_pair",
    "heatmap",
    "histogram",
    "library_size",
    "loss_curve",
    "matrix",
    "network_svg",
    "new_among_real",
    "paired_courses",
    "phase_plane",
    "sequential_scale",
    "time_course",
    "training_curve",
    "violin",
    "volcano",
    "zeros",
]

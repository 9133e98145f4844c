"""The cells to learn from, as they were understood: figures, types, and a map."""

import numpy as np
import streamlit as st

from sergiojax import plot
from sergiojax.plot import chart_config, color_of
from sergiojax.ui import session
from sergiojax.ui.generate.choose import show_origin
from sergiojax.ui.generate.places import Places, places_of
from sergiojax.ui.generate.understood import SHARE, Understood

_FEW = 10  # cells of a type, below which little can be learned of it


def show_summary(understood: Understood) -> None:
    """Show how many cells, genes and types there are, and where the cells lie."""
    cells, types = understood.cells, understood.types
    total = np.asarray(understood.counts.sum(1)).ravel()
    zeros = 1 - _stored(understood.counts) / (cells.n_obs * cells.n_vars)
    figures = [
        f"**{cells.n_obs:,}** cells",
        f"**{cells.n_vars:,}** genes",
        f"**{len(types):,}** cell type{'s' * (len(types) > 1)}",
        f"median total **{np.median(total):,.0f}**",
        f"**{zeros:.0%}** zeros",
    ]
    if understood.n_empty:
        figures.append(f"**{understood.n_empty:,}** cells without counts")
    with st.container(horizontal=True, gap="medium"):
        for figure in figures:
            st.markdown(figure, width="content")
    show_origin(understood)
    theme, labels = session.theme(), list(types)
    colors = color_of(labels)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        places = _places(understood.digest, understood)
        figure = plot.embedding(
            places.real,
            label=places.label,
            axis_titles=("PC 1", "PC 2"),
            colors=colors,
            theme=theme,
        )
        figure.update_layout(showlegend=False, height=420)  # the bars are the legend
        st.plotly_chart(figure, key="generate_map", theme=None, config=chart_config("map"))
    with right:
        sizes = np.array(list(types.values()), float)
        figure = plot.bars(sizes, names=labels, title="Cells", colors=colors, theme=theme)
        st.plotly_chart(figure, key="generate_types", theme=None, config=chart_config("types"))
        _say_what_is_set_aside(understood)


def _say_what_is_set_aside(understood: Understood) -> None:
    n_cells = understood.cells.n_obs
    st.caption(
        f"{SHARE:.0%} of the cells, {round(SHARE * n_cells):,} in all, are set aside before "
        "training, every type in proportion. They take part in nothing but the comparison "
        "*How alike?*"
    )
    few = [name for name, n in understood.types.items() if n < _FEW]
    if few:
        names = ", ".join(few[:3]) + (f" and {len(few) - 3} more" if len(few) > 3 else "")
        st.caption(f"Little can be learned of types with fewer than {_FEW} cells: {names}.")


@st.cache_data(max_entries=4, show_spinner=False)
def _places(
    name: str,  # noqa: ARG001 (the cache's key)
    _understood: Understood,
) -> Places:
    return places_of(_understood.cells)


def _stored(counts: object) -> int:
    """Return how many entries are not 0."""
    count = getattr(counts, "count_nonzero", None)
    return int(count() if count is not None else np.count_nonzero(np.asarray(counts)))

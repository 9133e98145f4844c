"""Dose series: the levels of genes against the size of one perturbation, the others fixed."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import streamlit as st

from sergiojax.analysis import PSEUDOCOUNT
from sergiojax.grn import Design
from sergiojax.plot import chart_config, dose_response
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.compare import perturbed
from sergiojax.ui.compare.changes import as_perturbation, gene_changes
from sergiojax.ui.compare.mutant import chosen_cell_type
from sergiojax.ui.settings import ChangeKind, GeneChange

_DOSES = 25
_MOST_LINES = 6
_MOVED = 0.01  # log2 fold change


class _Series(NamedTuple):
    """What is swept.

    Attributes:
        title: Name for the person, which is the title of the axis too.
        logarithmic: Whether doses are spread by their logarithm.
    """

    title: str
    logarithmic: bool


_SERIES: Mapping[ChangeKind, _Series] = {
    "knockdown": _Series("Share of production lost", logarithmic=False),
    "overexpression": _Series("Factor on production", logarithmic=True),
    "clamp": _Series("Level held (molecules)", logarithmic=False),
}


def show_dose(design: Design) -> None:
    """Show the noise-free level of some genes against the dose of one perturbation."""
    names = list(design.grn.gene_names)
    changes, _ = gene_changes(design)
    known = {each.gene: each for each in changes}
    first, second, third = st.columns([2, 2, 3])
    with first:
        gene = _choose_gene(names, suggested=[*known, *session.selection()["nodes"], *names][0])
    own = known.get(gene)
    with second:
        kind = _choose_kind(own)
    doses, levels = _sweep(design, gene, kind)
    with third:
        shown = _choose_shown(names, levels, gene, key=f"{session.opened()}_{hash((gene, kind))}")
    if not shown:
        st.info("Choose a gene to show.")
        return
    figure = dose_response(
        doses,
        levels[:, [names.index(name) for name in shown]],
        gene_names=shown,
        dose_title=f"{_SERIES[kind].title}: {gene}",
        present=own.value if own and own.kind == kind else None,
        logarithmic=_SERIES[kind].logarithmic,
        colors=gene_colors(names, shown),
        theme=session.theme(),
    )
    st.plotly_chart(figure, key="compare_doses", theme=None, config=chart_config("doses"))
    _explain(design, others_held=any(name != gene for name in known))
    if np.isnan(levels).any():
        st.caption("Nothing is drawn where the network oscillates.")


def _choose_gene(names: list[str], *, suggested: str) -> str:
    return st.selectbox(
        "Perturb",
        names,
        index=names.index(suggested),
        key=f"compare_dose_gene_{session.opened()}_{suggested}_{len(names)}",
    )


def _choose_kind(own: GeneChange | None) -> ChangeKind:
    return st.selectbox(
        "Dose",
        list(_SERIES),
        index=list(_SERIES).index(own.kind) if own else 0,
        format_func=lambda kind: _SERIES[kind].title,
        key=f"compare_dose_kind_{own and own.kind}",
    )


def _choose_shown(names: list[str], levels: np.ndarray, gene: str, *, key: str) -> list[str]:
    """Let the person choose the genes to draw: by default those that the dose changes most."""
    logs = np.log2(levels + PSEUDOCOUNT)
    moved = np.fmax.reduce(logs) - np.fmin.reduce(logs)  # what oscillates is left out
    moved = np.nan_to_num(moved)
    order = np.argsort(-moved, kind="stable")[:_MOST_LINES].tolist()
    most = [place for place in order if moved[place] > _MOVED] or [names.index(gene)]
    return st.multiselect(
        "Genes to show",
        names,
        default=[names[place] for place in most],
        max_selections=12,
        key=f"compare_dose_genes_{key}_{len(names)}",
    )


def _explain(design: Design, *, others_held: bool) -> None:
    if others_held:
        st.caption("The other changes stay as they are.")
    if design.grn.topology.has_feedback:
        st.caption(
            "Every dose is followed from the same start to its steady state. For all states over a "
            "parameter, see **Sweep** on the Understand page."
        )


def _sweep(design: Design, gene: str, kind: ChangeKind) -> tuple[np.ndarray, np.ndarray]:
    """Return doses and noise-free levels `(doses, genes)` of the chosen cell type."""
    cell_type = chosen_cell_type(design)
    changes, _ = gene_changes(design)
    held = [each for each in changes if each.gene != gene]
    if kind == "knockdown":
        doses = np.linspace(0.0, 1.0, _DOSES)
    elif kind == "overexpression":
        doses = np.geomspace(1 / 16, 16, _DOSES)
    else:
        wild = perturbed.levels(design, [])[0, cell_type, design.grn.gene_names.index(gene)]
        doses = np.linspace(0.0, 3 * max(1.0, float(np.nan_to_num(wild))), _DOSES)
    asked = [as_perturbation([*held, GeneChange(gene, kind, dose)]) for dose in doses.tolist()]
    return doses, perturbed.levels(design, asked)[1:, cell_type]

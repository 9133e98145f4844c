"""Compares a mutant with its wild type: time courses, and the genes that change most."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from sergiojax._types import Initial
from sergiojax.grn import Design
from sergiojax.plot import chart_config, paired_courses, time_course
from sergiojax.simulation import Perturbation
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.canvas.shown_genes import deciding_part, shown_genes
from sergiojax.ui.compare import perturbed
from sergiojax.ui.compare.changes import as_perturbation, gene_changes
from sergiojax.ui.controls.starts import STARTS
from sergiojax.ui.graph_editor import MAX_NODES, Emphasis
from sergiojax.ui.settings import GeneChange
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work import cached

MOST_COURSES = 6  # two lines each
_MOST_LISTED = 5
_PATIENCE = "Following cells …"  # the first course of a size is compiled
_FULL_COLOUR = 2.0  # log2 fold change
_STARTS: tuple[Initial, ...] = ("steady_state", "off", "random")
_DURATIONS = (5.0, 10.0, 25.0, 50.0, 100.0, 200.0)


class Setting(NamedTuple):
    """The settings of a time course.

    Attributes:
        duration: Length (time).
        start: Levels at the start.
        begins: Moment at which the perturbation begins (time), 0 for at once.
        cell_type: Index of the cell type that is drawn.
    """

    duration: float
    start: Initial
    begins: float
    cell_type: int


def chosen_cell_type(design: Design) -> int:
    """Return the index of the cell type that was last chosen on the page."""
    name = st.session_state.get("compare_cell_type")
    types = design.grn.cell_types
    return types.index(name) if name in types else 0


def emphasis(design: Design) -> Emphasis:
    """Return how every gene of the mutant changed, for the canvas."""
    changes, _ = gene_changes(design)
    if not changes:
        return {}
    change = perturbed.effects(design, [as_perturbation(changes)])[chosen_cell_type(design), :, 0]
    colours = "Orange genes rise and blue ones fall, in full colour by a factor of 4 or more. "
    if np.isnan(change).all():
        colours = "No gene is coloured, because all oscillate. "
    elif np.isnan(change).any():
        colours += "Genes that oscillate are not coloured. "
    return lifted(design, change) | {
        "marked": [session.canvas_ids()[each.gene] for each in changes],
        "words": f"{colours}Dashed: changed by you.",
    }


def lifted(design: Design, change: np.ndarray) -> Emphasis:
    """Return log2 fold changes as colours of genes."""
    ids = session.canvas_ids()
    share = np.clip(np.nan_to_num(change) / _FULL_COLOUR, -1.0, 1.0).tolist()
    pairs = zip(design.grn.gene_names, share, strict=True)
    return {"nodes": [(ids[name], lift) for name, lift in pairs if abs(lift) > 1e-3]}


def show_mutant(design: Design) -> None:
    """Show wild type and mutant on the same axes, and the genes that change most."""
    changes, _ = gene_changes(design)
    setting = course_setting(design, asks_begin=True)
    if not changes:
        st.info(
            "No gene is changed yet. Select one on the canvas, then press **Knock out** or another "
            "button below it.",
            icon=":material/touch_app:",
        )
        _wild_type(design, setting)
        return
    untimed = as_perturbation(changes)
    effect = perturbed.effects(design, [untimed])[setting.cell_type, :, 0]
    touched = [each.gene for each in changes]
    _courses(design, changes, setting, genes=courses_of(design, effect, first=touched))
    both = perturbed.levels(design, [untimed])[:, setting.cell_type]
    _top(design, untimed, effect, both)
    if design.grn.n_genes > MAX_NODES:
        st.caption(f"Above {MAX_NODES} genes, the canvas is not coloured by what changes.")
    if design.grn.topology.has_feedback and not np.isnan(both).any():
        st.caption(
            "With feedback there may be several states. The most changed genes and the colours on "
            "the canvas belong to one of them; the courses begin where the wild type is."
        )


def course_setting(design: Design, *, asks_begin: bool = False) -> Setting:
    """Let the person choose how a course begins and how long it is."""
    has_types = design.grn.n_cell_types > 1
    columns = iter(st.columns(2 + asks_begin + has_types, vertical_alignment="bottom"))
    start = next(columns).selectbox(
        "Start from",
        _STARTS,
        format_func=STARTS.__getitem__,
        key="compare_start",
        persist_state="session",
    )
    duration = next(columns).selectbox(
        "Follow for (time)",
        _DURATIONS,
        index=2,
        format_func=lambda time: f"{time:g}",
        key="compare_duration",
        persist_state="session",
    )
    begins = 0.0
    if asks_begin:
        share = next(columns).selectbox(
            "Begins",
            range(10),
            index=2,
            format_func=lambda tenth: "at once" if not tenth else f"at {duration * tenth / 10:g}",
            key="compare_begins",
            persist_state="session",
        )
        # One of the moments of the course itself: then cells stay paired.
        begins = float(perturbed.moments(duration)[12 * share - 1]) if share else 0.0
    if has_types:
        next(columns).selectbox(
            "Cell type", design.grn.cell_types, key="compare_cell_type", persist_state="session"
        )
    return Setting(duration, start, begins, chosen_cell_type(design))


def courses_of(design: Design, effect: np.ndarray, *, first: Sequence[str] = ()) -> list[str]:
    """Return the genes to draw: all of a few, else those of `first`, then the most changed."""
    names = design.grn.gene_names
    if len(names) <= MOST_COURSES:
        return list(names)
    selected = [name for name in session.selection()["nodes"] if name in names]
    moved = [names[gene] for gene in np.argsort(-np.abs(effect), kind="stable")]
    room = MOST_COURSES - min(len(first), 2)
    wanted = [*first[:2], *selected[: room - 1], *moved]
    return list(dict.fromkeys(wanted))[:MOST_COURSES]


def _courses(
    design: Design, changes: Sequence[GeneChange], setting: Setting, *, genes: Sequence[str]
) -> None:
    part = deciding_part(design, genes)
    names = part.grn.gene_names
    there = [each for each in changes if each.gene in names]
    time = setting.begins
    both = [Perturbation(time=time), as_perturbation(there, time=time)]
    with st.spinner(_PATIENCE):
        wild, mutant = (
            perturbed.course(part, each, duration=setting.duration, start=setting.start)
            for each in both
        )
    columns = [names.index(gene) for gene in genes]
    figure = paired_courses(
        wild.times,
        np.stack([each.noise_free[setting.cell_type][:, columns] for each in (wild, mutant)]),
        names=("Wild type", "Mutant"),
        gene_names=genes,
        cells=np.stack([each.cells[setting.cell_type][:, :, columns] for each in (wild, mutant)]),
        begins=time or None,
        colors=gene_colors(design.grn.gene_names, genes),
        theme=session.theme(),
    )
    st.plotly_chart(figure, key="compare_courses", theme=None, config=chart_config("courses"))
    if len(genes) < design.grn.n_genes:
        st.caption("The genes that change most are drawn. Select others on the canvas.")


def _wild_type(design: Design, setting: Setting) -> None:
    """Show the wild type alone."""
    genes, _ = shown_genes(design.grn, session.selection()["nodes"])
    part = deciding_part(design, genes)
    with st.spinner(_PATIENCE):  # as the Design page asks for it: nothing is compiled again
        wild = cached.response(
            part, duration=setting.duration, start=setting.start, n_cells=perturbed.CELLS, seed=0
        )
    one_type = slice(setting.cell_type, setting.cell_type + 1)
    figure = time_course(
        wild.times,
        wild.noise_free[one_type],
        cells=wild.cells[one_type],
        gene_names=part.grn.gene_names,
        cell_types=part.grn.cell_types[one_type],
        genes=genes,
        colors=gene_colors(design.grn.gene_names, genes),
        theme=session.theme(),
    )
    st.plotly_chart(figure, key="compare_wild_type", theme=None, config=chart_config("courses"))


def _top(design: Design, perturbation: Perturbation, effect: np.ndarray, both: np.ndarray) -> None:
    """Show the genes that change most, apart from those that were changed by hand."""
    names = design.grn.gene_names
    wild, mutant = both
    moves = perturbed.oscillation_words(both)
    if moves:
        st.caption(moves)
    order = np.argsort(-np.abs(effect), kind="stable").tolist()
    moved = [gene for gene in order if names[gene] not in perturbation.genes]
    moved = [gene for gene in moved if abs(effect[gene]) > 1e-3][:_MOST_LISTED]
    if not moved:
        if moves:
            return
        there = " in this state" if design.grn.topology.has_feedback else ""
        st.caption(f"Without noise, no other gene changes{there}.")
        return
    st.markdown("**Most changed**, without noise")
    with st.container(horizontal=True):
        for gene in moved:
            st.metric(
                plain(names[gene]),
                f"× {2.0 ** effect[gene]:.2g}",
                help=f"From {wild[gene]:.3g} to {mutant[gene]:.3g} molecules.",
                width="content",
            )

"""Compares two designs: A, which was pinned, and B, the current one."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import DesignDifference, compare_designs, log2_fold_change
from sergiojax.grn import GRN, Design
from sergiojax.plot import chart_config, paired_courses
from sergiojax.simulation import Perturbation
from sergiojax.ui import session
from sergiojax.ui.compare import perturbed
from sergiojax.ui.compare.mutant import (
    MOST_COURSES,
    chosen_cell_type,
    course_setting,
    courses_of,
    lifted,
)
from sergiojax.ui.graph_editor import MAX_NODES, Emphasis
from sergiojax.ui.shell.plain import plain

_PINNED = "compare_pinned"
_KINDS = ("only in A", "only in B", "flipped", "changed")
_COLORS = ("blue", "orange", "red", "gray")
_NOTHING = Perturbation()


def emphasis(design: Design) -> Emphasis:
    """Return which edges and genes of B differ from A, for the canvas."""
    pinned = _pinned()
    if pinned is None:
        return {}
    found = compare_designs(pinned.grn, design.grn)
    if found.is_empty:
        return {}
    ids, known = session.canvas_ids(), set(design.grn.gene_names)
    changed = [each.of for each in found.changes if isinstance(each.of, tuple)]
    edges = dict.fromkeys([*found.edges_only_in_other, *changed])
    by_hand = [*found.genes_only_in_other, *(name for name, *_ in found.logic_changed)]
    by_hand += [each.of for each in found.changes if isinstance(each.of, str)]
    shown: Emphasis = {
        "edges": [(ids[one], ids[other], 1.0) for one, other in edges],
        "marked": [ids[name] for name in dict.fromkeys(by_hand) if name in known],
        "words": "Wide edges and dashed genes differ from A. Orange genes are higher than in A, "
        "blue ones lower.",
    }
    change = _change(pinned, design)
    return shown | lifted(design, change) if change is not None else shown


def show_designs(design: Design) -> None:
    """Show how the current design differs from the pinned one, in its parts and over time."""
    pinned = _pinned()
    _buttons(pinned, design)
    if pinned is None:
        st.info(
            "There is no A yet. Press **Compare with this one later**: the current design is kept "
            "as A. Then edit it or open another one, and come back.",
            icon=":material/push_pin:",
        )
        return
    found = compare_designs(pinned.grn, design.grn)
    if found.is_empty:
        st.info("A and B are the same. Change an edge, a parameter or a gene of B on the canvas.")
        return
    _table(found)
    _courses(pinned, design)


def _pinned() -> Design | None:
    return st.session_state.get(_PINNED)


def _buttons(pinned: Design | None, design: Design) -> None:
    with st.container(horizontal=True):
        st.button(
            "Compare with this one later" if pinned is None else "Use this one as A",
            key="compare_pin",
            icon=":material/push_pin:",
            type="primary" if pinned is None else "secondary",
            help="Keep the current design as A for this visit.",
            on_click=lambda: st.session_state.update({_PINNED: design}),
        )
        if pinned is not None:
            st.button(
                "Swap A and B",
                key="compare_swap",
                icon=":material/swap_horiz:",
                help="Continue with A, and keep the current design in its place.",
                on_click=_swap,
            )
            st.button(
                "Forget A",
                key="compare_unpin",
                icon=":material/close:",
                help="Stop comparing; the current design stays.",
                on_click=lambda: st.session_state.pop(_PINNED, None),
            )


def _swap() -> None:
    pinned = st.session_state.pop(_PINNED)
    st.session_state[_PINNED] = session.design()
    session.open_design(pinned)


def _table(found: DesignDifference) -> None:
    """List all differences, each with its kind in colour."""
    only = len(found.genes_only_in_one) + len(found.genes_only_in_other)
    only += len(found.cell_types_only_in_one) + len(found.cell_types_only_in_other)
    only += len(found.edges_only_in_one) + len(found.edges_only_in_other)
    flips = [each.changes_sign for each in found.changes]
    rows = found.rows()
    kinds = ["only in A" if row.one == "yes" else "only in B" for row in rows[:only]]
    kinds += ["changed"] * len(found.logic_changed)
    kinds += ["flipped" if flip else "changed" for flip in flips]
    table = pd.DataFrame(
        [
            {"Difference": [kind], "What": row.what, "A": row.one, "B": row.other}
            for kind, row in zip(kinds, rows, strict=True)
        ]
    )
    counts = [f"{kinds.count(kind)} {kind}" for kind in _KINDS if kind in kinds]
    st.markdown(f"**Differences**: {', '.join(counts)}")
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(table), 300),
        column_config={
            "Difference": st.column_config.MultiselectColumn(
                options=list(_KINDS), color=list(_COLORS)
            )
        },
    )


def _courses(pinned: Design, design: Design) -> None:
    """Draw the time courses of both, for a cell type that both have."""
    setting = course_setting(design)
    partner = _partner(pinned, design)
    if partner is None:
        st.info(
            f"A has no cell type {plain(design.grn.cell_types[setting.cell_type])}, so there is "
            "nothing to compare it with. Choose another cell type, or give both the same names."
        )
        return
    if max(pinned.grn.n_genes, design.grn.n_genes) > MAX_NODES:
        st.info(f"Courses are drawn for designs of up to {MAX_NODES} genes.")
        return
    change = _change(pinned, design)
    genes = courses_of(design, change) if change is not None else []
    lost = [gene for gene in pinned.grn.gene_names if gene not in design.grn.gene_names]
    genes = [*genes[: MOST_COURSES - min(len(lost), 2)], *lost[:2]]
    sides = ((pinned, partner), (design, setting.cell_type))
    with st.spinner("Following A and B …"):
        both = [
            perturbed.course(each, _NOTHING, duration=setting.duration, start=setting.start)
            for each, _ in sides
        ]
    courses, cells = [], []
    for response, (each, row) in zip(both, sides, strict=True):
        courses.append(_columns(response.noise_free[row], each.grn, genes))
        cells.append(_columns(response.cells[row], each.grn, genes))
    figure = paired_courses(
        both[0].times,
        np.stack(courses),
        names=("A", "B"),
        gene_names=genes,
        cells=np.stack(cells),
        theme=session.theme(),
    )
    st.plotly_chart(figure, key="compare_designs", theme=None, config=chart_config("designs"))
    if len(genes) < design.grn.n_genes + len(lost):
        st.caption("The genes that differ most are drawn. Select others on the canvas.")


def _columns(values: np.ndarray, grn: GRN, genes: Sequence[str]) -> np.ndarray:
    """Return the columns of some genes, NaN for those that the network lacks."""
    wanted = np.full((*values.shape[:-1], len(genes)), np.nan, np.float32)
    for column, gene in enumerate(genes):
        if gene in grn.gene_names:
            wanted[..., column] = values[..., grn.gene_names.index(gene)]
    return wanted


def _partner(pinned: Design, design: Design) -> int | None:
    """Return the cell type of A to compare with the chosen one of B; None if there is none.

    It has the same name, or both designs have only one.
    """
    types = pinned.grn.cell_types
    name = design.grn.cell_types[chosen_cell_type(design)]
    if name in types:
        return types.index(name)
    return 0 if len(types) == design.grn.n_cell_types == 1 else None


def _change(pinned: Design, design: Design) -> np.ndarray | None:
    """Return the log2 fold change of every gene from A to B; None without a common cell type."""
    partner = _partner(pinned, design)
    if partner is None:
        return None
    before = perturbed.levels(pinned, [])[0, partner]
    after = perturbed.levels(design, [])[0, chosen_cell_type(design)]
    matched = _columns(before, pinned.grn, design.grn.gene_names)
    return np.nan_to_num(log2_fold_change(matched, after))

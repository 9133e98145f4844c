"""The genes that the mutant has changed: a list kept with the design, and buttons that fill it."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from sergiojax.grn import Design
from sergiojax.simulation import Perturbation
from sergiojax.ui import session
from sergiojax.ui.compare import perturbed
from sergiojax.ui.settings import MOST_CHANGE, ChangeKind, GeneChange, settings_of
from sergiojax.ui.shell.plain import plain

_NUMBERS: Mapping[ChangeKind, str] = {
    "knockdown": "Share lost",
    "overexpression": "Factor",
    "clamp": "Level",
}


def gene_changes(design: Design) -> tuple[list[GeneChange], list[str]]:
    """Return the changes that the design holds, and the names of genes that it no longer has."""
    names = set(design.grn.gene_names)
    by_gene = {each.gene: each for each in settings_of(design).perturbation}
    known = [each for each in by_gene.values() if each.gene in names]
    return known, [gene for gene in by_gene if gene not in names]


def as_perturbation(changes: Sequence[GeneChange], *, time: float | None = None) -> Perturbation:
    """Return the perturbation that does all changes at once."""
    kinds = {
        kind: {each.gene: each.value for each in changes if each.kind == kind} for kind in _NUMBERS
    }
    return Perturbation(**kinds, time=time)


def show_changes(design: Design) -> None:
    """Show what can be done to the selected genes, then the list of what is done."""
    names = list(design.grn.gene_names)
    chosen = [name for name in session.selection()["nodes"] if name in names]
    genes = st.multiselect(
        "Genes to change",
        names,
        default=chosen,
        placeholder="Select on the canvas, or here",
        key=f"compare_genes_{session.opened()}_{hash((tuple(chosen), len(names)))}",
    )
    _buttons(design, genes)
    changes, gone = gene_changes(design)
    if gone:
        listed = ", ".join(gone[:5])
        st.caption(f"{plain(listed)}: no longer in the network, so this change is left out.")
    for each in changes:
        _row(each)
    if len(changes) > 1:
        st.button(
            "Restore all genes",
            key="compare_restore_all",
            icon=":material/restart_alt:",
            help="The mutant is the wild type again.",
            on_click=lambda: _keep([]),
        )


def _buttons(design: Design, genes: Sequence[str]) -> None:
    actions: tuple[tuple[str, str, ChangeKind, float | None, str], ...] = (
        ("Knock out", "block", "knockdown", 1.0, "No production at all."),
        ("Knock down", "trending_down", "knockdown", 0.5, "A share of the production is lost."),
        ("Overexpress", "trending_up", "overexpression", 2.0, "A factor on the production."),
        ("Hold", "push_pin", "clamp", None, "The level is held, without noise."),
    )
    with st.container(horizontal=True):
        for label, icon, kind, value, meaning in actions:
            st.button(
                label,
                key=f"compare_add_{label}",
                icon=f":material/{icon}:",
                help=meaning if genes else f"{meaning} Select a gene first.",
                disabled=not genes,
                on_click=_add,
                args=(design, genes, kind, value),
            )


def _row(change: GeneChange) -> None:
    """Show one change with its number and a way back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(change.gene)}** {plain(change.words)}", width="stretch")
        if change != (change.gene, "knockdown", 1.0):
            key = _number_key(change.kind, change.gene)
            most = MOST_CHANGE[change.kind]
            st.number_input(
                f"{_NUMBERS[change.kind]} of {plain(change.gene)}",
                min_value=0.0,
                max_value=most if math.isfinite(most) else 1e9,
                value=change.value,
                step=0.1 if change.kind == "knockdown" else None,
                format="%.4g",
                key=key,
                label_visibility="collapsed",
                width=130,
                on_change=lambda: _add_one(change._replace(value=st.session_state[key])),
            )
        st.button(
            "Restore",
            key=f"compare_restore_{change.gene}",
            icon=":material/undo:",
            type="tertiary",
            help=f"{plain(change.gene)} is as in the wild type again.",
            on_click=lambda: _keep([each for each in _known() if each.gene != change.gene]),
        )


def _number_key(kind: ChangeKind, gene: str) -> str:
    return f"compare_value_{session.opened()}_{kind}_{gene}"


def _add(design: Design, genes: Sequence[str], kind: ChangeKind, value: float | None) -> None:
    wild = np.nan_to_num(perturbed.levels(design, [])[0]).mean(axis=0)
    for gene in genes:
        twice = float(f"{2 * wild[design.grn.gene_names.index(gene)]:.3g}")
        st.session_state.pop(_number_key(kind, gene), None)  # what was typed there before
        _add_one(GeneChange(gene, kind, (twice or 1.0) if value is None else value))


def _add_one(change: GeneChange) -> None:
    """Change a gene; what was done to it before is replaced, at its place in the list."""
    changes = {each.gene: each for each in _known()}
    _keep([*(changes | {change.gene: change}).values()])


def _known() -> list[GeneChange]:
    return gene_changes(session.design())[0]


def _keep(changes: Sequence[GeneChange]) -> None:
    session.set_settings(perturbation=changes)

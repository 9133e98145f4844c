"""How alike new cells are to the real ones that were set aside: the card, row by row."""

from functools import partial

import jax
import numpy as np
import pandas as pd
import streamlit as st

from sergiojax._progress import Listener
from sergiojax.analysis.realism import WORDS, RealismCard, RealismRow, Spread, realism
from sergiojax.api import Learned
from sergiojax.io import AnnData
from sergiojax.ui.generate.train import Training
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work.background import ask, asked, watch
from sergiojax.ui.work.cost import LONG
from sergiojax.ui.work.job import Job

PLACE = "generate_card"
_SHAPES = {"green": "●", "grey": "◐", "red": "▲", "open": "○"}  # read without colours, too
_COLUMNS = {
    "control": "Real cells",
    "drawn_again": "Drawn again",
    "shuffled": "Shuffled",
    "copula": "Copula",
}


def show_how_alike(training: Training, learned: Learned) -> None:
    """Compare new cells with the real ones that were set aside, and show the card."""
    held_out, train = training.held_out, training.train
    if held_out is None or train is None:
        st.info(
            "A model from a file comes without cells set aside. Save new cells, and compare them "
            "with real ones in a terminal: `sergiojax learn realism real.h5ad new.h5ad`.",
            icon=":material/balance:",
        )
        return
    st.caption(
        f"New cells next to the {held_out.n_obs:,} real ones that were set aside before training. "
        "Those took part in nothing but this comparison."
    )
    mine = asked(PLACE)
    if mine is None or mine.what != training.id:
        name = f"card {training.id}"
        ask(PLACE, name, partial(_compare, training, learned), what=training.id, cost=LONG)
    card: RealismCard | None = watch(PLACE, show=_show_so_far, stop="Stop and keep")
    if card is not None:
        st.markdown(f"**{plain(card.verdict)}**")
        _show_rows(card)
        for note in card.notes:
            st.caption(plain(note))


def _compare(training: Training, learned: Learned, progress: Listener) -> RealismCard:
    """Return the card of twice as many new cells as were set aside, of the same types."""
    held_out, train = training.held_out, training.train
    if held_out is None or train is None:
        raise ValueError("A model that was opened has no cells set aside.")
    types = _types(held_out)
    generated = learned.sample([*types, *types], seed=training.seed)
    return realism(
        held_out.X,
        generated.X,
        train=train.X,
        gene_names=held_out.var_names.tolist(),
        other_gene_names=generated.var_names.tolist(),
        cell_type=types,
        other_cell_type=_types(generated),
        train_cell_type=_types(train),
        key=jax.random.key(training.seed),
        progress=progress,
    )


def _types(cells: AnnData) -> list[str]:
    return cells.obs["cell_type"].astype(str).tolist()


def _show_so_far(job: Job[RealismCard]) -> None:
    """Draw the rows that are there; called again and again."""
    with guard():  # the page's own net does not reach a fragment that runs by itself
        if isinstance(job.progress.best, RealismCard):
            _show_rows(job.progress.best)


def _show_rows(card: RealismCard) -> None:
    table = pd.DataFrame([_row(row) for row in card.rows])
    st.dataframe(
        table,
        hide_index=True,
        placeholder="–",
        height=35 * (len(table) + 1) + 3,
        key="generate_card_table",
        column_config={
            "": st.column_config.TextColumn(width=125),
            "What": st.column_config.TextColumn(width=225),
            "Range": st.column_config.TextColumn(width=110),
            **{
                name: st.column_config.NumberColumn(format="%.3g", width=80)
                for name in ("New cells", *_COLUMNS.values())
            },
        },
    )
    st.caption(
        f"{card.n_cells:,} cells on each side, {card.n_genes:,} genes. Baselines that cost "
        "nothing: real cells drawn again, genes shuffled within types, and the copula."
    )


def _row(row: RealismRow) -> dict[str, object]:
    found = row.found
    return {
        "": f"{_SHAPES[row.light]} {WORDS[row.light]}" if not row.left_out else "left out",
        "What": row.title,
        "New cells": _value(found),
        **{title: _value(getattr(row, name)) for name, title in _COLUMNS.items()},
        "Range": "" if found is None else f"{found.low:.3g} to {found.high:.3g}",
        "Perfect": row.perfect,
    }


def _value(spread: Spread | None) -> float:
    return np.nan if spread is None else spread.value

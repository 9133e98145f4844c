"""New cells of a model: how many of each type, the cells themselves, and their way to the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.api import Learned
from sergiojax.io import AnnData
from sergiojax.plot import chart_config, color_of, new_among_real
from sergiojax.ui import session, shelf
from sergiojax.ui.generate.places import places_of
from sergiojax.ui.generate.train import Training
from sergiojax.ui.shelf import CELLS, CellSet, Origin
from sergiojax.ui.visit import visit
from sergiojax.ui.work.background import ask, asked, watch
from sergiojax.ui.work.cost import Cost
from sergiojax.ui.work.desk import digest

PLACE = "generate_cells"
MOST_CELLS = 100_000
_MOST_POINTS = 2_000
_FEW_TYPES = 4
_COPIES = 3  # of the cells while they are drawn
_LARGE = 20_000_000  # entries, which take some ten seconds


@dataclass(frozen=True, eq=False)
class Wanted:
    """New cells that were asked for.

    Attributes:
        numbers: Number of cells by type.
        seed: Seed.
        training: The training that the model comes from.
    """

    numbers: Mapping[str, int]
    seed: int
    training: Training


@dataclass
class Shelved:
    """The last cells that were put on the shelf.

    Attributes:
        name: Name of the work that made them.
        id: Number on the shelf.
    """

    name: str = ""
    id: int = 0


def show_new_cells(training: Training, learned: Learned) -> None:
    """Show a table of numbers by type, then the cells that were made.

    Raises:
        ValueError: If too many cells are asked for, or none.
    """
    table, chart = st.columns([9, 12], gap="medium")
    with table:
        wanted, seed, is_pressed = _choose_numbers(training, learned)
        if is_pressed:
            _start(training, learned, wanted, seed)
    with chart:
        mine = asked(PLACE)
        if mine is None or mine.what.training.id != training.id:
            _show_none(training)
            return
        cells: AnnData | None = watch(PLACE)
        if cells is not None:
            _show_made(mine.what, mine.job.name, cells)


def _choose_numbers(training: Training, learned: Learned) -> tuple[dict[str, int], int, bool]:
    """Return the numbers by type, the seed, and whether the cells are asked for."""
    fitted = learned.fitted
    rows = pd.DataFrame(
        {
            "Cell type": list(fitted.type_names),
            "Trained on": list(fitted.type_counts),
            "New cells": list(fitted.type_counts),
        }
    )
    edited = st.data_editor(
        rows,
        hide_index=True,
        placeholder="",
        disabled=["Cell type", "Trained on"],
        column_config={
            "Cell type": st.column_config.TextColumn(width=150),
            "Trained on": st.column_config.NumberColumn(width=75),
            "New cells": st.column_config.NumberColumn(
                width=75, min_value=0, step=1, required=True
            ),
        },
        height=min(35 * (len(rows) + 1) + 3, 420),
        key=f"generate_numbers_{training.id}",
    )
    numbers = {
        str(name): int(n)
        for name, n in zip(edited["Cell type"], edited["New cells"].fillna(0), strict=True)
    }
    seed = st.number_input(
        "Seed of the cells", 0, 2**31 - 1, 0, key="generate_sample_seed", persist_state="session"
    )
    is_pressed = st.button(
        f"Make {sum(numbers.values()):,} cells",
        type="primary",
        icon=":material/add:",
        width="stretch",
        disabled=not sum(numbers.values()),
        key="generate_make",
    )
    return numbers, int(seed), is_pressed


def _start(training: Training, learned: Learned, wanted: dict[str, int], seed: int) -> None:
    n_cells = sum(wanted.values())
    if n_cells > MOST_CELLS:
        raise ValueError(
            f"The app makes up to {MOST_CELLS:,} cells at once, and {n_cells:,} were asked for. "
            "Make more with `sergiojax learn sample` on the command line."
        )
    size = n_cells * len(learned.fitted.gene_names)
    cost = Cost("long" if size > _LARGE else "short", _COPIES * 4 * size, "Make fewer cells.")
    asked_for = {name: n for name, n in wanted.items() if n}
    ask(
        PLACE,
        digest("learned cells", training.id, sorted(wanted.items()), seed),
        lambda _: learned.sample(asked_for, seed=seed),
        what=Wanted(asked_for, seed, training),
        cost=cost,
    )


def _show_none(training: Training) -> None:
    """Show where the real cells lie, until there are new ones."""
    if training.places is None:
        st.info("Say how many cells you want of each type.", icon=":material/add:")
        return
    _show_map(training, np.zeros((0, 2), np.float32), [])
    st.caption(
        "The cells that the model learned from. Say how many new ones you want of each type."
    )


def _show_made(wanted: Wanted, name: str, cells: AnnData) -> None:
    _put_on_shelf(wanted, name, cells)
    training = wanted.training
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{cells.n_obs:,}** new cells are on the shelf.", width="content")
        if st.button(
            "Open on the Cells page",
            icon=":material/scatter_plot:",
            key="generate_to_cells",
            type="tertiary",
        ):
            _choose_on_cells_page()
            st.switch_page("pages/studio/cells.py")
    matrix: Any = cells.X
    places = training.places
    kept = np.random.default_rng(0).permutation(cells.n_obs)[:_MOST_POINTS]
    label = cells.obs["cell_type"].astype(str).to_numpy()[kept].tolist()
    counts = matrix[kept]
    if places is None:
        places = places_of(cells)
    _show_map(training, places.of(counts), label)
    shown = f"{len(kept):,} of the" if len(kept) < cells.n_obs else "The"
    st.caption(
        f"{shown} new cells by type; grey: the real ones that the model learned from."
        if training.places is not None
        else f"{shown} new cells by type."
    )


def _show_map(training: Training, new: np.ndarray, label: list[str]) -> None:
    places = training.places
    real = np.zeros((0, 2), np.float32) if places is None else places.real
    types = label if places is None else [*label, *places.label]
    legend = 15 * max(len(set(types)) - _FEW_TYPES, 0)  # its lines take height from the map
    figure = new_among_real(
        real,
        new,
        label=label,
        colors=color_of(sorted(types)),
        theme=session.theme(),
        height=440 + legend,
    )
    st.plotly_chart(figure, key="generate_new_map", theme=None, config=chart_config("new_cells"))


def _put_on_shelf(wanted: Wanted, name: str, cells: AnnData) -> None:
    """Let the cells join the shelf, once."""
    if visit().recall(Shelved).name == name:
        return
    training = wanted.training
    new = CellSet(
        name=f"{training.name}, {training.title.lower()}",
        cells=cells,
        digest=name,
        origin=Origin(
            "learned",
            f"learned: {training.title.lower()}",
            {"seed": wanted.seed, "model": type(training.config).__name__},
        ),
        made_from=None,
        again=None,
    )
    kept = shelf.add(new)
    visit().remember(Shelved(name, kept.id))
    session.tell(f"{cells.n_obs:,} new cells are on the shelf: {kept.name}.")


def _choose_on_cells_page() -> None:
    """Let the Cells page show the cells, unless they were taken off the shelf."""
    number = visit().recall(Shelved).id
    for each in shelf.sets():
        if each.id == number:
            shelf.add(each, place=CELLS)

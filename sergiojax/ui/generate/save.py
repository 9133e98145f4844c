"""What to take away: the model, the cells that it learned from, new cells, and a script."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import streamlit as st

from sergiojax.api import Learned
from sergiojax.io import AnnData, h5ad_bytes
from sergiojax.ui.generate.sample import PLACE as NEW_CELLS
from sergiojax.ui.generate.script import CELLS_FILE, HELD_OUT, training_script
from sergiojax.ui.generate.train import Training
from sergiojax.ui.work.background import asked

SUFFIX = "sjm"


def show_save(training: Training, learned: Learned) -> None:
    """Show the downloads; a file is made when its button is pressed."""
    with st.container(horizontal=True):
        _button(
            "Model",
            lambda: model_bytes(learned),
            f"model.{SUFFIX}",
            "Open it here again, or with sergiojax.load_model.",
        )
        made = _made(training)
        if made is not None:
            cells, _, _ = made
            _button(
                "New cells (h5ad)",
                lambda: h5ad_bytes(cells),
                "learned_cells.h5ad",
                "For scanpy and others. The Cells page has more formats.",
            )
        if training.understood is not None:
            _button(
                "Training cells (h5ad)",
                lambda: h5ad_bytes(training_cells(training)),
                CELLS_FILE,
                "What the model learned from, and the cells set aside; the script reads it.",
            )
            script = _script(training, learned)
            _button(
                "Python script",
                lambda: script,
                "train_again.py",
                "Trains the same model again and makes the same cells.",
            )
    if made is None:
        st.caption("Make new cells first, to take them away too.")
    if training.understood is None:
        st.caption("This model was opened from a file, so there are no training cells to save.")
        return
    with st.expander("The script"):
        st.code(_script(training, learned), language="python")


def model_bytes(learned: Learned) -> bytes:
    """Return the file of a model."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model.{SUFFIX}"
        learned.save(path)
        return path.read_bytes()


def training_cells(training: Training) -> AnnData:
    """Return the cells as they were understood, with a column of those set aside."""
    if training.understood is None or training.held_out is None:
        raise ValueError("A model that was opened has no training cells.")
    cells = training.understood.cells.copy()
    held_out = set(training.held_out.obs_names)
    cells.obs[HELD_OUT] = np.array([name in held_out for name in cells.obs_names])
    return cells


def _made(training: Training) -> tuple[AnnData, dict[str, int], int] | None:
    """Return the new cells that were made last, their numbers by type, and their seed."""
    mine = asked(NEW_CELLS)
    if mine is None or mine.what.training.id != training.id or not mine.job.future.done():
        return None
    if mine.job.has_failed or mine.has_left:
        return None
    return mine.job.future.result(), dict(mine.what.numbers), mine.what.seed


def _script(training: Training, learned: Learned) -> str:
    fitted, made = learned.fitted, _made(training)
    numbers = dict(zip(fitted.type_names, fitted.type_counts, strict=True))
    _, numbers, seed = made if made is not None else (None, numbers, 0)
    return training_script(training.config, seed=training.seed, numbers=numbers, sample_seed=seed)


def _button(label: str, make: Callable[[], bytes | str], file_name: str, about: str) -> None:
    st.download_button(
        label,
        data=make,
        file_name=file_name,
        help=about,
        on_click="ignore",
        key=f"generate_save_{file_name}",
        icon=":material/download:",
    )

"""The two sides of the page: what to learn from, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from sergiojax.ui import shelf
from sergiojax.ui.generate.choose import choose_cells, choose_model, keep_choice
from sergiojax.ui.generate.empty import show_empty
from sergiojax.ui.generate.how_alike import show_how_alike
from sergiojax.ui.generate.open_model import show_open_model
from sergiojax.ui.generate.progress import show_training
from sergiojax.ui.generate.sample import show_new_cells
from sergiojax.ui.generate.save import show_save
from sergiojax.ui.generate.summary import show_summary
from sergiojax.ui.generate.train import Training, current, is_under_way, start, trained
from sergiojax.ui.generate.understood import Understood
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.visit import visit

_VIEW = "generate_view"
_CELLS, _TRAINING, _NEW, _ALIKE, _SAVE = "Cells", "Training", "New cells", "How alike?", "Save"


@dataclass
class Shown:
    """The last training whose new cells were shown, so that it is done once."""

    id: str = ""


def show_settings() -> Understood | None:
    """Choose cells and a model, and train it.

    Returns:
        The cells; None as long as there are none.
    """
    understood = None
    with guard():
        understood = choose_cells()
        if understood is not None:
            _show_model(understood)
    show_open_model()
    return understood


def _show_model(understood: Understood) -> None:
    config, seed = choose_model(understood)
    is_pressed = st.button(
        "Train",
        type="primary",
        icon=":material/model_training:",
        width="stretch",
        disabled=is_under_way(),
        key="generate_train_button",
        help="A training goes on. Stop or cancel it first." if is_under_way() else None,
    )
    if is_pressed:
        start(understood, config, seed=seed)
        keep_choice()
        st.session_state[_VIEW] = _TRAINING
        st.rerun()


def show_result(understood: Understood | None) -> None:
    """Show the cells, the training, and what comes of it.

    Args:
        understood: The cells that are chosen.
    """
    mine = current()
    if understood is None and mine is None:
        if shelf.sets():
            st.info("Choose other cells, or another matrix of these.", icon=":material/rule:")
        else:
            show_empty()
        return
    views = _views(understood)
    look = _choose_view(list(views))
    if mine is not None and look != _CELLS:
        _show_head(mine.what)
    views[look]()


def _views(understood: Understood | None) -> dict[str, Callable[[], None]]:
    """Return what there is to see, by name, in the order of the work."""
    views: dict[str, Callable[[], None]] = {}
    if understood is not None:
        views[_CELLS] = lambda: show_summary(understood)
    if current() is not None:
        views[_TRAINING] = show_training
    found = trained()
    if found is not None:
        training, learned = found
        views[_NEW] = lambda: show_new_cells(training, learned)
        views[_ALIKE] = lambda: show_how_alike(training, learned)
        views[_SAVE] = lambda: show_save(training, learned)
    return views


def _choose_view(views: list[str]) -> str:
    found = trained()
    if found is not None and visit().recall(Shown).id != found[0].id:
        st.session_state[_VIEW] = _NEW  # a training that has ended leads on
        visit().remember(Shown(found[0].id))
    if st.session_state.get(_VIEW) not in views:
        st.session_state[_VIEW] = views[0] if current() is None else views[-1]
    if len(views) == 1:
        return views[0]
    chosen = st.segmented_control(
        "View",
        views,
        required=True,
        label_visibility="collapsed",
        key=_VIEW,
        persist_state="session",
    )
    return chosen or views[0]


def _show_head(training: Training) -> None:
    """Say which model is shown, and what it learned from."""
    if training.understood is None or training.train is None or training.held_out is None:
        st.caption(f"{training.title}, opened from {plain(training.name)}")
        return
    st.caption(
        f"{training.title} ({type(training.config).__name__}) on {training.train.n_obs:,} cells "
        f"of {plain(training.name)}; {training.held_out.n_obs:,} are set aside"
    )

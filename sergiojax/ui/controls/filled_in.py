"""One line wherever parameters that were filled in decide what is shown, and how often it holds."""

import jax
import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import Ensemble, ensemble_words, filled_in_words, vary_filled_in
from sergiojax.grn import Design
from sergiojax.kinetics import fill_half_response
from sergiojax.ui import session
from sergiojax.ui.shell.rerun import rerun_fragments
from sergiojax.ui.work.desk import desk, digest
from sergiojax.ui.work.job import Job
from sergiojax.ui.work.visitor import visitor

_LOOK = 0.7  # seconds between looks; models are drawn once a design stays for so long
_MOST_ROWS = 500
_FEW_ROWS, _HEIGHT = 7, 300  # of the list; more of them scroll, in pixels


def show_filled_in(
    design: Design | None, *, key: str, cell_type: int = 0, fragment: str | None = None
) -> None:
    """Say what was filled in, how often the answer holds, and offer to accept it.

    Models are drawn in the background, so that no slider waits for them.

    Args:
        design: The design as it is kept, not as a slider that moves has it; None for cells that
            come from none.
        key: Widget key.
        cell_type: Type whose states are counted.
        fragment: Key of the fragment that this is part of, to be drawn again with the count; by
            default the whole page.
    """
    if design is None:
        return
    if design.grn.digest() == session.design().grn.digest():
        design = session.design()  # what was accepted since counts
    words = filled_in_words(design)
    if not words:
        return
    name = digest_of(design)
    job = desk().find(name)
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        if job is None or not job.future.done():
            _wait(words, name, design, key, fragment)
        else:
            answer = _answer(job, design.grn.cell_types[cell_type])
            st.caption(f"{words} {answer}".rstrip(), width="content")
        box = st.popover("Which?", type="tertiary", key=f"{key}_which", on_change="rerun")
        if box.open:
            with box:
                _list(design, key)


def digest_of(design: Design) -> str:
    """Return the name that the answer is kept by."""
    return digest("filled in", design.grn.digest(), design.assumed_parameters())


@st.fragment(run_every=_LOOK)
def _wait(words: str, name: str, design: Design, key: str, fragment: str | None) -> None:
    """Let models be drawn once the design has stayed for a moment; then draw the line again."""
    st.caption(words, width="content")
    noted = f"{key}_stays"
    job = desk().find(name)
    if job is not None and job.future.done():
        if fragment is not None:
            rerun_fragments(fragment)
        st.rerun()
    elif st.session_state.get(noted) == name:
        vary(design)
    st.session_state[noted] = name


def vary(design: Design) -> Job[Ensemble | None]:
    """Return the work that draws models with other parameters in place of those filled in."""
    key = jax.random.key(0)
    return desk().join(
        digest_of(design), lambda _: vary_filled_in(design, key=key), visitor=visitor().token
    )


def _answer(job: Job[Ensemble | None], cell_type: str) -> str:
    """Say how often the answer holds; nothing where that is not known."""
    found = None if job.has_failed else job.future.result()
    return "" if found is None else ensemble_words(found, cell_type)


def _list(design: Design, key: str) -> None:
    """List what was filled in, and let the person accept it."""
    if design.grn.digest() == session.design().grn.digest():
        st.button(
            "Accept them as set",
            key=f"{key}_accept",
            icon=":material/check:",
            help="They count as yours from now on. What you change yourself is accepted anyway.",
            on_click=_accept,
        )
    table = _table(design)
    height = _HEIGHT if len(table) > _FEW_ROWS else "auto"
    st.dataframe(table, hide_index=True, placeholder="", height=height)


def _accept() -> None:
    session.take_canvas_edit()
    session.set_design(session.design().replace(assumed={}))
    st.rerun()  # of the whole page: a fragment may have been clicked in


def _table(design: Design) -> pd.DataFrame:
    """Return name and value of every parameter that was filled in."""
    grn = fill_half_response(design.grn).grn
    automatic = np.isnan(np.asarray(design.grn.half_response))
    rows = []
    for parameter in design.assumed_parameters()[:_MOST_ROWS]:
        value = f"{parameter.value(grn):.3g}"
        if parameter.kind == "half_response" and automatic[parameter.locate(grn)]:
            value += " (automatic)"
        rows.append((parameter.label, value))
    signs = design.assumed.get("sign", np.zeros(0, bool))
    for edge in np.nonzero(signs)[0][:_MOST_ROWS]:
        sign = "activates" if grn.strength[edge] > 0 else "represses"
        rows.append((f"Sign {grn.edge_name(edge)}", sign))
    return pd.DataFrame({"Parameter": [name for name, _ in rows], "Value": [v for _, v in rows]})

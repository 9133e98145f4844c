"""Opens a model that was saved, or says in one sentence why it cannot."""

import streamlit as st

import sergiojax as sj
from sergiojax.ui import session
from sergiojax.ui.generate.save import SUFFIX
from sergiojax.ui.generate.train import is_under_way, take
from sergiojax.ui.shell.guard import guard

_KEY, _SEEN, _DONE = "generate_open_model", "generate_model_seen", "generate_model_done"


def show_open_model() -> None:
    """Show a button that opens the file of a model."""
    if st.session_state.pop(_DONE, False):
        st.session_state[_KEY] = False  # closes the menu
    menu = st.popover(
        "Open a model",
        icon=":material/folder_open:",
        width="stretch",
        key=_KEY,
        on_change="rerun",
        disabled=is_under_way(),
        help="A training goes on. Stop or cancel it first." if is_under_way() else None,
    )
    with menu, guard():
        upload = st.file_uploader(
            "Model that was saved here",
            type=[SUFFIX],
            max_upload_size=500,
            key="generate_model_file",
            help="The file holds settings and arrays only; nothing in it is run.",
        )
        if upload is not None and st.session_state.get(_SEEN) != upload.file_id:
            learned = sj.load_model(upload.getvalue())
            if not learned.fitted.is_generator:
                raise ValueError("This model draws no cells. The page is for models that do.")
            take(learned, upload.name)
            session.tell(f"The model of {upload.name} is open.")
            st.session_state[_SEEN], st.session_state[_DONE] = upload.file_id, True
            st.rerun()

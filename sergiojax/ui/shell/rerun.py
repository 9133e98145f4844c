"""Ends a widget's callback with a run of named fragments, if these are still there."""

from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException


def rerun_fragments(*keys: str) -> None:
    """Run fragments alone, and end the callback.

    It returns where the page has none of a name, and the whole page runs: what the browser reports
    just as a page is left is heard after its fragments are gone.

    Args:
        keys: Keys of the fragments.
    """
    with suppress(StreamlitAPIException):
        st.rerun(list(keys))

"""The design as text: in a link that opens it, and for what else keeps it as text."""

import streamlit as st

from sergiojax.grn import Design, GRNFormatError, decode_design, encode_design
from sergiojax.ui.visit import visit

_LINK = "g"


def text() -> str:
    """Return the design as text; empty if it is too large for that."""
    here = visit()
    of, encoded = here.text
    if of is not here.design:
        try:
            encoded = encode_design(here.design)
        except ValueError:
            encoded = ""
        here.text = (here.design, encoded)
    return encoded


def share_query() -> str:
    """Return the query of a link that holds the design."""
    return f"?{_LINK}={encode_design(visit().design)}"


def linked_design() -> tuple[Design | None, str]:
    """Return the design of the link that the page was opened with, and what is wrong with it."""
    link = st.query_params.get(_LINK)
    if link is None:
        return None, ""
    try:
        return decode_design(link), ""
    except GRNFormatError as error:
        return None, f"This link does not hold a design: {error.problem}"


def forget_link() -> None:
    """Take the design out of the address: a reload then shows what the person made of it."""
    st.query_params.pop(_LINK, None)

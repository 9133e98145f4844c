"""Three pages, the first with buttons: what clicks on links do when messages collide."""

import time

import streamlit as st

from sergiojax.ui.page_change import keep_clicks


def here() -> None:
    """Show a page that can report."""
    st.title("Here")
    st.button("Report")
    part()


@st.fragment
def part() -> None:
    """Show a part of the page that runs alone."""
    st.button("Ask a part")


def there() -> None:
    """Show a page to go to."""
    st.title("There")
    if st.button("Return"):
        st.switch_page(HERE)


def later() -> None:
    """Show a page that takes its time."""
    st.title("Later")
    time.sleep(2)


HERE = st.Page(here, default=True)
page = st.navigation([HERE, st.Page(there), st.Page(later)], position="top")
keep_clicks()
page.run()

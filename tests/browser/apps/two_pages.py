"""Two pages, the first with a button: what clicks on links do when messages collide."""

import streamlit as st

from sergiojax.ui.page_change import keep_clicks


def here() -> None:
    """Show a page that can report."""
    st.title("Here")
    st.button("Report")


def there() -> None:
    """Show a page to go to."""
    st.title("There")
    if st.button("Return"):
        st.switch_page(HERE)


HERE = st.Page(here, default=True)
page = st.navigation([HERE, st.Page(there)], position="top")
keep_clicks()
page.run()

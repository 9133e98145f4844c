"""Ways to take a design away: files, and a link that holds it."""

import streamlit as st

from sergiojax.grn import to_files
from sergiojax.ui import session

_MOST_LINK_GENES = 100  # longer links are cut by chat clients and proxies
_FORMATS = {
    "project": ("Design (JSON)", "everything: network, positions, settings"),
    "edge-list": ("Edge list (CSV)", "regulator, target, strength, n, h"),
    "sergio-v1": ("SERGIO's pair", "targets and master regulators"),
}


def save_menu() -> None:
    """Show the menu, made when it is opened: an edit on the canvas runs the response alone."""
    menu = st.popover(
        "Save", icon=":material/download:", width="stretch", on_change="rerun", key="design_save"
    )
    if not menu.open:
        return
    with menu:
        design = session.design()
        if design.grn.n_genes == 0:
            st.info("Draw a gene first.")
            return
        for name, (label, holds) in _FORMATS.items():
            _format_buttons(name, label, holds)
        st.divider()
        if design.grn.n_genes > _MOST_LINK_GENES:
            st.caption(
                f"Above {_MOST_LINK_GENES} genes a link gets too long: send the design file."
            )
            return
        st.markdown("**Link** that opens this design:")
        st.code(f"{_address()}{session.share_query()}", language=None, wrap_lines=True)


def _format_buttons(name: str, label: str, holds: str) -> None:
    try:
        files = to_files(session.design(), name)
    except ValueError as error:
        st.caption(f"{label}: {error}")
        return
    for file_name, content in files.items():
        st.download_button(
            f"{label}: {file_name}" if len(files) > 1 else label,
            data=content,
            file_name=file_name,
            help=holds,
            on_click="ignore",
            key=f"save_{file_name}",
            icon=":material/download:",
            width="stretch",
        )


def _address() -> str:
    url = st.context.url or ""
    return url.split("?")[0]

"""Offers ways to take a design away: files, and a link that holds it."""

import numpy as np
import streamlit as st

from sergiojax.api import grn_to_files
from sergiojax.grn import Design, Format, list_formats, list_losses
from sergiojax.plot import network_svg
from sergiojax.ui import session
from sergiojax.ui.link import share_query
from sergiojax.ui.shell.plain import plain

_MOST_LINK_GENES = 100  # longer links are cut by chat clients and proxies
_OWN = "project"


def show_save_menu() -> None:
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
        _buttons("Design (JSON)", _OWN, "everything: network, positions, settings", primary=True)
        _other_formats()
        st.download_button(
            "Picture (SVG)",
            data=lambda: _picture(design),
            file_name="network.svg",
            mime="image/svg+xml",
            help="The drawing for papers and slides; the canvas itself saves a PNG.",
            on_click="ignore",
            key="save_network.svg",
            icon=":material/image:",
            width="stretch",
        )
        st.divider()
        if design.grn.n_genes > _MOST_LINK_GENES:
            st.caption(
                f"Above {_MOST_LINK_GENES} genes a link gets too long: send the design file."
            )
            return
        st.markdown("**Link** that opens this design:")
        st.code(f"{_address()}{share_query()}", language=None, wrap_lines=True)


def _other_formats() -> None:
    others = [known for known in list_formats() if known.write and known.name != _OWN]
    written = {known.name: known for known in sorted(others, key=lambda known: known.label.lower())}
    name = st.selectbox(
        "For another program",
        list(written),
        index=None,
        placeholder="Choose a format",
        format_func=lambda name: _title(written[name]),
        key="design_save_format",
    )
    if name is None:
        return
    _buttons("Download", name, written[name].holds)
    for sentence in list_losses(session.design(), name):
        st.caption(plain(sentence))


def _title(known: Format) -> str:
    return f"{known.label} · {known.suffixes[0]}"


def _buttons(label: str, name: str, holds: str, *, primary: bool = False) -> None:
    try:
        files = grn_to_files(session.design(), name)
    except ValueError as error:
        st.caption(plain(error))
        return
    for file_name, content in files.items():
        st.download_button(
            label if primary else f"{label} {file_name}",
            data=content,
            file_name=file_name,
            help=holds,
            on_click="ignore",
            key=f"save_{file_name}",
            icon=":material/download:",
            width="stretch",
            type="primary" if primary else "secondary",
        )


def _picture(design: Design) -> str:
    grn = design.grn
    positions = design.with_positions().positions
    return network_svg(
        np.array([positions[name] for name in grn.gene_names], float),
        gene_names=grn.gene_names,
        regulator=grn.regulator,
        target=grn.target,
        strength=np.asarray(grn.strength, float),
        texts=list(design.annotations),
    )


def _address() -> str:
    url = st.context.url or ""
    return url.split("?")[0]

"""What a visit holds: the design and its revision.

The design is the one truth. The canvas, the tables and the sliders show it and hand changes in
here. `rev` rises with every change that does not come from the canvas; it starts from the clock, so
that an open page does not take the graph of a restarted server for the one it has.
"""

import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Literal

import streamlit as st

from sergiojax.datasets import load_design
from sergiojax.grn import GRN, Design, GRNFormatError, decode_design, encode_design
from sergiojax.ui.drawing import design_of, with_network
from sergiojax.ui.graph_editor import MAX_NODES, Selection, edited_graph, selected_elements
from sergiojax.ui.shell.guard import PageEnd, guard
from sergiojax.ui.shell.plain import plain

FIRST_EXAMPLE = "toggle-switch"
CANVAS = "design_canvas"  # widget key, which the undo stack in the browser belongs to
_LINK = "g"


def start() -> None:
    """Set the visit up, once and before the page: the design of a link, or an example."""
    state = st.session_state
    if "design" not in state:
        state.session = f"{time.time_ns():x}"
        state.undo_group = None
        state.rev = time.time_ns() // 1_000_000
        state.design = state.untouched = load_design(FIRST_EXAMPLE)
        state.document_id = _new_document()
        state.opened = 0
        _open_link()


def name() -> str:
    """Return a name of this session: a reload begins another one, a restarted server too."""
    return st.session_state.session


def design() -> Design:
    """Return the design that the person works on."""
    return st.session_state.design


def require_grn() -> GRN:
    """Return the network; without genes, say what to do and end the page's run."""
    grn = design().grn
    if grn.n_genes == 0:
        st.info("The network has no genes yet. Draw one first.", icon=":material/draw:")
        st.page_link("pages/studio/design.py", label="Open the canvas", icon=":material/hub:")
        raise PageEnd
    return grn


def set_design(new: Design, *, undo_group: str | None = None) -> None:
    """Replace the design from Python's side; a run of the whole page must follow.

    Args:
        new: The design.
        undo_group: Changes in a row with an equal group are one step of the canvas's undo.
    """
    state = st.session_state
    state.design = new
    state.undo_group = undo_group
    state.rev += 1


def take_network(grn: GRN, *, undo_group: str | None = None) -> None:
    """Put a network in the place of the design's; what else the person made of it stays."""
    take_canvas_edit()
    set_design(with_network(design(), grn), undo_group=undo_group)


def set_settings(**changes: Any) -> None:
    """Keep settings of the app with the design; they do not concern the canvas."""
    state = st.session_state
    state.design = state.design.replace(settings={**state.design.settings, **changes})


def set_notes(text: str) -> None:
    """Keep the person's notes with the design; they do not concern the canvas."""
    st.session_state.design = design().replace(notes=text)


def setting(name: str, default: Any) -> Any:
    """Return a setting that is kept with the design, if it has the type of the default."""
    value = design().settings.get(name, default)
    fits = isinstance(value, type(default)) or (default is None or value is None)
    return value if fits else default


def take_canvas_edit() -> None:
    """Take over what was drawn, if it was drawn on the graph that Python last sent."""
    state = st.session_state
    try:
        graph = edited_graph(CANVAS)
        if graph is None or graph["base_rev"] != state.rev or graph["seq"] <= seen():
            return  # also where a run that was asked for earlier brings an older drawing
    except ValueError as error:
        tell(f"The drawing could not be used: {error}", icon=":material/error:")
        return
    try:
        state.design = design_of(graph, state.design)
    except ValueError as error:
        tell(f"The drawing could not be used: {error}", icon=":material/error:")
    state.seen = graph["seq"]  # last: a run may be stopped before, and the next one takes it then


def rev() -> int:
    """Return the number of the last change that did not come from the canvas."""
    return st.session_state.rev


def seen() -> int:
    """Return the number of the last edit of the canvas that was taken over."""
    return st.session_state.get("seen", 0)


def version() -> str:
    """Return a name of the design as it is now: keys of widgets that show its content."""
    return f"{rev()}_{seen()}"


def edition() -> int:
    """Return a number that rises with every change, also with those from the canvas."""
    return rev() + seen()


def undo_group() -> str | None:
    """Return what the last change from Python's side belongs to, for the canvas's undo."""
    return st.session_state.undo_group


def count_on_from(rev: int) -> None:
    """Let further changes have larger numbers than one that the browser holds."""
    st.session_state.rev = max(st.session_state.rev, rev + 1)


def document_id() -> str:
    """Return what the browser keeps the design under; another design that is opened has another."""
    return st.session_state.document_id


def is_untouched() -> bool:
    """Return whether the design is the example of a first visit, as it came."""
    return design() is st.session_state.untouched


def opened() -> int:
    """Return a number that changes when another design is opened, for widgets that start anew."""
    return st.session_state.get("opened", 0)


def open_design(new: Design, *, document: str | None = None) -> None:
    """Replace the design by another one; what was drawn before comes back by undo.

    A canvas that only shows a network has no undo: then the design before waits for a button.

    Args:
        new: The design.
        document: What the browser keeps it under, if it comes from there.
    """
    state = st.session_state
    if new.grn.n_genes > MAX_NODES >= design().grn.n_genes > 0:
        set_own_design(design())
        state.linked = False
    state.opened = opened() + 1
    state.document_id = document or _new_document()
    set_design(new)


def set_own_design(own: Design) -> None:
    """Let a design wait for a button, because another one is shown."""
    st.session_state.own_design = own


def own_design() -> str:
    """Say which design waits to be opened again; empty if there is none."""
    state = st.session_state
    if not state.get("own_design"):
        return ""
    if state.get("linked"):
        return "This design came with the link. The one you worked on before is kept."
    return "The design that you worked on before is kept."


def open_own_design() -> None:
    """Open the design that a link or a large network covers."""
    open_design(st.session_state.pop("own_design"))


def selection() -> Selection:
    """Return the names of what is selected on the canvas."""
    chosen, names = selected_elements(CANVAS), _names_by_id()
    return {
        "nodes": [names[node] for node in chosen["nodes"] if node in names],
        "edges": [
            (names[source], names[target])
            for source, target in chosen["edges"]
            if source in names and target in names
        ],
    }


def point_at(genes: Sequence[str], edges: Sequence[tuple[str, str]] = ()) -> None:
    """Select genes and edges on the canvas and bring them into view; a whole run must follow."""
    state = st.session_state
    request = state.get("pointed", {"request": 0})["request"] + 1
    ids = canvas_ids()
    state.pointed = {
        "nodes": [ids[name] for name in genes if name in ids],
        "edges": [[ids[one], ids[other]] for one, other in edges if {one, other} <= ids.keys()],
        "request": request,
    }


def canvas_ids() -> dict[str, str]:
    """Return the id on the canvas of every gene, by its name."""
    ids = {name: node for node, name in _names_by_id().items()}
    return {name: ids.get(name, name) for name in design().grn.gene_names}


def pointed() -> Any:
    """Return what the canvas is to select, or None."""
    return st.session_state.get("pointed")


def _names_by_id() -> dict[str, str]:
    """Return the name of every gene by its id on the canvas, which is the name it was loaded by."""
    names = {name: name for name in design().grn.gene_names}
    try:
        graph = edited_graph(CANVAS)
    except ValueError:
        return names
    if graph is not None and graph["base_rev"] == rev():
        return {node["id"]: node["name"] for node in graph["nodes"]}
    return names


def theme() -> Literal["light", "dark"]:
    """Return the theme that the browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def run_page(page: Any) -> None:
    """Run a page inside the last net, then show messages."""
    with suppress(PageEnd), guard():
        page.run()
    show_messages()


def tell(message: str, *, icon: str = ":material/info:") -> None:
    """Show a message that survives the rerun that follows."""
    st.session_state.setdefault("messages", []).append((message, icon))


def show_messages() -> None:
    """Show what was told since the last run."""
    for message, icon in st.session_state.pop("messages", []):
        st.toast(plain(message), icon=icon)


def text() -> str:
    """Return the design as text; empty if it is too large for that."""
    state = st.session_state
    of, encoded = state.get("encoded", (None, ""))
    if of is not design():
        try:
            encoded = encode_design(design())
        except ValueError:
            encoded = ""
        state.encoded = (design(), encoded)
    return encoded


def is_linked() -> bool:
    """Return whether the design came with a link."""
    return bool(st.session_state.get("linked"))


def share_query() -> str:
    """Return the query of a link that holds the design."""
    return f"?{_LINK}={encode_design(design())}"


def _open_link() -> None:
    """Open the design of a share link, once; afterwards a reload shows the person's own edits."""
    link = st.query_params.get(_LINK)
    if link is None:
        return
    del st.query_params[_LINK]
    try:
        st.session_state.design = decode_design(link)
        st.session_state.linked = True
    except GRNFormatError as error:
        tell(f"This link holds no design: {error.problem}", icon=":material/link_off:")


def _new_document() -> str:
    return secrets.token_hex(8)

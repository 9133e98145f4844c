"""The design of this visit, and what is selected on its canvas.

The design is the one truth. The canvas, the tables and the sliders show it and hand changes in
here; `sergiojax.ui.visit` holds it.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Literal

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from sergiojax.datasets import load_design
from sergiojax.grn import GRN, Design
from sergiojax.ui import link
from sergiojax.ui.drawing import design_of, with_network
from sergiojax.ui.graph_editor import MAX_NODES, Selection, edited_graph, selected_elements
from sergiojax.ui.settings import Settings, settings_of, with_settings
from sergiojax.ui.shell.guard import PageEnd, guard
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.visit import Message, Visit, begin, has_begun, visit

FIRST_EXAMPLE = "toggle-switch"
CANVAS = "design_canvas"  # widget key, which the undo stack in the browser belongs to


def start() -> None:
    """Begin the visit, once and before the page: with the design of a link, or with an example."""
    if not has_begun():
        begin(_new_visit())
    link.forget_link()  # in every run: the first one may have been stopped before


def run_page(page: StreamlitPage) -> None:
    """Run a page on the newest design and inside the last net, then show messages."""
    with suppress(PageEnd), guard():
        take_canvas_edit()
        page.run()
    show_messages()


def design() -> Design:
    """Return the design that the person works on."""
    return visit().design


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
    visit().replace(new, undo_group=undo_group)


def take_network(grn: GRN, *, undo_group: str | None = None) -> None:
    """Replace the design's network; what else the person made of the design stays."""
    take_canvas_edit()
    set_design(with_network(design(), grn), undo_group=undo_group)


def settings() -> Settings:
    """Return the settings that are kept with the design."""
    return settings_of(design())


def set_settings(**changes: Any) -> None:
    """Keep settings with the design; they do not concern the canvas.

    Args:
        **changes: Fields of `Settings`.
    """
    here = visit()
    here.design = with_settings(here.design, **changes)


def set_notes(text: str) -> None:
    """Keep the person's notes with the design; they do not concern the canvas."""
    here = visit()
    here.design = here.design.replace(notes=text)


def take_canvas_edit() -> None:
    """Take over what was drawn, if it was drawn on the graph that Python last sent."""
    here = visit()
    try:
        graph = edited_graph(CANVAS)
        if graph is None or graph["base_rev"] != here.rev or graph["seq"] <= here.seen:
            return  # also where a run that was asked for earlier brings an older drawing
    except ValueError as error:
        tell(f"The drawing could not be used: {error}", icon=":material/error:")
        return
    try:
        here.design = design_of(graph, here.design)
    except ValueError as error:
        tell(f"The drawing could not be used: {error}", icon=":material/error:")
    here.seen = graph["seq"]  # last: a run may be stopped before, and the next one takes it then


def edition() -> int:
    """Return a number that rises with every change of the design, wherever it comes from.

    Widgets that show what the design contains have it in their key.
    """
    return visit().edition


def opened() -> int:
    """Return how many designs were opened: in the keys of widgets that start again with each."""
    return visit().opened


def open_design(new: Design, *, document: str | None = None) -> None:
    """Replace the design by another one; what was drawn before comes back by undo.

    A canvas that only shows a network has no undo: then the design before waits for a button.

    Args:
        new: The design.
        document: What the browser keeps it under, if it comes from there.
    """
    here, name = visit(), document or _new_document()
    if new.grn.n_genes > MAX_NODES >= here.design.grn.n_genes > 0:
        here.own_design, here.is_linked = here.design, False
    here.opened += 1
    here.document = name
    here.replace(new)


def own_design() -> str:
    """Say which design waits to be opened again; empty if there is none."""
    here = visit()
    if here.own_design is None:
        return ""
    if here.is_linked:
        return "This design came with the link. The one you worked on before is kept."
    return "The design that you worked on before is kept."


def open_own_design() -> None:
    """Open the design that a link or a large network covers."""
    here = visit()
    own, here.own_design = here.own_design, None
    if own is not None:
        open_design(own)


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
    here, ids = visit(), canvas_ids()
    here.pointed = {
        "nodes": [ids[name] for name in genes if name in ids],
        "edges": [(ids[one], ids[other]) for one, other in edges if {one, other} <= ids.keys()],
        "request": (here.pointed["request"] if here.pointed else 0) + 1,
    }


def canvas_ids() -> dict[str, str]:
    """Return the id on the canvas of every gene, by its name."""
    ids = {name: node for node, name in _names_by_id().items()}
    return {name: ids.get(name, name) for name in design().grn.gene_names}


def _names_by_id() -> dict[str, str]:
    """Return the name of every gene by its id on the canvas, which is the name it was loaded by."""
    names = {name: name for name in design().grn.gene_names}
    try:
        graph = edited_graph(CANVAS)
    except ValueError:
        return names
    if graph is not None and graph["base_rev"] == visit().rev:
        return {node["id"]: node["name"] for node in graph["nodes"]}
    return names


def theme() -> Literal["light", "dark"]:
    """Return the theme that the browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def tell(message: str, *, icon: str = ":material/info:") -> None:
    """Show a message that survives the rerun that follows."""
    visit().messages.append(Message(message, icon))


def show_messages() -> None:
    """Show what was told since the last run."""
    messages = visit().messages
    while messages:
        message = messages.pop(0)
        st.toast(plain(message.text), icon=message.icon)


def _new_visit() -> Visit:
    example = load_design(FIRST_EXAMPLE)
    linked, problem = link.linked_design()
    new = Visit(linked or example, untouched=example, document=_new_document())
    new.is_linked = linked is not None
    if problem:
        new.messages.append(Message(problem, ":material/link_off:"))
    return new


def _new_document() -> str:
    return secrets.token_hex(8)

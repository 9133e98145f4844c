"""Reads what the browser keeps of the design that a tab shows."""

import json
from typing import Any

from playwright.sync_api import Page

from sergiojax.grn import Design, decode_design

RECORD = "localStorage.getItem('sergiojax.design.' + globalThis.__sergiojaxMemory?.current)"


def kept_record(page: Page) -> dict[str, Any] | None:
    """The record of this tab's document."""
    text = page.evaluate(RECORD)
    return json.loads(text) if text else None


def kept_design(page: Page) -> Design | None:
    """The design of the record; None as long as it holds a drawing that Python has not taken."""
    record = kept_record(page)
    return decode_design(record["text"]) if record and not record["graph"] else None


def drawn_genes(page: Page) -> list[str] | None:
    """The genes of the drawing that Python has not taken; None if there is none."""
    record = kept_record(page)
    graph = record and record["graph"]
    return [node["name"] for node in graph["nodes"]] if graph else None

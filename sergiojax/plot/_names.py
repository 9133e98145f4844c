"""Names as text: Plotly reads <b>, <a href> and the like in a label as HTML.

A gene's name may come from a stranger's file or link. All texts of a figure are escaped, including
our own titles, which hold no tags.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

_TEXTS = ("name", "text")  # of traces, titles and annotations
_LISTS = ("x", "y", "ticktext")  # of categories; numbers stay as they are


def as_text(part: Any) -> Any:
    """Return a part of a figure (trace, layout, or list of them) with its names escaped."""
    if isinstance(part, Mapping):
        return {key: _escape(key, value) for key, value in part.items()}
    return [as_text(each) for each in part] if isinstance(part, list) else part


def _escape(key: str, value: Any) -> Any:
    if key in _TEXTS and isinstance(value, str):
        return escape(value, quote=False)
    if key in _LISTS and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [escape(each, quote=False) for each in value]
    return as_text(value) if isinstance(value, Mapping | list) else value

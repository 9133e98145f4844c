"""Nodes and edges from the JSON of graph programs, whose values may be of any type."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._json_values import Item, parse_json
from sergiojax.grn.formats._property_graph import to_text

_ELEMENTS = re.compile(r'"elements"\s*:\s*[{\[]')
_NODES = re.compile(r'"nodes"\s*:\s*\[')
_LINKS = re.compile(r'"(edges|links)"\s*:\s*\[')


def holds_elements(text: str) -> bool:
    """Tell whether JSON has the marks of Cytoscape's elements, or of nodes and links."""
    return bool(_ELEMENTS.search(text) or (_NODES.search(text) and _LINKS.search(text)))


def parse_graph_json(files: Sequence[SourceFile], *, label: str) -> Any:
    """Parse the JSON of the only file.

    Raises:
        GRNFormatError: If there is another file, or it is no JSON that can be written as Unicode.
    """
    if len(files) > 1:
        problem = f"{label} is one file, but here is another."
        raise GRNFormatError(files[1].name, None, problem)
    name = files[0].name
    document = parse_json(files[0].text, name)
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        problem = "a text has half of a Unicode character (a lone surrogate)."
        raise GRNFormatError(name, None, problem) from error
    return document


def as_items(value: Any, file: str, place: str) -> list[Item]:
    """Return an array of objects.

    Raises:
        GRNFormatError: If it is none.
    """
    if not isinstance(value, list):
        raise GRNFormatError(file, place, "must be an array.")
    for number, item in enumerate(value):
        if not isinstance(item, dict):
            raise GRNFormatError(file, f"{place}[{number}]", "must be an object.")
    return value


def as_object(value: Any) -> Item:
    """Return an object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def take_id(item: Item, key: str, file: str, place: str) -> str:
    """Return the id under a key.

    Raises:
        GRNFormatError: If there is none, or it is neither a text nor a number.
    """
    text = to_text(item.get(key))
    if not text:
        raise GRNFormatError(file, f"{place}.{key}", "must be a text or a number.")
    return text


def attributes_of(
    item: Item, *, but: Sequence[str] = (), names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the values of an object as texts; lists and objects are there, but empty.

    Args:
        item: The object.
        but: Keys that are no attributes.
        names: What some keys stand for.
    """
    return {
        (names or {}).get(key, key): to_text(value)
        for key, value in item.items()
        if key not in but and value is not None
    }


def write_json(value: Any, *, indent: int = 0) -> str:
    """Return JSON with each object of an array on its line, so that differences are readable."""
    if not _holds_objects(value):
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    if isinstance(value, list):
        inner = [write_json(item, indent=indent + 1) for item in value]
        first, last = "[]"
    else:
        inner = [f"{write_json(k)}: {write_json(v, indent=indent + 1)}" for k, v in value.items()]
        first, last = "{}"
    line = "\n" + " " * indent
    return f"{first}{line} {f',{line} '.join(inner)}{line}{last}"


def _holds_objects(value: Any) -> bool:
    """Tell whether there is an array of objects in it."""
    if isinstance(value, dict):
        return any(map(_holds_objects, value.values()))
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)

"""Reads nodes and edges from the JSON of graph programs, whose values may have any type."""

import json
import re
from collections.abc import Mapping, Sequence

from sergiojax._types import Json, JsonObject
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._json_values import parse_json
from sergiojax.grn.formats._property_graph import to_text

_ELEMENTS = re.compile(r'"elements"\s*:\s*[{\[]')
_NODES = re.compile(r'"nodes"\s*:\s*\[')
_LINKS = re.compile(r'"(edges|links)"\s*:\s*\[')


def holds_elements(text: str) -> bool:
    """Return whether JSON looks like Cytoscape's elements, or like nodes and links."""
    return bool(_ELEMENTS.search(text) or (_NODES.search(text) and _LINKS.search(text)))


def parse_graph_json(file: SourceFile) -> Json:
    """Parse JSON whose texts can become names.

    Raises:
        GRNFormatError: If it is not JSON, or cannot be written as Unicode.
    """
    document = parse_json(file.text, file.name)
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        problem = "a text contains half of a Unicode character (a lone surrogate)."
        raise GRNFormatError(file.name, None, problem) from error
    return document


def as_items(value: Json, file: str, place: str) -> list[JsonObject]:
    """Return an array of objects.

    Raises:
        GRNFormatError: If it is not one.
    """
    if not isinstance(value, list):
        raise GRNFormatError(file, place, "must be an array.")
    for number, item in enumerate(value):
        if not isinstance(item, dict):
            raise GRNFormatError(file, f"{place}[{number}]", "must be an object.")
    return value


def as_object(value: Json) -> JsonObject:
    """Return an object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def take_id(item: JsonObject, key: str, file: str, place: str) -> str:
    """Return the id under a key.

    Raises:
        GRNFormatError: If it is missing, or neither a text nor a number.
    """
    text = to_text(item.get(key))
    if not text:
        raise GRNFormatError(file, f"{place}.{key}", "must be a text or a number.")
    return text


def attributes_of(
    item: JsonObject, *, but: Sequence[str] = (), names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the values of an object as texts; lists and objects become empty texts.

    Args:
        item: The object.
        but: Keys that are not attributes.
        names: Attributes that some keys stand for.
    """
    return {
        (names or {}).get(key, key): to_text(value)
        for key, value in item.items()
        if key not in but and value is not None
    }


def write_json(value: Json, *, indent: int = 0) -> str:
    """Return JSON with one line per object of an array, so that diffs are readable."""
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


def _holds_objects(value: Json) -> bool:
    """Return whether a value contains an array of objects."""
    if isinstance(value, dict):
        return any(map(_holds_objects, value.values()))
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)

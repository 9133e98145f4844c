"""Recognises files of other programs before a format takes them for a network."""

import re
from itertools import islice

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._signatures import name_signature
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._archive import list_parts
from sergiojax.grn.formats._foreign_kinds import (
    ARCHIVES,
    CELLML,
    GPML,
    HEADERS,
    KGML,
    MARKS,
    SUFFIXES,
    UNREAD,
    XML_ROOTS,
    Kind,
)
from sergiojax.grn.formats._format import Syntax
from sergiojax.grn.formats._json_values import parse_json
from sergiojax.grn.formats._xml_tree import root_of

_LOOKED_AT = 5_000  # characters
_MOST_SHOWN = 40
_ARRAY = re.compile(r'\[\s*(?:["{\[\]\d\-]|\Z)')
_HEADER_ROWS = 3  # a title may be above the header
_XML = "These XML formats are read: GraphML, GEXF, XGMML, GINsim's models, SBML-qual."
_JSON = (
    "These JSON formats are read: sergiojax's projects, Cytoscape.js, CX2, node-link (networkx, "
    "D3), lists of edges with regulator and target, and dictionaries of targets."
)
_TEXT = (
    "A table needs one line per edge and a header such as regulator, target, sign; rules are "
    "lines such as A = B and not C."
)


def refuse_foreign(file: SourceFile) -> None:
    """Refuse a file of a kind that holds no readable network.

    Raises:
        GRNFormatError: If it is one; the sentence names the program and a way out.
    """
    kind = _find_kind(file)
    if kind is not None:
        raise GRNFormatError(file.name, None, f"this is {kind.what}; {kind.fix}")


def syntax_of(file: SourceFile) -> Syntax:
    """Return the syntax of a text."""
    text = file.text.lstrip()
    if text.startswith("<"):
        return "xml"
    return "json" if text.startswith("{") or _ARRAY.match(text) else "text"


def describe_unknown(file: SourceFile) -> GRNFormatError:
    """Return the error of a file that no format accepts: what was found, and what can be read."""
    text = file.text
    root, syntax, kind = root_of(text), syntax_of(file), UNREAD.get(file.suffix)
    if kind is not None:
        problem = f"this is {kind.what}; {kind.fix}"
    elif root is not None:
        problem = f"this is XML without a network: it begins with <{root[0]}>. {_XML}"
    elif syntax == "json" or file.suffix == ".json":
        _ = parse_json(text, file.name)  # says where it is broken
        problem = f"this is JSON, but not in a known network format. {_JSON}"
    else:
        problem = (
            f"this text is not in a known network format: it begins with {_begin(text)!r}. {_TEXT}"
        )
    return GRNFormatError(file.name, None, problem)


def _find_kind(file: SourceFile) -> Kind | None:
    parts = list_parts(file)
    if parts:
        fitting = (kind for mark, kind in ARCHIVES if any(map(mark.match, parts)))
        return next(fitting, None)
    if name_signature(file.content):
        return None  # reading it as text says what it is
    start = file.text[:_LOOKED_AT]
    root = root_of(start)
    if root is not None:
        return _find_xml(*root)
    by_mark = (kind for mark, kind in MARKS if mark.match(start))
    return next(by_mark, None) or _find_table(file) or SUFFIXES.get(file.suffix)


def _begin(text: str) -> str:
    """Return the first line that is not empty, shortened."""
    line = text.strip().splitlines()[0].rstrip()
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"


def _find_xml(root: str, attributes: str) -> Kind | None:
    if root == "pathway":
        return KGML
    if root == "Pathway" and "GPML" in attributes:
        return GPML
    if root == "model" and "cellml" in attributes:
        return CELLML
    return XML_ROOTS.get(root.lower())


def _find_table(file: SourceFile) -> Kind | None:
    """Return the kind of a table from its header, which may follow a "#"."""
    lines = (line.lstrip("#").lower() for line in file.text[:_LOOKED_AT].splitlines())
    for line in islice(filter(str.strip, lines), _HEADER_ROWS):
        for delimiter in ("\t", ",", ";", None):
            cells = {cell.strip(" \"'") for cell in line.split(delimiter)}
            fitting = (
                kind
                for names, are_all, kind in HEADERS
                if names == cells or (not are_all and names <= cells)
            )
            found = next(fitting, None)
            if found is not None:
                return found
    return None

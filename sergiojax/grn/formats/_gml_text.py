"""GML's grammar: keys with texts, numbers or lists in brackets; and back, in ASCII.

Source:
    Himsolt (1996), GML: a portable graph file format, technical report, University of Passau.
"""

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile


class Entry(NamedTuple):
    """A key and its value.

    Attributes:
        key: Letters and digits.
        value: Text, number as text, or list of entries.
        line: Line of the value.
    """

    key: str
    value: str | list[Any]
    line: int


_MAX_DEPTH = 50
_TOKEN = re.compile(r'#[^\n]*|"(?P<text>[^"]*)"|(?P<bracket>[\[\]])|(?P<word>[^\s\[\]"]+)')
_BLANKS = re.compile(r"\s*")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)  # igraph and networkx write underscores
_ENTITY = re.compile(
    r"&(?:#(?P<decimal>[0-9]{1,7})|#x(?P<hex>[0-9a-fA-F]{1,6})|(?P<name>\w{1,31}));"
)
_UNSAFE = re.compile('[^ -~]|[&"]')


def parse_gml(file: SourceFile) -> list[Entry]:
    """Parse GML.

    Raises:
        GRNFormatError: If brackets do not match, or a key has no value.
    """
    entries: list[Entry] = []
    open_lists = [entries]
    key: str | None = None
    line = 1
    for kind, token, line in _tokens(file):
        if (kind, token) == ("bracket", "]"):
            if len(open_lists) == 1 or key is not None:
                problem = "']' has no '['" if key is None else f"{key!r} has no value"
                raise GRNFormatError(file.name, line, f"{problem}.")
            open_lists.pop()
        elif key is None:
            if kind != "word" or not _KEY.fullmatch(token):
                raise GRNFormatError(file.name, line, f"a key is expected, but found {token!r}.")
            key = token
        elif kind == "bracket":
            if len(open_lists) > _MAX_DEPTH:
                raise GRNFormatError(file.name, line, "lists are nested too deeply.")
            inner: list[Entry] = []
            open_lists[-1].append(Entry(key, inner, line))
            open_lists.append(inner)
            key = None
        else:
            open_lists[-1].append(Entry(key, token, line))
            key = None
    if len(open_lists) > 1 or key is not None:
        raise GRNFormatError(file.name, line, "the file ends in the middle of a list.")
    return entries


def looks_like_gml(file: SourceFile) -> bool:
    """Return whether the text begins like GML and reaches "graph ["."""
    depth = 0
    before = ""
    try:
        for number, (kind, token, _) in enumerate(_tokens(file)):
            if (depth, token, before.lower()) == (0, "[", "graph") and kind == "bracket":
                return True
            if number > 200 or (number == 0 and not _KEY.fullmatch(token)):
                return False
            depth += {"[": 1, "]": -1}.get(token, 0) if kind == "bracket" else 0
            before = token
    except GRNFormatError:
        return False
    return False


def quote(text: str) -> str:
    """Return a text for GML: in quotes, in ASCII, with entities."""
    return '"' + _UNSAFE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    named = {"&": "&amp;", '"': "&quot;"}  # the only ones that igraph knows
    return named.get(found[0], f"&#{ord(found[0])};")


def write_real(number: float) -> str:
    """Return a number for GML: with a decimal point even before an exponent."""
    text = repr(float(number)).upper()
    mantissa, mark, exponent = text.partition("E")
    return text if "." in mantissa or not mark else f"{mantissa}.0E{exponent}"


def _tokens(file: SourceFile) -> Iterator[tuple[str, str, int]]:
    """Yield kind, token and line; spaces and comments are left out, entities are resolved."""
    text = file.text.replace("\r\n", "\n").replace("\r", "\n")
    position, line, counted = 0, 1, 0
    while True:
        position = _skip_blanks(text, position)
        line += text.count("\n", counted, position)
        counted = position
        if position == len(text):
            return
        found = _TOKEN.match(text, position)
        if found is None:
            raise GRNFormatError(file.name, line, "a quoted text never ends.")
        position = found.end()
        kind = found.lastgroup
        if kind == "text":
            yield kind, _ENTITY.sub(_resolve, found["text"]), line
        elif kind is not None:
            yield kind, found[kind], line


def _skip_blanks(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return position if found is None else found.end()


def _resolve(found: re.Match[str]) -> str:
    if found["name"]:
        return html.unescape(found[0])
    code = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    is_character = code < 0x110000 and not 0xD800 <= code < 0xE000  # not half characters
    return chr(code) if is_character else found[0]

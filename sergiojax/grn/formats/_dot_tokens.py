"""Words, quoted texts and punctuation of Graphviz's DOT language.

More counts as a word than in Graphviz, such as `+`, `-` and `HLA-A`, which people leave unquoted.

Source:
    https://graphviz.org/doc/info/lang.html
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._source import SourceFile

# All repetitions are possessive (*+, ++): otherwise a broken file of 20 MB would make Python
# remember millions of places to backtrack to.
_PATTERN = re.compile(
    r"""
      (?P<blank> (?: \s++ (?: \#[^\n]*+ )? )++ | //[^\n]*+ | /\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/ )
    | (?P<quoted> "[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+" )
    | (?P<arrow> -> | -- )
    | (?P<mark> [{}\[\];,=:] )
    | (?P<word> (?: (?!->|--|//|/\*) [^\s{}\[\];,=:"<>] )++ )
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r'\\(["\\\n])')
_ANGLE = re.compile(r"[<>]")


class Token(NamedTuple):
    """A word of the language.

    Attributes:
        kind: "id", "word" (an id without quotes, which may be a keyword), "arrow", "mark", or
            "end" of the file.
        text: What it says, without quotes and escapes.
        line: Line number, from 1.
    """

    kind: str
    text: str
    line: int


def read_tokens(file: SourceFile) -> Iterator[Token]:
    """Yield the tokens of a file, and one of the kind "end" as the last.

    Raises:
        GRNFormatError: If the content is not text, or a quote or a comment does not end.
    """
    text = "\n" + file.text.replace("\r\n", "\n").replace("\r", "\n")
    place, line = 0, 0
    while place < len(text):
        match = _PATTERN.match(text, place)
        if match:
            kind, found, end = match.lastgroup or "", match[0], match.end()
        elif text[place] == "<":
            kind, end = "id", _end_of_html(file, text, place, line)
            found = text[place + 1 : end - 1].strip()
        else:
            raise GRNFormatError(file.name, line, _name_problem(text, place))
        if kind == "quoted":
            kind, found = "id", _ESCAPE.sub(_unescape, found[1:-1])
        if kind != "blank":
            yield Token(kind, found, line)
        if kind in ("blank", "id"):
            line += text.count("\n", place, end)
        place = end
    yield Token("end", "", line)


def quote(text: str) -> str:
    """Return the text as a quoted id that is read back unchanged."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unescape(match: re.Match[str]) -> str:
    return "" if match[1] == "\n" else match[1]  # a line that ends in a backslash continues


def _end_of_html(file: SourceFile, text: str, start: int, line: int) -> int:
    """Return the end of an HTML-like id, whose angle brackets are balanced."""
    depth = 0
    for bracket in _ANGLE.finditer(text, start):
        depth += 1 if bracket[0] == "<" else -1
        if depth == 0:
            return bracket.end()
    raise GRNFormatError(file.name, line, "the text that begins with < never ends.")


def _name_problem(text: str, place: int) -> str:
    if text[place] == '"':
        return "the quoted text never ends."
    if text.startswith("/*", place):
        return "the comment that begins with /* never ends."
    return f"the character {text[place]!r} has no meaning here."

"""Numbered lines of text files that are not tables: SIF, RACIPE's circuits, BoolNet's rules."""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._invisible import clean
from sergiojax.grn._limits import MAX_EDGES, MAX_GENES
from sergiojax.grn._report import Finding, count
from sergiojax.grn._source import SourceFile


@dataclass(frozen=True)
class Line:
    """A line that is not empty.

    Attributes:
        number: Line number, from 1.
        text: Its text, with leading spaces but without the line end.
    """

    number: int
    text: str


@dataclass(frozen=True)
class Lines:
    """The lines of a text file, with comments left out.

    Attributes:
        file: The file.
        warnings: What had to be guessed.
        dropped: Comments.
    """

    file: SourceFile
    warnings: tuple[Finding, ...]
    dropped: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines that are neither empty nor comments."""
        for number, text in _numbered(visible_text(self.file)):
            if text.strip() and not is_comment(text):
                yield Line(number, text.removesuffix("\n"))

    def error(self, line: Line | None, problem: str) -> GRNFormatError:
        """Return the error of a line, or of the whole file, for the caller to raise."""
        return GRNFormatError(self.file.name, line.number if line else None, problem)

    def check_counts(self, line: Line, *, n_genes: int = 0, n_edges: int = 0) -> None:
        """Refuse a file while it is read, before too large a network fills the memory.

        Raises:
            GRNFormatError: If there are more genes or edges than allowed.
        """
        for found, most, what in ((n_genes, MAX_GENES, "genes"), (n_edges, MAX_EDGES, "edges")):
            if found > most:
                problem = f"a network may have at most {most:,} {what}, but this file has more."
                raise self.error(line, problem)


def read_lines(file: SourceFile) -> Lines:
    """Prepare the lines of a text file, in any usual encoding, with any line ends.

    Raises:
        GRNFormatError: If the content is not text, or holds nothing but comments.
    """
    found = {number: text for number, text in _numbered(file.text) if is_comment(text)}
    lines = Lines(file, find_text_doubts(file), list_comments(file.name, found))
    if next(iter(lines), None) is None:
        raise lines.error(None, "the file holds nothing but comments.")
    return lines


def strip_comments(lines: Lines) -> Iterator[Line]:
    """Yield the lines that hold more than a comment; a comment after a rule is cut off."""
    for line in lines:
        text = line.text.partition("#")[0].strip()
        if text:
            yield Line(line.number, text)


def find_comments(lines: Lines) -> list[Finding]:
    """Return how many comments `strip_comments` leaves out."""
    commented = [line.number for line in lines if "#" in line.text]
    if not commented:
        return []
    problem = f"{count(len(commented), 'comment')} between or after the rules."
    return [Finding(lines.file.name, commented[0], problem)]


def is_comment(line: str) -> bool:
    """Return whether a line is a comment: it begins with "#", as no unquoted name does."""
    return line.lstrip().startswith("#")


def list_comments(file: str, comments: Collection[int]) -> tuple[Finding, ...]:
    """Return a finding about comments, given the numbers of their lines."""
    if not comments:
        return ()
    return (Finding(file, min(comments), f"{count(len(comments), 'comment line')}."),)


def visible_text(file: SourceFile) -> str:
    """Return the text of a file without invisible characters."""
    return clean(file.text)


def find_encoding_doubts(file: SourceFile) -> tuple[Finding, ...]:
    """Return a warning if the encoding of a text had to be guessed."""
    if file.encoding != "cp1252":
        return ()
    problem = "the text is not UTF-8 and was read as Western European (Windows-1252)."
    return (Finding(file.name, None, problem, "Check letters with accents."),)


def find_text_doubts(file: SourceFile) -> tuple[Finding, ...]:
    """Return warnings if the encoding had to be guessed, or invisible characters were removed."""
    found = find_encoding_doubts(file)
    n_invisible = len(file.text) - len(visible_text(file))
    if not n_invisible:
        return found
    problem = f"{count(n_invisible, 'invisible character')} removed, such as spaces of no width."
    return (*found, Finding(file.name, None, problem))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    # Not str.splitlines: it would also split at characters that names may contain, such as U+2028.
    return enumerate(io.StringIO(text, newline=None), start=1)

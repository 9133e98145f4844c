"""The interface of a file format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile

Axis: TypeAlias = Literal["rows", "columns"]
"""Where an adjacency matrix has its regulators."""

Syntax: TypeAlias = Literal["text", "json", "xml"]
Unsigned: TypeAlias = Literal["activate", "unknown"]
"""How to read edges whose numbers have no sign."""


@dataclass(frozen=True)
class ReadOptions:
    """What the user may say about a file that does not say it itself.

    Attributes:
        cell_types: Names of the cell types, or how many; None leaves it to the file.
        seed: Seed for what is assumed.
        regulators: Where a matrix has its regulators; None leaves it to the file.
        unsigned: What edges do if no number is negative; None leaves it to the reader, which then
            asks.
    """

    cell_types: int | Sequence[str] | None = None
    seed: int = 0
    regulators: Axis | None = None
    unsigned: Unsigned | None = None


def only_file(files: Sequence[SourceFile], what: str) -> SourceFile:
    """Return the file of a format whose networks are one file each.

    Args:
        files: What the user gave.
        what: A network of the format, to begin a sentence.

    Raises:
        GRNFormatError: If there are more files.
    """
    if len(files) > 1:
        problem = f"{what} is one file, but {len(files)} were given; open them one by one."
        raise GRNFormatError(files[1].name, None, problem)
    return files[0]


@dataclass(frozen=True)
class Format:
    """A file format of networks.

    Attributes:
        name: Short name, for `format=` and the command line.
        label: Its common name.
        holds: What its files hold, in words for a menu.
        suffixes: Suffixes of file names, the usual one first.
        file_names: Names of the files of a download, in the order in which `write` returns them.
        defaults: What its files never hold, and what a reader takes instead; "" if nothing.
        sniff: Returns whether files look like this format; must not raise.
        read: Reads files; raises `GRNFormatError`. None if the format is only written.
        write: Returns each file for a suffix; raises `ValueError` if that is impossible. None if
            the format is only read.
        losses: Returns what is lost when a design is written, a sentence each.
        is_binary: Whether the files need not be text, so that only their bytes may be inspected.
        syntax: Syntax of its texts; a text in JSON or XML can only be of a format with that syntax.
        needs_half_response: Whether `write` refuses automatic half responses, so that a layer that
            knows kinetics must fill them in before.
    """

    name: str
    label: str
    holds: str
    suffixes: tuple[str, ...]
    file_names: tuple[str, ...]
    defaults: str
    sniff: Callable[[Sequence[SourceFile]], bool]
    read: Callable[[Sequence[SourceFile], ReadOptions], tuple[Design, ReadReport]] | None
    write: Callable[[Design, str], tuple[str | bytes, ...]] | None
    losses: Callable[[Design], tuple[str, ...]]
    is_binary: bool = False
    syntax: Syntax = "text"
    needs_half_response: bool = False

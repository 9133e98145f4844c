"""What a file format is to the rest of the package."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sergiojax.grn._design import Design
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile

Axis: TypeAlias = Literal["rows", "columns"]
"""Where a matrix of a network has its regulators."""

Syntax: TypeAlias = Literal["text", "json", "xml"]
Unsigned: TypeAlias = Literal["activate", "unknown"]
"""What edges do whose numbers have no sign."""


@dataclass(frozen=True)
class ReadOptions:
    """What a person may say about a file that does not say it itself.

    Attributes:
        cell_types: Names of the cell types, or how many; None leaves it to the file.
        seed: Seed of what is assumed.
        regulators: Where a matrix has its regulators; None leaves it to the file.
        unsigned: What edges do where no number is negative; None leaves it to the reader, which
            then asks.
    """

    cell_types: int | Sequence[str] | None = None
    seed: int = 0
    regulators: Axis | None = None
    unsigned: Unsigned | None = None


@dataclass(frozen=True)
class Format:
    """A way to write a network down.

    Attributes:
        name: Short name, for `format=` and the command line.
        label: What people call it.
        holds: What a file of the format holds, for a menu.
        suffixes: Suffixes of file names, the usual one first.
        file_names: Names of the files for a download, in the order that `write` returns them.
        defaults: What its files never hold, and what a reader takes instead; "" if they hold all.
        sniff: Tells from the content whether files are of this format; must not raise.
        read: Reads files; raises `GRNFormatError`. None if the format is only written.
        write: Returns each file for a suffix; raises `ValueError` if it cannot be done. None if the
            format is only read.
        losses: Tells what of a design is lost when it is written, a sentence each.
        is_binary: Whether the files may be no text, so that only their bytes may be looked at.
        syntax: What its texts are written in; a text in JSON or XML is of no other format.
        needs_half_response: Whether `write` refuses automatic half responses, so that they must be
            filled in before, by a layer that knows kinetics.
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

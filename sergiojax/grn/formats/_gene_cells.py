"""Gene names in cells of tables, which must not become formulas or numbers in a spreadsheet."""

import re
from collections.abc import Sequence

from sergiojax._spreadsheet import guard, unguard
from sergiojax.grn.formats._numbers import is_number

_POSSIBLE = re.compile(r"\d+(\.0*)?|[a-z]+", re.ASCII | re.IGNORECASE)


def read_name(cell: str) -> str:
    """Return the name in a cell, without the apostrophe that protects it."""
    return unguard(cell)


def is_misplaced_number(cell: str) -> bool:
    """Return whether a cell is a number, not a name such as "7", "7.0" or the gene "nan"."""
    return is_number(cell) and not _POSSIBLE.fullmatch(cell)


def write_names(names: Sequence[str]) -> list[str]:
    """Return the cells of names, protected where they look like formulas."""
    return list(map(guard, names))


def refuse_numbers(names: Sequence[str], *, what: str) -> None:
    """Refuse gene names that would be read back differently, or not at all.

    Args:
        names: Names of genes.
        what: What is being written, to begin a sentence.

    Raises:
        ValueError: If a name is a number, other than a whole number or a word such as "nan".
    """
    for name in names:
        if is_number(name) and not name.isalpha() and not (name.isascii() and name.isdigit()):
            raise ValueError(f"{what} cannot hold the gene name {name!r}, which is a number.")

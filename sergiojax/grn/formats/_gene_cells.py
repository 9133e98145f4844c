"""Gene names in cells of tables: no formulas for a spreadsheet, no numbers by mistake."""

import re
from collections.abc import Sequence

from sergiojax._spreadsheet import guard, unguard
from sergiojax.grn.formats._numbers import is_number

_POSSIBLE = re.compile(r"\d+(\.0*)?|[a-z]+", re.ASCII | re.IGNORECASE)


def read_name(cell: str) -> str:
    """Return the name in a cell, without the apostrophe that guards it."""
    return unguard(cell)


def is_misplaced_number(cell: str) -> bool:
    """Tell numbers, which are no names, from "7", "7.0" and the gene "nan"."""
    return is_number(cell) and not _POSSIBLE.fullmatch(cell)


def write_names(names: Sequence[str]) -> list[str]:
    """Return the cells of names, guarded where they look like formulas."""
    return list(map(guard, names))


def refuse_numbers(names: Sequence[str], *, what: str) -> None:
    """Refuse gene names that would be read back as other names, or not at all.

    Args:
        names: Names of genes.
        what: What is to be written, to begin a sentence.

    Raises:
        ValueError: If a name is a number, but neither a whole one nor a word as "nan" is.
    """
    for name in names:
        if is_number(name) and not name.isalpha() and not (name.isascii() and name.isdigit()):
            raise ValueError(f"{what} cannot hold the gene name {name!r}, which is a number.")

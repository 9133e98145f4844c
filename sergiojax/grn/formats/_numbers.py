"""Numbers and gene ids in text files."""

import math
import re
from collections.abc import Iterable

import numpy as np

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+)(\.0*)?", re.ASCII)
LARGEST = float(np.finfo(np.float32).max)


def parse_number(cell: str, *, decimal_comma: bool = False) -> float:
    """Return the number in a cell.

    Args:
        cell: Text of the cell; a typographic minus is accepted.
        decimal_comma: Whether "2,5" means two and a half.

    Raises:
        ValueError: If it is not a number, not finite or too large; the message ends a sentence.
    """
    text = _plain(cell, decimal_comma=decimal_comma)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"must be finite, but is {cell}.")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"must be a number, but is {cell!r}.")
    number = float(text)
    if abs(number) > LARGEST:
        raise ValueError(f"is too large: {cell}.")
    return number


def is_number(cell: str, *, decimal_comma: bool = False) -> bool:
    """Return whether a cell holds a number, finite or not."""
    text = _plain(cell, decimal_comma=decimal_comma)
    return bool(_NUMBER.fullmatch(text) or _NOT_FINITE.fullmatch(text))


def _plain(cell: str, *, decimal_comma: bool) -> str:
    text = cell.replace("\N{MINUS SIGN}", "-")
    return text.replace(",", ".") if decimal_comma and text.count(",") == 1 else text


def parse_whole(cell: str) -> int | None:
    """Return the whole number in a cell ("5" or "5.0"), or None."""
    match = _WHOLE.fullmatch(cell)
    return int(match[1]) if match and len(match[1]) <= 18 else None


def tidy_ids(names: Iterable[str]) -> dict[str, str]:
    """Return the meaning of gene names: if all are whole numbers, "53.0" is "53".

    Spreadsheets and NumPy write ids as floats. A single other name leaves all names unchanged.
    """
    names = list(names)
    if all(map(_WHOLE.fullmatch, names)):
        return {name: name.partition(".")[0] for name in names}
    return {name: name for name in names}


def order_genes(genes: Iterable[str]) -> tuple[str, ...]:
    """Return numeric ids by number, other names in the order of first mention."""
    genes = list(dict.fromkeys(genes))
    if all(gene.isascii() and gene.isdigit() for gene in genes):
        genes.sort(key=int)
    return tuple(genes)


def shortest(number: float | np.floating) -> float:
    """Return the number with the fewest digits that is the same float32."""
    return float(str(np.float32(number)))


def write_number(number: float | np.floating) -> str:
    """Return the shortest text that is read back as the same float32; NaN is ""."""
    return "" if math.isnan(number) else repr(shortest(number))

"""Cells from a table as text: commas, tabs or semicolons, gzipped or not, genes on either side."""

import re
import zlib
from collections.abc import Sequence
from io import StringIO
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from jaxtyping import Float

from sergiojax.io._orientation import genes_in_rows

MOST_TEXT = 100 << 20  # bytes: 10,000 cells × 3,000 genes have about 60 MB; larger ones are h5ad

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LABEL = re.compile(
    r"(cluster|leiden|louvain|cell.?types?|labels?|groups?|batch|sample|condition|ident|state|stage)",
    re.IGNORECASE,
)
_FEW = 5  # columns of whole numbers next to the network's genes; up to these, they are labels
_MOST_LABELS = 100


class CellTable(NamedTuple):
    """Cells from a table.

    Attributes:
        matrix: Levels.
        genes: Name of every column.
        labels: Columns that may hold the cell types, by name.
        notes: One sentence for each thing that a user should know.
        cells: Name of every row; empty if the table has none.
    """

    matrix: Float[np.ndarray, "cells genes"]
    genes: list[str]
    labels: dict[str, list[str]]
    notes: tuple[str, ...]
    cells: list[str] = []  # noqa: RUF012 (never changed)


def read_cell_table(content: bytes, gene_names: Sequence[str] = ()) -> CellTable:
    """Read a table of cells in either orientation.

    Args:
        content: Text with commas, tabs or semicolons and a header, possibly gzipped.
        gene_names: The network's genes, which show whether rows or columns are genes. If the table
            has none of them, the first cell of the header may name the rows, or names may look
            like those of genes (Ensembl's) or cells (barcodes); else genes are columns.

    Returns:
        Cells × genes. Columns of words are labels, and so are columns of whole numbers that have
        a label's name ("cluster") or are few among the network's genes.

    Raises:
        ValueError: If it is not such a table, or too large.
    """
    table = _parse(_text(content))
    known = {name.casefold() for name in gene_names}
    rows = table.iloc[:, 0].astype(str)
    corner, *header = (str(column) for column in table.columns)
    notes: tuple[str, ...] = ()
    if genes_in_rows(header, rows.tolist(), known, corner=corner):
        table = _turn(table, rows)
        notes = ("Genes were in the rows, so the table was transposed.",)
    return _split(table, known, notes)


def _text(content: bytes) -> str:
    if content.startswith(b"\x1f\x8b"):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            content = unpacker.decompress(content, MOST_TEXT + 1)
        except zlib.error as error:
            raise ValueError("This gzip file is damaged.") from error
        if not unpacker.eof and len(content) <= MOST_TEXT:
            raise ValueError("This gzip file is incomplete.")
    if len(content) > MOST_TEXT:
        raise ValueError(
            f"A table of cells may have {MOST_TEXT >> 20} MB of text. Save larger ones as h5ad."
        )
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")  # what Western spreadsheets write
    if "\0" in text or not text.strip():
        raise ValueError("This is not a table of cells as text.")
    return text


def _parse(text: str) -> pd.DataFrame:
    lines = text.split("\n", 2)
    delimiter = max("\t;,", key=lines[0].count)
    decimal = (
        "," if delimiter == ";" and re.search(r"\d,\d", lines[1] if lines[1:] else "") else "."
    )
    try:
        table = pd.read_csv(StringIO(text), sep=delimiter, decimal=decimal, low_memory=False)
    except (ValueError, pd.errors.ParserError, OverflowError) as error:
        message = "This is not a table of cells: its lines differ in length or have no header."
        raise ValueError(message) from error
    if table.index.nlevels == 1 and not isinstance(table.index, pd.RangeIndex):
        table = table.reset_index(names="Unnamed: 0")  # R leaves the corner out
    if table.index.nlevels > 1 or table.shape[0] == 0 or table.shape[1] < 2:
        raise ValueError("This is not a table of cells: it needs a header, and columns of numbers.")
    return table


def _turn(table: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Return cells × genes from genes × cells."""
    turned = table.iloc[:, 1:].T
    turned.columns = pd.Index(names)
    if not all(map(pd.api.types.is_numeric_dtype, turned.dtypes)):  # a row of words is among them
        turned = turned.apply(_as_numbers)
    return turned


def _as_numbers(column: pd.Series) -> pd.Series:
    try:
        numbers: Any = pd.to_numeric(column)  # the stubs promise less than a column
    except (TypeError, ValueError):
        return column
    return numbers


def _split(table: pd.DataFrame, known: set[str], notes: tuple[str, ...]) -> CellTable:
    """Separate genes from labels, and leave out the names or numbers of the cells."""
    columns = [str(column) for column in table.columns]
    values = [table.iloc[:, place] for place in range(len(columns))]
    numeric = [pd.api.types.is_numeric_dtype(value) for value in values]
    whole = [
        _is_whole(v) if n and c.casefold() not in known else False
        for c, v, n in zip(columns, values, numeric, strict=True)
    ]
    alone = bool(known & {column.casefold() for column in columns}) and sum(whole) <= _FEW
    genes, labels, cells = [], {}, [str(name) for name in table.index] if notes else []
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        is_first = place == 0 and not notes
        if is_first and column.casefold() not in known and _names_cells(column, value):
            cells = value.astype(str).tolist()
            continue
        if not numeric[place]:
            labels[column] = value.astype(str).tolist()
        elif whole[place] and (alone or _LABEL.fullmatch(column)):
            labels[column] = value.astype(int).astype(str).tolist()
        else:
            genes.append(place)
    if not genes:
        raise ValueError("This table has no column of numbers for a gene.")
    matrix = table.iloc[:, genes].to_numpy(np.float32)
    return CellTable(matrix, [columns[place] for place in genes], labels, notes, cells)


def _names_cells(column: str, value: pd.Series) -> bool:
    """Return whether the first column has the names or the numbers of the rows."""
    if pd.api.types.is_numeric_dtype(value):
        return column.startswith("Unnamed") or column == ""
    return bool(value.is_unique) and len(value) > 1


def _is_whole(value: pd.Series) -> bool:
    """Return whether a column could number clusters: whole values, and few different ones."""
    entries = value.to_numpy(float)
    if not np.isfinite(entries).all() or (entries != np.rint(entries)).any():
        return False
    return len(np.unique(entries)) <= min(_MOST_LABELS, max(len(entries) // 2, 2))

"""Edges as JSON other than graphs: pandas' tables, lists of pairs, dictionaries of targets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sergiojax._types import Json, JsonObject
from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats import database, edge_list
from sergiojax.grn.formats._column_words import names_both
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_json import parse_graph_json
from sergiojax.grn.formats._property_graph import to_text
from sergiojax.grn.formats._table import write_table

_LABEL = "Edges as JSON"
_HEADER = ["regulator", "target", "strength"]

Cells = list[str]


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    document = parse_graph_json(files[0])
    return _as_table(document) is not None or _as_targets(document) is not None


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a table or a dictionary of targets as if it had been saved with tabs.

    Raises:
        GRNFormatError: If the JSON is broken or is neither, or the edges are not understood.
    """
    source = only_file(files, "a list of edges in JSON")
    document, file = parse_graph_json(source), source.name
    rows, warnings = _as_table(document), []
    if rows is None:
        rows = _as_targets(document)
        problem = "keys are taken as regulators, and their values as targets."
        warnings = [Finding(file, None, problem, "Invert the file if it is the other way round.")]
    if not rows:
        raise GRNFormatError(
            file, None, "this JSON holds neither a table of edges nor a dictionary of targets."
        )
    text = write_table([[_tidy(cell) for cell in row] for row in rows], delimiter="\t")
    table = SourceFile(f"{file}, as a table", text.encode())
    found = database.FORMAT if database.FORMAT.sniff([table]) else edge_list.FORMAT
    if found.read is None:
        raise TypeError(f"{found.label} must be readable.")
    design, report = found.read([table], options)
    warnings += report.warnings
    return design, replace(report, format=_LABEL, files=(file,), warnings=tuple(warnings))


def _tidy(cell: str) -> str:
    return " ".join(cell.split())


def _as_table(document: Json) -> list[Cells] | None:
    """Return rows from records, columns, or a list of lists; None if it is not a table."""
    if isinstance(document, list):
        return _from_records(document) or _from_lists(document)
    if not isinstance(document, dict):
        return None
    columns, data = document.get("columns"), document.get("data")
    if isinstance(columns, list) and isinstance(data, list):  # orient="split"
        rows = _from_lists(data)
        return [[to_text(name) for name in columns], *rows] if rows else None
    if all(isinstance(value, dict) for value in document.values()):  # "index"
        by_row = _from_records(list(document.values()))
        if by_row and _names_genes(by_row[0]):
            return by_row
    if _names_genes(list(document)):  # "columns" and "list"
        return _from_columns(document)
    lists = [value for value in document.values() if isinstance(value, list)]
    tables = [rows for rows in map(_from_records, lists) if rows and _names_genes(rows[0])]
    return tables[0] if len(tables) == 1 else None  # "table", or any other key around it


def _from_records(items: Sequence[Json]) -> list[Cells] | None:
    if not items or not all(isinstance(item, dict) and item for item in items):
        return None
    names = list(dict.fromkeys(name for item in items for name in item))
    return [names, *([to_text(item.get(name)) for name in names] for item in items)]


def _from_lists(items: Sequence[Json]) -> list[Cells] | None:
    """Return rows of two or more texts and numbers each, all of the same length."""
    if not items or not all(isinstance(item, list) for item in items):
        return None
    widths = {len(item) for item in items}
    if len(widths) > 1 or widths < {2}:
        return None
    rows = [[to_text(value) for value in item] for item in items]
    return rows if all(row[0] and row[1] for row in rows) else None


def _from_columns(document: JsonObject) -> list[Cells] | None:
    columns = [
        list(column.values()) if isinstance(column, dict) else column
        for column in document.values()
    ]
    if not all(isinstance(column, list) for column in columns):
        return None
    if len({len(column) for column in columns}) > 1:
        return None
    texts = [[to_text(value) for value in column] for column in columns]
    return [list(document), *map(list, zip(*texts, strict=True))]


def _names_genes(names: Sequence[str]) -> bool:
    return names_both(names)


def _as_targets(document: Json) -> list[Cells] | None:
    """Return one row per edge of {"A": ["B"], "C": {"D": -1.5, "E": {"weight": 2}}}."""
    if not isinstance(document, dict) or not document:
        return None
    try:
        rows = [
            [regulator, *pair] for regulator, held in document.items() for pair in _targets(held)
        ]
    except TypeError:
        return None
    has_numbers = any(row[2] for row in rows)
    width = 3 if has_numbers else 2
    return [_HEADER[:width], *(row[:width] for row in rows)] if rows else None


def _targets(held: Json) -> Iterator[tuple[str, str]]:
    """Yield targets and their values; raises TypeError if it is something else."""
    if isinstance(held, list) and all(isinstance(item, str) for item in held):
        yield from ((item, "") for item in held)
    elif isinstance(held, dict):
        for target, value in held.items():
            inner = [*value.values()] if isinstance(value, dict) else [value]
            if len(inner) > 1 or any(isinstance(item, dict | list) for item in inner):
                raise TypeError
            yield target, to_text(inner[0]) if inner else ""
    else:
        raise TypeError


FORMAT = Format(
    name="json-table",
    label=_LABEL,
    holds="regulators and targets, as in pandas and Python dictionaries",
    suffixes=(".json",),
    file_names=("network.json",),
    defaults=edge_list.FORMAT.defaults,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=edge_list.FORMAT.losses,
    syntax="json",
)

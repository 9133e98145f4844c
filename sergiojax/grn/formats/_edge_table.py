"""Finds the table of an edge list: under a title, separated by spaces, or in a foreign layout."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES
from sergiojax.grn._report import Finding, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._column_words import find_role, names_both, plain
from sergiojax.grn.formats._sign_columns import cells_of
from sergiojax.grn.formats._signs import is_phrase
from sergiojax.grn.formats._table import Row, Table, read_table

_TITLE_ROWS = 10  # in which a header is searched for
_BLANK_ROWS = 50  # that must look alike where spaces separate the cells
_DATA = re.compile(r"\{(.*)\}\s*$")  # networkx puts the data of an edge at the end of its line
_DATA_AFTER = re.compile(r"\S+ \S+ \{")  # up to the comma between two items of the data
_ITEM = re.compile(r"""['"](\w+)['"]:\s*(?:'([^']*)'|"([^"]*)"|([^,\s]+))""")
_LONGEST_NAME = 500  # characters of an edge
_EDGE_NAME = re.compile(r"(.+?) \((.*?)\) (.+)")  # Cytoscape: "A (activates) B"
_REGULON_GENE = re.compile(r"\(\s*['\"]([^'\"]+)['\"]\s*,")
_NOTE = re.compile(
    r"[*\u2020\u2021]|((foot)?notes?|abbreviations?|legend|key|total|sources?|references?)\s*:",
    re.IGNORECASE,
)
_PROGRAMS = {
    "combinedscore": "STRING",
    "node1stringid": "STRING",
    "stringida": "STRING",
    "officialsymbolinteractora": "BioGRID",
    "biogridinteractionid": "BioGRID",
    "idsinteractora": "PSI-MI (IntAct)",
    "idinteractora": "PSI-MI (IntAct)",
    "fromaltname": "WGCNA",
}
_NO = frozenset({"undirected", "false", "f", "no", "0"})


def read_edge_table(file: SourceFile, *, most_rows: int | None = None) -> Table:
    """Return the rows of an edge list, the header first if there is one.

    Raises:
        GRNFormatError: If the content is not text, or its layout is broken.
    """
    table = read_table(file, most_rows=most_rows)
    first = table.rows[0].cells
    if len(first) == 1 and names_both(first[0].split("|")):
        table = read_table(file, most_rows=most_rows, delimiter="|")
    elif len(first) == 1 and " " in first[0]:
        parted = read_table(file, most_rows=most_rows, delimiter=" ")
        rows = [row.cells for row in parted.rows[:_BLANK_ROWS]]
        if names_both(rows[0]) or _is_list(rows):
            table = parted
    elif _DATA_AFTER.match(first[0]):
        table = read_table(file, most_rows=most_rows, delimiter=" ")
    table = _spread_data(table)
    return skip_notes(_from_cytoscape(_from_base_network(_from_regulons(table))))


def _is_list(rows: Sequence[tuple[str, ...]]) -> bool:
    """Return whether rows split at spaces are pairs of genes, with a number, a sign or data."""
    if any(cells[2:3] and cells[2].startswith("{") for cells in rows):
        return all(len(cells) > 2 and cells[2].startswith("{") for cells in rows)
    width = len(rows[0])
    if width not in (2, 3) or any(len(cells) != width for cells in rows):
        return False
    if width == 2:  # not a sentence of two words
        return len(rows) > 1 and not any(is_phrase(cell) for cells in rows for cell in cells)
    return all(is_phrase(cells[2]) or _is_decimal(cells[2]) for cells in rows)


def _is_decimal(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?", cell, re.IGNORECASE))


def _spread_data(table: Table) -> Table:
    """Give each key of networkx's edge data a column: "A B {'weight': 2.5}"."""
    if not table.rows[0].cell(2).startswith("{"):
        return table
    found: list[tuple[Row, dict[str, str]]] = []
    for row in table.rows:
        data = _DATA.match(table.delimiter.join(row.cells[2:]))
        if data is None:
            raise table.error(row, "the data of the edge must be enclosed in { and }.")
        items = {item[0]: item[1] or item[2] or item[3] for item in _ITEM.findall(data[1])}
        found.append((row, items))
    keys = list(dict.fromkeys(key for _, items in found for key in items))
    header = Row(table.rows[0].line, ("source", "target", *keys))
    rows = (
        Row(row.line, (*row.cells[:2], *(items.get(key, "") for key in keys)))
        for row, items in found
    )
    return replace(table, rows=(header, *rows))


def skip_notes(table: Table) -> Table:
    """Leave out what is above the header and below the last edge of a table."""
    table = _skip_title(table)
    rows = list(table.rows)
    while len(rows) > 1 and len(rows[0].cells) > 1 and _is_note(rows[-1]):
        rows.pop()
    notes = table.rows[len(rows) :]
    if not notes:
        return table
    texts = enumerate_names([next(filter(None, row.cells)) for row in notes])
    problem = f"{count(len(notes), 'row')} of notes below the edges: {texts}."
    finding = Finding(table.name, notes[0].line, problem)
    return replace(table, rows=tuple(rows), dropped=(*table.dropped, finding))


def _is_note(row: Row) -> bool:
    """Return whether a row is a sentence in one cell, or a note, which commas may split."""
    text, *others = filter(None, row.cells)
    return (" " in text and not others) or bool(_NOTE.match(text))


def _skip_title(table: Table) -> Table:
    """Leave out a title above the header: rows with fewer cells, among the first ten."""
    for number, row in enumerate(table.rows[:_TITLE_ROWS]):
        width = sum(map(bool, row.cells))
        above = table.rows[:number]
        if names_both(row.cells) and all(sum(map(bool, each.cells)) < width for each in above):
            if not above:
                return table
            texts = enumerate_names([next(filter(None, each.cells)) for each in above])
            problem = f"{count(number, 'row')} above the header: {texts}."
            finding = Finding(table.name, above[0].line, problem)
            return replace(table, rows=table.rows[number:], dropped=(*table.dropped, finding))
    return table


def _from_cytoscape(table: Table) -> Table:
    """Take the genes from the names of edges, "A (activates) B", if nothing else names them."""
    header, *rows = table.rows
    if names_both(header.cells) or not rows:
        return table
    for column, name in enumerate(header.cells):
        if plain(name) not in ("name", "sharedname"):
            continue
        edges = [_EDGE_NAME.fullmatch(row.cell(column)[:_LONGEST_NAME]) for row in rows]
        if all(edges):
            cells = [(edge[1], edge[3], edge[2]) for edge in edges if edge]
            width = len(header.cells)
            body = (
                Row(row.line, (*(row.cell(n) for n in range(width)), *ends))
                for row, ends in zip(rows, cells, strict=True)
            )
            names = (*header.cells, "source", "target", "relation")
            return replace(table, rows=(Row(header.line, names), *body))
    return table


def _from_regulons(table: Table) -> Table:
    """List the genes of pySCENIC's regulons, which are in one cell with their weights."""
    place: dict[str, int] = {}
    for number, row in enumerate(table.rows[:3]):
        place |= {cell: column for column, cell in enumerate(row.cells) if cell}
        if {"TF", "TargetGenes"} <= place.keys():
            genes, context = place["TargetGenes"], place.get("Context", -1)
            body = _list_regulons(table, table.rows[number + 1 :], place["TF"], genes, context)
            header = Row(row.line, ("regulator", "target", "sign"))
            return replace(table, rows=(header, *body))
    return table


def _list_regulons(
    table: Table, rows: Sequence[Row], tf: int, genes: int, context: int
) -> Iterator[Row]:
    seen = set()
    for row in rows:
        said = row.cell(context) if context >= 0 else ""
        sign = "-" if "repressing" in said else "+" if "activating" in said else "?"
        for gene in _REGULON_GENE.findall(row.cell(genes)):
            cells = (row.cell(tf), gene, sign)
            if row.cell(tf) and cells not in seen:  # a gene may occur in several motifs
                seen.add(cells)
                yield Row(row.line, cells)
        if len(seen) > MAX_EDGES:
            raise table.error(
                row, f"a network may have at most {MAX_EDGES:,} edges, but this file has more."
            )


def _from_base_network(table: Table) -> Table:
    """List the edges of CellOracle's base network: peaks and genes by transcription factors."""
    header, *rows = table.rows
    names = [plain(cell) for cell in header.cells]
    if not {"peakid", "geneshortname"} <= set(names):
        return table
    gene = names.index("geneshortname")
    factors = [n for n in range(len(names)) if names[n] not in ("", "peakid", "geneshortname")]
    edges: dict[tuple[str, str], int] = {}
    for row in rows:
        for column in factors:
            if row.cell(column) in ("1", "1.0", "True"):
                edges.setdefault((header.cells[column], row.cell(gene)), row.line)
        if len(edges) > MAX_EDGES:
            problem = f"a base network of CellOracle has more than {MAX_EDGES:,} edges; use the "
            raise table.error(row, f"{problem}links that CellOracle has fitted and filtered.")
    body = (Row(line, ends) for ends, line in edges.items())
    return replace(table, rows=(Row(header.line, ("regulator", "target")), *body))


def refuse_undirected(table: Table) -> None:
    """Refuse pairs of genes without a direction.

    Raises:
        GRNFormatError: If the columns are of a database without directions, or say that none of
            the rows has one.
    """
    header, *rows = table.rows
    names = [plain(cell) for cell in header.cells]
    program = next((_PROGRAMS[name] for name in names if name in _PROGRAMS), None)
    undirected = any(
        find_role(name) in ("direction", "sign")
        and (cells := {cell.lower() for cell in cells_of(rows, column)})
        and (cells == {"undirected"} or (find_role(name) == "direction" and cells <= _NO))
        for column, name in enumerate(header.cells)
    )
    if program is None and not undirected:
        return
    whose = f"the table of {program}" if program else "the table"
    raise GRNFormatError(
        table.name,
        header.line,
        f"{whose} lists pairs without a direction (undirected), but regulation has one. Use a "
        "database of regulation, or keep the pairs that regulate, under regulator and target.",
    )

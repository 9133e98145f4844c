"""SIF, the simple interaction format of Cytoscape and GRNsight: "A activates B C"."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_GENES
from sergiojax.grn._network import GRN
from sergiojax.grn._report import Finding, ReadReport, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._lines import Line, Lines, read_lines
from sergiojax.grn.formats._numbers import is_number, order_genes, parse_number
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._sign_losses import list_sign_losses
from sergiojax.grn.formats._signs import is_sign, parse_sign

_LABEL = "SIF (Cytoscape, GRNsight)"
_DEFAULTS = (
    "SIF never holds decay rates, noise amplitudes, half responses or logic: λ is 0.8, q is 1, h "
    "is automatic, and regulators add up."
)
_PARTED = re.compile(r"[,;]\S")
_WORD = re.compile(r'"[^"]*"|\S+')
_SNIFFED_ROWS = 50
_SIGN_NUMBERS = ("1", "1.0", "0", "0.0")

# Relations of Cytoscape's manual and Pathway Commons that do not imply a sign.
_DIRECTED = {"pd", "controls-expression-of"}
_UNDIRECTED = {"pp", "pm", "mp", "gl", "--", "interacts", "interacts-with", "in-complex-with"}


def _sniff(files: Sequence[SourceFile]) -> bool:
    """Return whether known relations are between names, or the suffix says SIF."""
    if len(files) != 1:
        return False
    try:
        rows = [cells for _, cells in islice(_rows(read_lines(files[0])), _SNIFFED_ROWS)]
    except GRNFormatError:
        return False
    relations = [cells for cells in rows if len(cells) > 2]
    if files[0].suffix == ".sif":
        has_commas = any("," in cell for cells in rows for cell in cells)
        return bool(relations) or "\t" in files[0].text or not has_commas
    return bool(relations) and all(map(_is_known, relations)) and all(map(_is_shape, rows))


def _is_shape(cells: Sequence[str]) -> bool:
    """Return whether a line is an edge or a single gene, not a pair or cells between commas."""
    return len(cells) != 2 and not _PARTED.search(cells[0])


def _is_known(cells: Sequence[str]) -> bool:
    source, relation, target = cells[:3]
    if is_number(relation):  # with a number between, this may be any table
        return not is_number(source) and not is_number(target)
    return bool(relation) and (
        is_sign(relation) or relation.lower() in _DIRECTED or relation.lower() in _UNDIRECTED
    )


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a SIF file.

    Raises:
        GRNFormatError: If a line has two words, or lacks its regulator or targets.
    """
    file = only_file(files, "a SIF network")
    lines = read_lines(file)
    genes: dict[str, None] = {}
    listed: list[DraftEdge] = []
    relations: dict[str, Line] = {}
    numbers_are_signs = _numbers_are_signs(lines)
    for line, cells in _rows(lines):
        listed += _read_row(lines, line, cells, numbers_are_signs=numbers_are_signs)
        genes |= dict.fromkeys(cell for cell in (cells[0], *cells[2:]) if cell)
        if len(cells) > 2:
            relations.setdefault(cells[1], line)
        lines.check_counts(line, n_genes=len(genes), n_edges=len(listed))
    edges, repeats = merge_parallel(listed, file=file.name)
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(file.name,),
        genes=order_genes(genes),
        edges=edges,
        warnings=[*lines.warnings, *_find_doubts(lines, relations), *repeats],
        dropped=lines.dropped,
    )
    return complete(draft, options)


def _rows(lines: Lines) -> Iterator[tuple[Line, list[str]]]:
    """Yield the cells of each line; a line ends with its last filled cell.

    As in Cytoscape, if there is a tab anywhere in the file, tabs separate the cells and spaces
    belong to names; otherwise spaces separate them. Quotes around a cell, as spreadsheets write
    them, are not part of it.
    """
    delimiter = "\t" if "\t" in lines.file.text else None
    most = MAX_GENES + 2
    for line in lines:
        if delimiter is None and '"' in line.text:
            parts = _WORD.findall(line.text)[: most + 1]
        else:
            parts = line.text.split(delimiter, most)
        if delimiter is None:  # spaces and commas separate "A -> B, C"
            parts = [bare for part in parts if (bare := part.rstrip(",;"))]
        cells = [_unquoted(part.strip()) for part in parts]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue  # quotes around nothing: an empty row of a spreadsheet
        if len(cells) > most:
            raise lines.error(line, f"the line has more than {MAX_GENES:,} targets.")
        yield line, cells


def _unquoted(cell: str) -> str:
    """Return a cell without the quotes around it; two quotes inside stand for one."""
    is_quoted = len(cell) > 1 and cell.startswith('"') and cell.endswith('"')
    return cell[1:-1].replace('""', '"').strip() if is_quoted else cell


def _quoted(name: str) -> str:
    """Return the cell of a name; a name that looks like the start of a quoted cell gets quotes."""
    return '"' + name.replace('"', '""') + '"' if name.startswith('"') else name


def _numbers_are_signs(lines: Lines) -> bool:
    """Return whether all numbers between names are 1, -1 and 0: signs, not strengths."""
    relations = {cells[1] for _, cells in _rows(lines) if len(cells) > 2}
    numbers = [relation for relation in relations if _is_numeral(relation)]
    return all(number.lstrip("+-\N{MINUS SIGN}") in _SIGN_NUMBERS for number in numbers)


def _read_row(
    lines: Lines, line: Line, cells: Sequence[str], *, numbers_are_signs: bool
) -> list[DraftEdge]:
    if not cells[0]:
        raise lines.error(line, "the line has no regulator.")
    if len(cells) == 1:
        return []
    if len(cells) == 2:
        problem = "a line must be one gene, or a regulator, a relation and targets, but this one"
        raise lines.error(line, f"{problem} has two words: {cells[0]}, {cells[1]}.")
    regulator, relation, *targets = cells
    sign, size = _read_relation(lines, line, relation, numbers_are_signs=numbers_are_signs)
    return [DraftEdge(regulator, target, line.number, sign, size) for target in targets if target]


def _read_relation(
    lines: Lines, line: Line, relation: str, *, numbers_are_signs: bool
) -> tuple[float | None, float | None]:
    """Return the sign and |K|, each None if the relation does not give it."""
    if _is_numeral(relation) and not numbers_are_signs:
        try:
            strength = parse_number(relation)
        except ValueError as error:
            raise lines.error(line, f"the strength {error}") from error
        return float(np.copysign(1.0, strength)), abs(strength)
    if relation.lower() in _UNDIRECTED or not is_sign(relation):
        return None, None
    return parse_sign(relation), None


def _is_numeral(relation: str) -> bool:
    """Return whether a relation is a number; "nan" is not, but the word for an unknown sign."""
    return is_number(relation) and not (relation.isalpha() and is_sign(relation))


def _find_doubts(lines: Lines, relations: dict[str, Line]) -> list[Finding]:
    found = []
    name = lines.file.name
    undirected = [word for word in relations if word.lower() in _UNDIRECTED]
    if undirected:
        problem = f"relations without direction ({enumerate_names(undirected)}): the gene named"
        problem += " first is taken as the regulator, with unknown sign."
        line = relations[undirected[0]].number
        found.append(Finding(name, line, problem, "Leave out pairs that regulate nothing."))
    unknown = [
        word
        for word in relations
        if word.lower() not in _UNDIRECTED | _DIRECTED and not is_sign(word) and not is_number(word)
    ]
    if unknown:
        problem = f"unknown relations: {enumerate_names(unknown)}; their sign is taken as unknown."
        line = relations[unknown[0]].number
        found.append(Finding(name, line, problem, "Write activates or represses instead."))
    return found


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    grn = design.grn
    if grn.n_genes == 0:
        raise ValueError("SIF cannot hold a network without genes.")
    for name in grn.gene_names:
        if name.startswith("#"):  # a comment
            raise ValueError(f"SIF cannot hold the gene name {name!r}; rename the gene.")
    words = np.where(np.signbit(np.asarray(grn.strength)), "represses", "activates")
    names = list(map(_quoted, grn.gene_names))
    rows = [
        (names[regulator], word, names[target])
        for regulator, word, target in zip(grn.regulator, words, grn.target, strict=True)
    ]
    # A single gene has its tabs too, as GRNsight writes it: else its name could not have spaces.
    alone = [(_quoted(name), "", "") for name in _list_alone(grn)]
    return ("".join("\t".join(row) + "\n" for row in (*alone, *rows)),)


def _list_alone(grn: GRN) -> Sequence[str]:
    """Return the genes that need their own line: those without edges, or all for the order."""
    edges = zip(grn.regulator, grn.target, strict=True)
    mentioned = dict.fromkeys(grn.gene_names[gene] for edge in edges for gene in edge)
    lone = [name for name in grn.gene_names if name not in mentioned]
    return lone if (*lone, *mentioned) == grn.gene_names else grn.gene_names


def _losses(design: Design) -> tuple[str, ...]:
    return list_sign_losses(design, gene_order=order_genes(design.grn.gene_names))


FORMAT = Format(
    name="sif",
    label=_LABEL,
    holds="regulator, relation, targets",
    suffixes=(".sif",),
    file_names=("network.sif",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)

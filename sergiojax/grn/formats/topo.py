"""Circuits of RACIPE and its relatives: "Source Target Type", where 1 activates and 2 inhibits.

Source:
    Huang et al. (2018), BMC Systems Biology 12, 74; types 3 to 6 are those of sRACIPE.
"""

import re
from collections.abc import Sequence
from itertools import islice

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._lines import Line, Lines, read_lines
from sergiojax.grn.formats._losses import list_edge_losses
from sergiojax.grn.formats._numbers import order_genes, parse_whole
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._sign_losses import list_sign_losses

_LABEL = "RACIPE's circuit file"
_DEFAULTS = (
    "RACIPE's circuits never hold kinetic parameters or logic: λ is 0.8, q is 1, h is automatic, "
    "and regulators add up."
)
_HEADER = ("source", "target", "type")
_SUFFIXES = (".topo", ".tpo")
_SNIFFED_ROWS = 50
_SIGNS = {1: 1.0, 2: -1.0}
_OTHER_TYPES = {
    3: "inhibition of degradation",
    4: "activation of degradation",
    5: "activation by signalling",
    6: "inhibition by signalling",
}
_SEPARATOR = re.compile(
    r"[\s,;]+"
)  # RACIPE's own files have spaces or tabs, those of spreadsheets commas
_UNSAFE = re.compile(r"""[\s,;"'#\ufeff]""")


def _sniff(files: Sequence[SourceFile]) -> bool:
    """Return whether there is RACIPE's header above types, or its suffix and rows of three."""
    if len(files) != 1:
        return False
    try:
        rows = [_split(line) for line in islice(read_lines(files[0]), _SNIFFED_ROWS)]
    except GRNFormatError:
        return False
    has_header = tuple(cell.lower() for cell in rows[0]) == _HEADER
    if files[0].suffix in _SUFFIXES:
        return len(rows[0]) == 3
    edges = rows[1:]
    return has_header and bool(edges) and all(_type(cells) is not None for cells in edges)


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a circuit, with or without its header.

    Raises:
        GRNFormatError: If a line does not have three words, or its type is not one of 1 to 6.
    """
    file = only_file(files, "a RACIPE circuit")
    lines = read_lines(file)
    genes: dict[str, None] = {}
    listed: list[DraftEdge] = []
    others: dict[int, list[str]] = {}
    for place, line in enumerate(lines):
        regulator, target, code = _read_row(lines, line, is_first=place == 0)
        if code == 0:
            continue
        genes |= {regulator: None, target: None}
        if code in _SIGNS:
            listed.append(DraftEdge(regulator, target, line.number, _SIGNS[code]))
        else:
            others.setdefault(code, []).append(f"{regulator} → {target}")
        lines.check_counts(line, n_genes=len(genes), n_edges=place)
    if not genes:
        raise lines.error(None, "the file has a header, but no edges.")
    edges, repeats = merge_parallel(listed, file=file.name)
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(file.name,),
        genes=order_genes(genes),
        edges=edges,
        warnings=[*lines.warnings, *repeats],
        dropped=[*lines.dropped, *_find_others(file.name, others)],
    )
    return complete(draft, options)


def _split(line: Line) -> list[str]:
    """Return the words of a line without the quotes that R adds."""
    words = _SEPARATOR.split(line.text.strip(), maxsplit=3)
    return [word[1:-1] if re.fullmatch(r'"[^"]+"', word) else word for word in words]


def _type(cells: Sequence[str]) -> int | None:
    code = parse_whole(cells[2]) if len(cells) == 3 else None
    return code if code in _SIGNS or code in _OTHER_TYPES else None


def _read_row(lines: Lines, line: Line, *, is_first: bool) -> tuple[str, str, int]:
    """Return the regulator, the target and the type, which is 0 for the header."""
    cells = _split(line)
    if len(cells) != 3 or not all(cells):
        problem = (
            f"a line must be source, target and type, but this one is {line.text.strip()[:40]!r}."
        )
        raise lines.error(line, problem)
    code = _type(cells)
    if code is None and is_first and not cells[2][:1].isdigit() and cells[2][:1] not in "+-":
        return "", "", 0
    if code is None:
        problem = "the type must be 1 for activation or 2 for inhibition, or one of sRACIPE's 3 to"
        raise lines.error(line, f"{problem} 6, but is {cells[2]!r}.")
    return cells[0], cells[1], code


def _find_others(file: str, others: dict[int, list[str]]) -> list[Finding]:
    return [
        Finding(
            file,
            None,
            f"{count(len(edges), 'edge')} of type {code}, {_OTHER_TYPES[code]}: "
            f"{enumerate_names(edges)}.",
            "Only regulated production can be simulated.",
        )
        for code, edges in sorted(others.items())
    ]


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    grn = design.grn
    if grn.n_edges == 0:
        raise ValueError("A RACIPE circuit cannot hold a network without edges.")
    for name in grn.gene_names:
        if _UNSAFE.search(name):
            problem = "spaces, commas, semicolons, quotes and # have a different meaning there"
            raise ValueError(f"RACIPE cannot hold the gene name {name!r}: {problem}. Rename it.")
    types = np.where(np.signbit(np.asarray(grn.strength)), "2", "1")
    rows = [
        (grn.gene_names[regulator], grn.gene_names[target], code)
        for regulator, target, code in zip(grn.regulator, grn.target, types, strict=True)
    ]
    return ("".join("\t".join(row) + "\n" for row in (("Source", "Target", "Type"), *rows)),)


def _losses(design: Design) -> tuple[str, ...]:
    return list_edge_losses(design, list_sign_losses)


FORMAT = Format(
    name="topo",
    label=_LABEL,
    holds="source, target, type 1 or 2",
    suffixes=_SUFFIXES,
    file_names=("network.topo",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)

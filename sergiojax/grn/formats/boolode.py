"""Rule files of BoolODE, the simulator behind BEELINE: "Gene" and "Rule", in Python's logic.

Source:
    Pratapa et al. (2020), Nature Methods 17, 147-154; https://github.com/Murali-group/BoolODE.
"""

from collections.abc import Sequence
from dataclasses import replace

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._boolean import unquote
from sergiojax.grn.formats._draft import complete
from sergiojax.grn.formats._format import Format, ReadOptions
from sergiojax.grn.formats._rules import (
    RULE_DEFAULTS,
    Operators,
    Rule,
    draft_rules,
    list_rule_losses,
    write_rules,
)
from sergiojax.grn.formats._table import Table, read_table, write_table

_LABEL = "BoolODE's rules"
_HEADER = ("gene", "rule")
_OPERATORS = Operators(conjunction=" and ", disjunction=" or ", negation="not ")

# Other files that BoolODE takes with the rules, by their header.
_COMPANIONS = {
    ("genes", "values"): "initial conditions are not used; the simulation chooses how cells start.",
    ("gene1", "gene2", "strength"): "interaction strengths are not used: BoolODE divides its "
    "threshold by them, and here half responses are automatic.",
    ("input", "value"): "input levels are not used; they are basal rates here.",
    ("node", "type"): "types of nodes are not used; all nodes are genes here.",
    ("parameter", "value"): "parameters of BoolODE's equations are not used.",
}


def _header(file: SourceFile) -> tuple[str, ...]:
    """Return the names of the columns in lower case; nothing if the file is not a table."""
    try:
        first = read_table(file, most_rows=1).rows[0]
    except GRNFormatError:
        return ()
    return tuple(cell.lower() for cell in first.cells if cell)


def _sniff(files: Sequence[SourceFile]) -> bool:
    headers = [_header(file) for file in files]
    others = [header for header in headers if header != _HEADER]
    return len(others) == len(headers) - 1 and all(header in _COMPANIONS for header in others)


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the rules; accompanying files are listed, but not used.

    Raises:
        GRNFormatError: If no file or several have rules, a row does not have two cells, or a rule
            breaks the grammar.
    """
    headers = [_header(file) for file in files]
    n_rules = headers.count(_HEADER)
    if n_rules != 1:
        problem = "this is not a file of rules: its first line must be Gene, tab, Rule."
        if n_rules:
            problem = "there are two files of rules; open one of them."
        raise GRNFormatError(files[0].name, None, problem)
    table = read_table(files[headers.index(_HEADER)])
    if len(table.rows) == 1:
        raise GRNFormatError(table.name, None, "the file has a header, but no rules.")
    draft = draft_rules(_rules(table), file=table.name, label=_LABEL, defaults=RULE_DEFAULTS)
    names = tuple(file.name for file in files)
    unused = [
        Finding(file.name, None, _COMPANIONS.get(header, "this file is not used."))
        for file, header in zip(files, headers, strict=True)
        if header != _HEADER
    ]
    draft = replace(
        draft,
        files=(table.name, *(name for name in names if name != table.name)),
        warnings=[*table.warnings, *draft.warnings],
        dropped=[*table.dropped, *draft.dropped, *unused],
    )
    return complete(draft, options)


def _rules(table: Table) -> list[Rule]:
    rules = []
    for row in table.rows[1:]:
        gene, *cells = row.cells
        if len(cells) == 0 or any(cells[1:]):
            found = count(len(row.cells), "cell")
            problem = f"a line must be a gene, a tab and its rule, but this one has {found}."
            raise table.error(row, problem)
        rules.append(Rule(unquote(gene), cells[0], row.line))
    return rules


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    if design.grn.n_genes == 0:
        raise ValueError("Rules cannot hold a network without genes.")
    rows = [("Gene", "Rule"), *write_rules(design.grn, operators=_OPERATORS)]
    return (write_table(rows, delimiter="\t"),)


FORMAT = Format(
    name="boolode",
    label=_LABEL,
    holds="genes and Boolean rules with and, or, not",
    suffixes=(".txt",),
    file_names=("network_rules.txt",),
    defaults=RULE_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=list_rule_losses,
)

"""Rules of R's BoolNet, the .bnet files of CoLoMoTo's tools: "target, factors" with & | !.

Source:
    Müssel, Hopfensitz and Kestler (2010), Bioinformatics 26(10), 1378-1380.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from sergiojax.grn._design import Design
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._boolean import parse_expression, unquote
from sergiojax.grn.formats._draft import complete
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._lines import (
    Line,
    Lines,
    find_comments,
    read_lines,
    strip_comments,
)
from sergiojax.grn.formats._rules import (
    RULE_DEFAULTS,
    Operators,
    Rule,
    draft_rules,
    list_rule_losses,
    write_rules,
)

_LABEL = "BoolNet's rules (.bnet)"
_HEADER = re.compile(r"targets\s*([,\t])\s*(factors|functions)\s*(.*)", re.IGNORECASE)
_OPERATORS = Operators(conjunction=" & ", disjunction=" | ", negation="!")
_SNIFFED_ROWS = 50


def _sniff(files: Sequence[SourceFile]) -> bool:
    """Return whether there is BoolNet's header, or without one rules with operators."""
    if len(files) != 1:
        return False
    try:
        rows = [line.text for line in islice(strip_comments(read_lines(files[0])), _SNIFFED_ROWS)]
        if not rows or _HEADER.fullmatch(rows[0]):
            return bool(rows)
        rules = [row.partition(",")[2] for row in rows]
        for rule in rules:
            parse_expression(rule)
    except ValueError:  # GRNFormatError is a ValueError too
        return False
    return files[0].suffix == ".bnet" or any(sign in rule for rule in rules for sign in "&|!")


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read rules, with or without BoolNet's header.

    Raises:
        GRNFormatError: If a line is not a rule, a gene has two, or the rules need more than Boolean
            logic.
    """
    file = only_file(files, "a list of BoolNet's rules")
    lines = read_lines(file)
    draft = draft_rules(_rules(lines), file=file.name, label=_LABEL, defaults=RULE_DEFAULTS)
    if not draft.genes:
        raise lines.error(None, "the file holds no rules.")
    draft = replace(
        draft,
        warnings=[*lines.warnings, *draft.warnings],
        dropped=[*lines.dropped, *find_comments(lines), *draft.dropped],
    )
    return complete(draft, options)


def _rules(lines: Lines) -> Iterator[Rule]:
    delimiter = ","
    for place, line in enumerate(strip_comments(lines)):
        header = _HEADER.fullmatch(line.text) if place == 0 else None
        if header:
            delimiter = header[1]
            _refuse_probabilities(lines, line, header[3])
            continue
        gene, separator, rule = line.text.partition(delimiter)
        if not separator:
            problem = f"a line must be a gene, a comma and its rule, but this one is {gene[:40]!r}."
            raise lines.error(line, problem)
        head, _, rest = rule.partition(delimiter)
        if head.count("(") == head.count(
            ")"
        ):  # otherwise the comma separates arguments of a function
            _refuse_probabilities(lines, line, rest)
        yield Rule(unquote(gene), rule, line.number)


def _refuse_probabilities(lines: Lines, line: Line, rest: str) -> None:
    if rest.strip():
        problem = "a third column is for probabilistic networks, where a gene has several rules;"
        raise lines.error(line, f"{problem} keep one rule per gene, without its probability.")


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    if design.grn.n_genes == 0:
        raise ValueError("Rules cannot hold a network without genes.")
    rows = [("targets", "factors"), *write_rules(design.grn, operators=_OPERATORS)]
    return ("".join(f"{gene}, {rule}\n" for gene, rule in rows),)


FORMAT = Format(
    name="boolnet",
    label=_LABEL,
    holds="genes and Boolean rules with &, | and !",
    suffixes=(".bnet",),
    file_names=("network.bnet",),
    defaults=RULE_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=list_rule_losses,
)

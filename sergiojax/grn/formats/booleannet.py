"""Rules as BooleanNet and Cell Collective write them: "A* = B and not C" or "A = B AND NOT C".

Source:
    Albert et al. (2008), Source Code Biol. Med. 3, 16 (BooleanNet); Helikar et al. (2012), BMC
    Syst. Biol. 6, 96 (Cell Collective).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._boolean import parse_expression
from sergiojax.grn.formats._draft import complete
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._lines import (
    Line,
    Lines,
    find_comments,
    read_lines,
    strip_comments,
)
from sergiojax.grn.formats._rules import RULE_DEFAULTS, Rule, draft_rules, list_rule_losses

_LABEL = "Boolean rules (BooleanNet, Cell Collective)"
# "1:" is BooleanNet's rank, which says when a rule is evaluated; * marks the next time step.
_ASSIGNMENT = re.compile(
    r"""(?:\d++\s*+:(?!=)\s*+)?
    (?: (?P<quote>["'`])(?P<quoted>[^"'`]++)(?P=quote) | (?P<plain>[^\s=()&|!~<>,*"`$]++) )
    \s*+ (?P<star>\*)? \s*+ :?=(?!=) \s*+ (?P<rule>.*+)""",
    re.VERBOSE,
)
_STATES = ("true", "false", "random")
_OPERATOR = re.compile(r"[&|!~\xac\u2227\u2228]|\b(?:and|or|not)\b", re.IGNORECASE)
_SNIFFED_ROWS = 50


class _Assignment(NamedTuple):
    line: Line
    gene: str
    is_starred: bool
    rule: str

    @property
    def is_state(self) -> bool:
        """Whether it could be an initial state: True, False or Random, as in "B = True"."""
        return self.rule.rpartition("=")[2].strip().lower() in _STATES


def _sniff(files: Sequence[SourceFile]) -> bool:
    """Return whether most lines are assignments, and some has a star or Boolean operators."""
    if len(files) != 1:
        return False
    try:
        lines = list(islice(strip_comments(read_lines(files[0])), _SNIFFED_ROWS))
    except GRNFormatError:
        return False
    found = [rule for line in lines if (rule := _split(line)) is not None]
    return 2 * len(found) > len(lines) and any(map(_is_boolean, found))


def _is_boolean(assignment: _Assignment) -> bool:
    """Return whether a rule is more than a plain "name = value", as any program has it."""
    if not (assignment.is_starred or _OPERATOR.search(assignment.rule)):
        return False
    try:
        return bool(parse_expression(assignment.rule).names)
    except ValueError:
        return False


def _split(line: Line) -> _Assignment | None:
    found = _ASSIGNMENT.fullmatch(line.text.rstrip(";"))
    if not found:
        return None
    gene = (found["quoted"] or found["plain"]).strip()
    return _Assignment(line, gene, bool(found["star"]), found["rule"])


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read rules; initial states and ranks are left out.

    Raises:
        GRNFormatError: If a line is not a rule, a gene has two, or the rules need more than Boolean
            logic.
    """
    file = only_file(files, "a list of Boolean rules")
    lines = read_lines(file)
    rules, states = _part_states(list(_assignments(lines)))
    if not rules:
        raise lines.error(None, "the file holds no rules.")
    draft = draft_rules(
        (Rule(gene, rule, line.number) for line, gene, _, rule in rules),
        file=file.name,
        label=_LABEL,
        defaults=RULE_DEFAULTS,
    )
    dropped = [*lines.dropped, *find_comments(lines), *_find_states(lines, states), *draft.dropped]
    warnings = [*lines.warnings, *draft.warnings]
    return complete(replace(draft, warnings=warnings, dropped=dropped), options)


def _assignments(lines: Lines) -> Iterator[_Assignment]:
    for line in strip_comments(lines):
        found = _split(line)
        if found is None:
            problem = "a line must be a gene, = or *=, and its rule, but this one is "
            raise lines.error(line, f"{problem}{line.text[:40]!r}.")
        yield found


def _part_states(
    found: Sequence[_Assignment],
) -> tuple[list[_Assignment], list[_Assignment]]:
    """Separate rules from initial states.

    If any line has a star, lines without one are states. Otherwise "A = True" is a state if A also
    has a rule, else a constant; Random is never a rule.
    """
    has_stars = any(assignment.is_starred for assignment in found)
    ruled = {assignment.gene for assignment in found if not assignment.is_state}
    rules, states = [], []
    for assignment in found:
        is_random = assignment.rule.strip().lower() == "random"
        is_second = is_random or assignment.gene in ruled or "=" in assignment.rule
        is_state = is_random or (assignment.is_state and not assignment.is_starred)
        (states if is_state and (has_stars or is_second) else rules).append(assignment)
    return rules, states


def _find_states(lines: Lines, states: Sequence[_Assignment]) -> list[Finding]:
    if not states:
        return []
    problem = f"{count(len(states), 'initial state')}; the simulation chooses how cells start."
    return [Finding(lines.file.name, states[0].line.number, problem)]


FORMAT = Format(
    name="booleannet",
    label=_LABEL,
    holds="genes and Boolean rules, such as A* = B and not C",
    suffixes=(".booleannet", ".txt"),
    file_names=("network.booleannet",),
    defaults=RULE_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=list_rule_losses,
)

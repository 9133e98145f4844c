"""The rules of MaBoSS (.bnd): "Node A { logic = B & !C; … }", perhaps with its settings (.cfg).

Source:
    Stoll et al. (2017), Bioinformatics 33(14), 2226-2228.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import complete
from sergiojax.grn.formats._format import Format, ReadOptions
from sergiojax.grn.formats._lines import find_encoding_doubts
from sergiojax.grn.formats._rules import RULE_DEFAULTS, Rule, draft_rules, list_rule_losses

_LABEL = "MaBoSS (.bnd)"
_COMMENT = re.compile(r"//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/")
_BLANK = re.compile(r"\s*+(?:\$[^;{}]*+;\s*+)*+")  # or variables between the nodes
_NODE = re.compile(r'node\s++(?P<quote>"?)(?P<name>[^\s{}"]++)(?P=quote)\s*+\{', re.IGNORECASE)
_REGULATED = re.compile(r"(?<![@$\w.])(?!e[+-]?\d)[A-Za-z_]\w*")  # a word that is not a variable
_SNIFFED = 20_000


def _starts_model(file: SourceFile) -> bool:
    text = _COMMENT.sub(" ", file.text[:_SNIFFED])
    return bool(_NODE.match(text, _end_of_blanks(text, 0)))


def _sniff(files: Sequence[SourceFile]) -> bool:
    """Return whether one file is a model; others must be settings."""
    models = [file for file in files if _starts_model(file)]
    return len(models) == 1 and all(file in models or file.suffix == ".cfg" for file in files)


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the rules; rates are left out, settings are listed.

    Raises:
        GRNFormatError: If a node has no logic though its rates depend on others, or the grammar
            is broken.
    """
    models = [file for file in files if _starts_model(file)]
    if len(models) != 1:
        problem = "a MaBoSS model is one file, which begins with Node, a name and a brace."
        raise GRNFormatError(files[-1].name, None, problem)
    file = models[0]
    rules = _rules(file)
    draft = draft_rules(rules, file=file.name, label=_LABEL, defaults=RULE_DEFAULTS)
    unused = [
        Finding(other.name, None, "settings are not used; the simulation chooses how cells start.")
        for other in files
        if other is not file
    ]
    rates = Finding(file.name, None, "rates of MaBoSS (rate_up, rate_down) are not used.")
    draft = replace(
        draft,
        files=(file.name, *(other.name for other in files if other is not file)),
        warnings=[*find_encoding_doubts(file), *draft.warnings],
        dropped=[rates, *draft.dropped, *unused],
    )
    return complete(draft, options)


def _rules(file: SourceFile) -> Iterator[Rule]:
    text = _COMMENT.sub(_keep_lines, file.text.replace("\r\n", "\n").replace("\r", "\n"))
    place, line = _end_of_blanks(text, 0), 1
    counted = 0
    while place < len(text):
        line += text.count("\n", counted, place)
        counted = place
        node = _NODE.match(text, place)
        if node is None:
            problem = f"Node and a name are expected, but found {text[place : place + 20]!r}."
            raise GRNFormatError(file.name, line, problem)
        end = text.find("}", node.end())
        if end < 0:
            raise GRNFormatError(file.name, line, f"the node {node['name']} is never closed by }}.")
        yield _rule(file, node["name"], text[node.end() : end], line)
        place = _end_of_blanks(text, end + 1)


def _rule(file: SourceFile, name: str, body: str, line: int) -> Rule:
    fields = {}
    for statement in body.split(";"):
        key, equals, value = statement.partition("=")
        if equals:
            fields[key.strip().lower()] = value.strip()
    if "logic" in fields:
        return Rule(name, fields["logic"], line)
    for rate in ("rate_up", "rate_down"):
        if _REGULATED.search(fields.get(rate, "")):
            problem = f"the node {name} has no logic, and its {rate} depends on other nodes; write "
            raise GRNFormatError(file.name, line, f"{problem}what switches it on as logic = …;")
    return Rule(name, f'"{name}"', line)  # an input is its own rule


def _end_of_blanks(text: str, start: int) -> int:
    found = _BLANK.match(text, start)
    return found.end() if found else start


def _keep_lines(comment: re.Match[str]) -> str:
    return " " + "\n" * comment[0].count("\n")


FORMAT = Format(
    name="maboss",
    label=_LABEL,
    holds="genes and Boolean rules, such as logic = B & !C",
    suffixes=(".bnd",),
    file_names=("network.bnd",),
    defaults=RULE_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=list_rule_losses,
)

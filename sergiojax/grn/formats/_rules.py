"""Networks as Boolean rules, one per gene: from rules to signed edges, and back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES, MAX_GENES
from sergiojax.grn._network import GRN
from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._boolean import Influences, find_influences, parse_expression
from sergiojax.grn.formats._draft import Draft, DraftEdge
from sergiojax.grn.formats._sign_losses import list_sign_losses

RESERVED = {"and", "or", "not", "xor", "true", "false"}
RULE_DEFAULTS = (
    "Rules never hold kinetic parameters: λ is 0.8, q is 1 and h is automatic. Genes whose rule "
    'is "some activator and no repressor" have product logic.'
)


@dataclass(frozen=True)
class Rule:
    """A gene and what switches it on.

    Attributes:
        gene: Gene name.
        text: The rule.
        line: Line number.
    """

    gene: str
    text: str
    line: int


@dataclass(frozen=True)
class Operators:
    """How a format writes its operators, with the spaces around them.

    Attributes:
        conjunction: "and".
        disjunction: "or".
        negation: "not".
    """

    conjunction: str
    disjunction: str
    negation: str


@dataclass
class _Network:
    """What the rules read so far say, and genes that the user should know about."""

    edges: list[DraftEdge] = field(default_factory=list)
    genes: dict[str, int] = field(default_factory=dict)  # with the line of the rule
    mentioned: dict[str, None] = field(default_factory=dict)
    product: set[str] = field(default_factory=set)
    constant: list[str] = field(default_factory=list)
    summed: list[str] = field(default_factory=list)
    untested: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)


def draft_rules(rules: Iterable[Rule], *, file: str, label: str, defaults: str) -> Draft:
    """Return the network of some rules.

    Each regulator gets the sign with which the rule depends on it. A gene whose rule is constant or
    the gene itself is an input. Genes are in the order of their rules, those without one last.

    Args:
        rules: The rules.
        file: File name.
        label: Label of the format.
        defaults: What files of the format never hold.

    Raises:
        GRNFormatError: If a gene has no name or two rules, a rule breaks the grammar, or there
            are too many genes or edges.
    """
    network = _Network()
    for rule in rules:
        _check(rule, network, file)
        try:
            influences = find_influences(parse_expression(rule.text))
        except ValueError as error:
            problem = f"the rule of {rule.gene} {error}"
            raise GRNFormatError(file, rule.line, problem) from error
        network.genes[rule.gene] = rule.line
        _add(network, rule, influences)
    return Draft(
        label=label,
        defaults=defaults,
        files=(file,),
        genes=tuple(dict.fromkeys([*network.genes, *network.mentioned])),
        edges=network.edges,
        product=network.product,
        warnings=_find_doubts(network, file),
        dropped=_find_idle(network, file),
    )


def _check(rule: Rule, network: _Network, file: str) -> None:
    if not rule.gene:
        raise GRNFormatError(file, rule.line, "the rule belongs to no gene.")
    if rule.gene in network.genes:
        problem = f"{rule.gene} already has a rule in line {network.genes[rule.gene]}; keep one."
        raise GRNFormatError(file, rule.line, problem)
    for found, most, what in (
        (len(network.genes), MAX_GENES, "genes"),
        (len(network.edges), MAX_EDGES, "edges"),
    ):
        if found > most:
            problem = f"a network may have at most {most:,} {what}, but this file has more."
            raise GRNFormatError(file, rule.line, problem)


def _add(network: _Network, rule: Rule, influences: Influences) -> None:
    gene, signs = rule.gene, influences.signs
    network.idle += [f"{name} → {gene}" for name in influences.idle]
    if not signs:
        network.constant.append(gene)
    if signs == {gene: 1.0} or not signs:
        return
    network.mentioned |= dict.fromkeys(signs)
    network.edges += [DraftEdge(name, gene, rule.line, sign) for name, sign in signs.items()]
    network.torn += [f"{name} → {gene}" for name, sign in signs.items() if sign is None]
    if not influences.is_exact:
        network.untested.append(gene)
    if influences.is_product:
        network.product.add(gene)
    else:
        network.summed.append(gene)


def _find_doubts(network: _Network, file: str) -> list[Finding]:
    groups = (
        (
            network.summed,
            'genes whose rule is more complex than "some activator and no repressor": {}. Their '
            "logic is approximated by the sum of their regulators.",
            "Check what they do.",
        ),
        (
            network.torn,
            "regulators that activate or repress depending on others: {}. Their sign is taken as "
            "unknown.",
            "Check the signs.",
        ),
        (
            network.untested,
            "genes whose rule is too long for a truth table: {}. Signs follow from the negations "
            "above a regulator.",
            "",
        ),
        (
            network.constant,
            "genes whose rule does not depend on any gene: {}. They are taken as inputs.",
            "Check their basal rates.",
        ),
    )
    return [
        Finding(file, None, problem.format(enumerate_names(names)), fix)
        for names, problem, fix in groups
        if names
    ]


def _find_idle(network: _Network, file: str) -> list[Finding]:
    if not network.idle:
        return []
    problem = "regulators without an effect on the rule that mentions them: "
    return [Finding(file, None, f"{problem}{enumerate_names(network.idle)}.")]


def write_rules(grn: GRN, *, operators: Operators) -> list[tuple[str, str]]:
    """Return each gene's name and rule: some activator is on, if there are any, and no repressor.

    The rule of a gene without regulators is itself, as BoolODE and BoolNet have it for inputs.
    """
    names = safe_names(grn.gene_names)
    activators: list[list[str]] = [[] for _ in names]
    repressors: list[list[str]] = [[] for _ in names]
    represses = np.signbit(np.asarray(grn.strength))
    for regulator, target, negative in zip(grn.regulator, grn.target, represses, strict=True):
        (repressors if negative else activators)[target].append(names[regulator])
    return [
        (name, _write_rule(name, active, silencing, operators))
        for name, active, silencing in zip(names, activators, repressors, strict=True)
    ]


def _write_rule(
    name: str, activators: Sequence[str], repressors: Sequence[str], operators: Operators
) -> str:
    some = operators.disjunction.join(activators)
    no = f"{operators.negation}({operators.disjunction.join(repressors)})"
    if not repressors:
        return some or name
    return f"({some}){operators.conjunction}{no}" if activators else no


def safe_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of only letters, digits and underscores, which every reader of rules accepts.

    Names that already comply stay; "HLA-A" becomes "HLA_A", "7" becomes "g7", and names that would
    then coincide are numbered.
    """
    taken = {name for name in names if _is_safe(name)}
    numbers: dict[str, int] = {}  # so that a thousand equal names are not all counted from 1
    safe = []
    for name in names:
        chosen = name
        if not _is_safe(name):
            plain = re.sub(r"\W", "_", name, flags=re.ASCII)
            plain = chosen = plain if _is_safe(plain) else f"g{plain}"
            while chosen in taken:
                numbers[plain] = numbers.get(plain, 1) + 1
                chosen = f"{plain}_{numbers[plain]}"
            taken.add(chosen)
        safe.append(chosen)
    return tuple(safe)


def _is_safe(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII)) and name.lower() not in RESERVED


def list_rule_losses(design: Design) -> tuple[str, ...]:
    """Return a sentence for each part of a design that rules leave out."""
    grn = design.grn
    loops = (grn.regulator == grn.target) & ~np.signbit(np.asarray(grn.strength))
    only_self = np.zeros(grn.n_genes, bool)
    only_self[grn.target[loops]] = True
    only_self &= grn.topology.in_degree == 1
    product = (grn.topology.in_degree > 0) & ~only_self
    plain = design.replace(grn=grn.replace(product=np.zeros(grn.n_genes, bool)))
    losses = list_sign_losses(plain, gene_order=grn.gene_names)
    renamed = np.array(safe_names(grn.gene_names)) != np.array(grn.gene_names)
    for what, mask in (
        ("self-activation of {}; a gene whose rule is itself is read as an input", only_self),
        ("logic of {}; a rule says that regulators act together", grn.product != product),
        ("names of {}; a rule takes letters, digits and underscores", renamed),
    ):
        names = [grn.gene_names[gene] for gene in np.nonzero(mask)[0]]
        if names:
            losses += (f"Not written: {what.format(enumerate_names(names))}.",)
    return losses

"""Decides whether numbers of edges are strengths, signs or mere marks, or asks the user."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sergiojax.grn._question import Question
from sergiojax.grn._report import Finding, count
from sergiojax.grn.formats._draft import DraftEdge
from sergiojax.grn.formats._format import ReadOptions, Unsigned

_CHOICES = (
    ("activate", "all edges activate"),
    ("unknown", "the signs are unknown, and drawn"),
)
_ONES = "every edge has a 1, which may mean that it exists or that it activates."
_POSITIVE = (
    "no number is negative: the numbers may be strengths of activation, or importances that have "
    "no sign."
)


@dataclass(frozen=True)
class Settled:
    """Edges whose numbers have a decided meaning.

    Attributes:
        edges: The edges.
        warnings: How the numbers were understood.
        questions: What they leave open.
    """

    edges: list[DraftEdge]
    warnings: list[Finding]
    questions: list[Question]


def settle_weights(
    edges: Sequence[DraftEdge], options: ReadOptions, *, file: str, signed: bool
) -> Settled:
    """Decide what numbers that are not called strengths mean: a sign, a mark or a strength.

    A weight of 0 means no edge. Ones are marks, 1 and -1 signs, and other numbers strengths.

    Args:
        edges: Edges with the number as sign and size, or with the sign from a column.
        options: What the user said.
        file: Name of the file, for the findings.
        signed: Whether a column gives the signs.
    """
    zeros = [edge for edge in edges if edge.size == 0]
    left = [edge for edge in edges if edge.size != 0]
    warnings = find_no_edges(zeros, file=file)
    sizes = {edge.size for edge in left} - {None}
    if sizes == {1.0}:
        plain = [replace(edge, size=None) for edge in left]
        if signed:
            return Settled(plain, warnings, [])
        if any(edge.sign == -1 for edge in left):
            problem = "all numbers are 1 or -1, so they are signs, not strengths."
            return Settled(plain, [*warnings, Finding(file, None, problem)], [])
        return _ask(plain, options, warnings, _ONES, "unknown")
    if not signed and sizes and all(edge.sign == 1 for edge in left if edge.size is not None):
        return _ask(left, options, warnings, _POSITIVE, "activate")
    return Settled(left, warnings, [])


def find_no_edges(zeros: Sequence[DraftEdge], *, file: str) -> list[Finding]:
    """Return a finding about pairs whose number is 0."""
    if not zeros:
        return []
    pairs = count(len(zeros), "pair")
    return [Finding(file, zeros[0].line, f"{pairs} with a 0, which means that there is no edge.")]


def ask_ones(options: ReadOptions, *, default: Unsigned) -> Question:
    """Return the question what ones mean, answered by the user or by the default."""
    return Question("unsigned", _ONES, _CHOICES, options.unsigned or default)


def _ask(
    edges: Sequence[DraftEdge],
    options: ReadOptions,
    warnings: list[Finding],
    text: str,
    default: Unsigned,
) -> Settled:
    question = Question("unsigned", text, _CHOICES, options.unsigned or default)
    sign = 1.0 if question.taken == "activate" else None
    return Settled([replace(edge, sign=sign) for edge in edges], warnings, [question])

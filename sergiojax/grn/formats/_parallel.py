"""Merges edges that a file lists more than once, as databases do for each of their sources."""

import math
from collections.abc import Sequence
from dataclasses import replace

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, count, enumerate_names
from sergiojax.grn.formats._draft import DraftEdge, say_place


def merge_parallel(
    edges: Sequence[DraftEdge], *, file: str, strict: bool = False
) -> tuple[list[DraftEdge], list[Finding]]:
    """Keep one edge per ordered pair of genes, in the place of the first.

    What one of them leaves open another may say. Where their signs contradict each other, the sign
    is unknown, as if the file had not given it. The first of several strengths counts.

    Args:
        edges: Edges in the order of the file.
        file: Name of the file, for the findings.
        strict: Whether lines that contradict each other are refused, as in a network written by
            hand.

    Returns:
        The edges, and what was left out or is doubtful.

    Raises:
        GRNFormatError: If `strict`, and two lines say different things about a pair.
    """
    merged: dict[tuple[str, str], DraftEdge] = {}
    repeats: list[DraftEdge] = []
    torn: dict[tuple[str, str], None] = {}
    for edge in edges:
        pair = (edge.regulator, edge.target)
        first = merged.setdefault(pair, edge)
        if first is edge:
            continue
        repeats.append(edge)
        if strict and _contradict(first, edge):
            raise GRNFormatError(
                file,
                edge.line,
                f"the edge {' → '.join(pair)} is already {say_place(first.line, edge.line)}, and "
                "differs there; keep one, with the sum of the strengths if both are meant.",
            )
        if None not in (first.sign, edge.sign) and first.sign != edge.sign:
            torn[pair] = None
        merged[pair] = replace(
            first,
            sign=edge.sign if first.sign is None else first.sign,
            size=edge.size if first.size is None else first.size,
            hill_coefficient=first.hill_coefficient or edge.hill_coefficient,
            half_response=edge.half_response
            if math.isnan(first.half_response)
            else first.half_response,
        )
    for pair in torn:
        merged[pair] = replace(merged[pair], sign=None)
    return list(merged.values()), _findings(repeats, list(torn), file)


def _contradict(one: DraftEdge, other: DraftEdge) -> bool:
    """Return whether two edges of a pair contradict each other; leaving a value out does not."""
    pairs = (
        (one.sign, other.sign),
        (one.size, other.size),
        (one.hill_coefficient, other.hill_coefficient),
        (one.half_response, other.half_response),
    )
    return any(
        a is not None and b is not None and a != b and not (math.isnan(a) or math.isnan(b))
        for a, b in pairs
    )


def _findings(
    repeats: Sequence[DraftEdge], torn: Sequence[tuple[str, str]], file: str
) -> list[Finding]:
    findings = []
    if repeats:
        names = enumerate_names(
            [f"{edge.regulator} \N{RIGHTWARDS ARROW} {edge.target}" for edge in repeats]
        )
        said = f"{count(len(repeats), 'edge')} between pairs that already have one: {names}."
        findings.append(Finding(file, repeats[0].line, said))
    if torn:
        names = enumerate_names([" \N{RIGHTWARDS ARROW} ".join(pair) for pair in torn])
        problem = f"both activation and repression are given for {names}."
        findings.append(Finding(file, None, problem, "The sign was drawn; check it."))
    return findings

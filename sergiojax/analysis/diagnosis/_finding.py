"""One sanity light: what was found, how bad it is, where, and what to do."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Int

from sergiojax.grn import GRN

Severity: TypeAlias = Literal["problem", "warning", "note"]
"""Something that cannot be intended, something to check, or something to know."""

_SHOWN = 3


@dataclass(frozen=True)
class Diagnosis:
    """Something about a design that a person should know.

    Attributes:
        check: Short name of the check, the same for all findings of its kind.
        severity: See `Severity`.
        problem: One sentence that says what was found.
        remedy: One sentence that says what to do, if there is something to do.
        genes: Names of the genes concerned.
        edges: Regulator and target of the edges concerned.
    """

    check: str
    severity: Severity
    problem: str
    remedy: str = ""
    genes: tuple[str, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".rstrip()


def names_of(grn: GRN, genes: Int[np.ndarray, " chosen"]) -> tuple[str, ...]:
    """Return the names of genes."""
    return tuple(grn.gene_names[gene] for gene in genes)


def pairs_of(grn: GRN, edges: Int[np.ndarray, " chosen"]) -> tuple[tuple[str, str], ...]:
    """Return regulator and target of edges."""
    names = grn.gene_names
    return tuple((names[grn.regulator[edge]], names[grn.target[edge]]) for edge in edges)


def some(names: tuple[str, ...], noun: str) -> str:
    """Return "Gene A", "Genes A and B" or "12 genes (A, B, C, …)" as the start of a sentence."""
    if len(names) == 1:
        return f"{noun.capitalize()} {names[0]}"
    if len(names) <= _SHOWN:
        return f"{noun.capitalize()}s {', '.join(names[:-1])} and {names[-1]}"
    return f"{len(names):,} {noun}s ({', '.join(names[:_SHOWN])}, …)"


def some_edges(pairs: tuple[tuple[str, str], ...]) -> str:
    """Return the same for edges."""
    return some(tuple(f"{regulator} → {target}" for regulator, target in pairs), "edge")

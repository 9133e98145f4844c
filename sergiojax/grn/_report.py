"""What a reader understood: whatever it assumed, changed or left out has a line here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float

from sergiojax.grn._errors import format_place
from sergiojax.grn._network import GRN
from sergiojax.grn._question import Question


@dataclass(frozen=True)
class Finding:
    """Something in a file that the user should know, although the file could be read.

    Attributes:
        file: File name as the user knows it.
        line: Line number (from 1), name of a cell or field, or None if the whole file is meant.
        problem: One sentence that says what was found.
        fix: One sentence that says what to do, or "".
    """

    file: str
    line: int | str | None
    problem: str
    fix: str = ""

    @property
    def place(self) -> str:
        """File, and line or cell, in one text."""
        return format_place(self.file, self.line)

    def __str__(self) -> str:
        return f"{self.place}: {self.problem} {self.fix}".rstrip()


@dataclass(frozen=True)
class ReadReport:
    """What was understood of the file or files of a network.

    Attributes:
        format: Label of the format.
        files: Names of the files.
        n_genes: Number of genes.
        n_edges: Number of edges.
        n_cell_types: Number of cell types.
        n_master_regulators: Number of genes without regulators.
        assumed: What the files lacked and was drawn or filled in, a sentence each.
        defaults: What files of this format never hold, a sentence each.
        warnings: What looks like a mistake, or was read only after a change.
        dropped: What the files hold and the network does not.
        questions: What the files leave open, and which reading was taken.
    """

    format: str
    files: tuple[str, ...]
    n_genes: int
    n_edges: int
    n_cell_types: int
    n_master_regulators: int
    assumed: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    warnings: tuple[Finding, ...] = ()
    dropped: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()

    @classmethod
    def of(
        cls,
        grn: GRN,
        *,
        label: str,
        files: Sequence[str],
        assumed: Sequence[str] = (),
        defaults: Sequence[str] = (),
        warnings: Sequence[Finding] = (),
        dropped: Sequence[Finding] = (),
        questions: Sequence[Question] = (),
    ) -> "ReadReport":
        """Make a report: counts from the network, everything else as in the attributes.

        Findings that say the same about many places become one.
        """
        return cls(
            format=label,
            files=tuple(files),
            n_genes=grn.n_genes,
            n_edges=grn.n_edges,
            n_cell_types=grn.n_cell_types,
            n_master_regulators=int((grn.topology.in_degree == 0).sum()),
            assumed=tuple(assumed),
            defaults=tuple(defaults),
            warnings=_fold(warnings),
            dropped=_fold(dropped),
            questions=tuple(questions),
        )

    @property
    def file(self) -> str:
        """Names of the files in one text."""
        return " + ".join(self.files)

    def summary(self) -> str:
        """Return the first line: files, format and counts."""
        counts = (
            count(self.n_genes, "gene"),
            count(self.n_master_regulators, "master regulator"),
            count(self.n_edges, "edge"),
            count(self.n_cell_types, "cell type"),
        )
        return f"{self.file}: {self.format}, {', '.join(counts)}."

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Return rows of kind, place, what was found and what to do, for a table.

        Kinds are "question", "warning", "dropped", "assumed" and "default", in this order.
        """
        rows: list[tuple[str, str, str, str]] = []
        rows += [("question", self.file, each.text, each.advice) for each in self.questions]
        rows += [("warning", each.place, each.problem, each.fix) for each in self.warnings]
        rows += [("dropped", each.place, each.problem, each.fix) for each in self.dropped]
        rows += [("assumed", "", sentence, "") for sentence in self.assumed]
        rows += [("default", "", sentence, "") for sentence in self.defaults]
        return rows

    def lines(self) -> list[str]:
        """Return the report line by line, as the command line prints it."""
        return [
            self.summary(),
            *(f"Question: {each.text} {each.advice}" for each in self.questions),
            *(f"Assumed: {sentence}" for sentence in self.assumed),
            *(f"Default: {sentence}" for sentence in self.defaults),
            *(f"Warning: {finding}" for finding in self.warnings),
            *(f"Dropped: {finding}" for finding in self.dropped),
        ]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def count(number: int, noun: str) -> str:
    """Return "1 gene" or "2 genes"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def share_of(mask: Bool[np.ndarray, "_"], noun: str) -> str:
    """Return "3 of 20 edges", or "all 20 edges"."""
    found = int(mask.sum())
    whole = count(mask.size, noun)
    if found < mask.size:
        return f"{found:,} of {whole}"
    return f"all {whole}" if found > 1 else f"the only {noun}"


def range_of(values: Float[np.ndarray, "*_"]) -> str:
    """Return "is taken as 40", or "is taken as 2 to 40"."""
    low, high = values.min(), values.max()
    return f"is taken as {low:g}" if low == high else f"is taken as {low:g} to {high:g}"


def list_places(lines: Sequence[int | str | None]) -> str:
    """Return "lines 3, 7, 9 and 4 more", or the cells, so that many places fit in a sentence."""
    listed = enumerate_names([str(line) for line in lines])
    return f"{'lines' if isinstance(lines[0], int) else 'at'} {listed}"


def _fold(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Merge findings that say the same about many places: their number and the first of them."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.file, each.problem, each.fix), []).append(each)
    folded = []
    for group in groups.values():
        places = [each.line for each in group if each.line is not None]
        problem = group[0].problem
        if len(group) > 1 and places:
            problem = f"{problem} This occurs {len(group):,} times: {list_places(places)}."
        folded.append(replace(group[0], problem=problem))
    return tuple(folded)


def enumerate_names(names: Sequence[str], *, most: int = 3) -> str:
    """Return "A, B, C and 4 more", so that a sentence about many genes stays short."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"

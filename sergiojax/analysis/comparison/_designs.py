"""Two designs side by side: what only one of them has, and which parameters differ."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from sergiojax.grn import GRN

EdgeName: TypeAlias = tuple[str, str]

_OF_EDGES = {"strength": "K", "hill_coefficient": "n", "half_response": "h"}
_OF_GENES = {"decay": "λ", "noise_amplitude": "q"}
_SYMBOLS = _OF_EDGES | _OF_GENES | {"basal_rate": "b", "strength_factor": "factor on K"}
_SAME = 1e-6  # relative; how much writing a float32 to a text file may change it


class Change(NamedTuple):
    """One parameter that differs between two designs.

    Attributes:
        kind: Name of the array that holds it, as in `Kinetics`.
        of: Name of the gene, or (regulator, target) of the edge.
        cell_type: Cell type, if the parameter has one.
        one: Its value in the first design; NaN is an automatic half response.
        other: Its value in the second design.
    """

    kind: str
    of: str | EdgeName
    cell_type: str | None
    one: float
    other: float

    @property
    def label(self) -> str:
        """Short name for a table: "K A → B", "b A (stem)"."""
        of_type = "" if self.cell_type is None else f" ({self.cell_type})"
        return f"{_SYMBOLS[self.kind]} {_written(self.of)}{of_type}"

    @property
    def changes_sign(self) -> bool:
        """Whether an edge activates in one design and represses in the other."""
        return self.kind == "strength" and self.one * self.other < 0


class DifferenceRow(NamedTuple):
    """One line of a table of differences.

    Attributes:
        what: The gene, edge, cell type or parameter.
        one: What the first design has there, as text.
        other: What the second design has there, as text.
    """

    what: str
    one: str
    other: str


class DesignDifference(NamedTuple):
    """What distinguishes two designs, by names; the order of genes and edges does not matter.

    Attributes:
        genes_only_in_one: Genes of the first design alone.
        genes_only_in_other: Genes of the second design alone.
        cell_types_only_in_one: Cell types of the first design alone.
        cell_types_only_in_other: Cell types of the second design alone.
        edges_only_in_one: Edges (regulator, target) of the first design alone.
        edges_only_in_other: Edges of the second design alone.
        logic_changed: Genes whose regulators add up in one design and act together in the other,
            each with its logic in both.
        changes: Parameters of genes, edges and cell types that both designs have.
    """

    genes_only_in_one: tuple[str, ...]
    genes_only_in_other: tuple[str, ...]
    cell_types_only_in_one: tuple[str, ...]
    cell_types_only_in_other: tuple[str, ...]
    edges_only_in_one: tuple[EdgeName, ...]
    edges_only_in_other: tuple[EdgeName, ...]
    logic_changed: tuple[tuple[str, str, str], ...]
    changes: tuple[Change, ...]

    @property
    def sign_changes(self) -> tuple[EdgeName, ...]:
        """Edges that activate in one design and repress in the other."""
        return tuple(
            change.of
            for change in self.changes
            if change.changes_sign and isinstance(change.of, tuple)
        )

    @property
    def is_empty(self) -> bool:
        """Whether the two designs are the same."""
        return not any(self)

    def rows(self) -> list[DifferenceRow]:
        """Return the differences line by line: first what only one has, then what changed."""
        lines: list[DifferenceRow] = []
        for what, only_one, only_other in (
            ("gene", self.genes_only_in_one, self.genes_only_in_other),
            ("cell type", self.cell_types_only_in_one, self.cell_types_only_in_other),
            ("edge", self.edges_only_in_one, self.edges_only_in_other),
        ):
            lines += [DifferenceRow(f"{what} {_written(of)}", "yes", "no") for of in only_one]
            lines += [DifferenceRow(f"{what} {_written(of)}", "no", "yes") for of in only_other]
        lines += [
            DifferenceRow(f"logic {of}", before, now) for of, before, now in self.logic_changed
        ]
        for change in self.changes:
            lines.append(DifferenceRow(change.label, _number(change.one), _number(change.other)))
        return lines


def compare_designs(one: GRN, other: GRN) -> DesignDifference:
    """Compare two designs by the names of their genes, edges and cell types.

    Args:
        one: First network.
        other: Second network.

    Returns:
        What only one has, and every parameter that differs by more than a millionth of itself.
    """
    edges, other_edges = _edges(one), _edges(other)
    return DesignDifference(
        _without(one.gene_names, other.gene_names),
        _without(other.gene_names, one.gene_names),
        _without(one.cell_types, other.cell_types),
        _without(other.cell_types, one.cell_types),
        _without(edges, other_edges),
        _without(other_edges, edges),
        tuple(_logic_changes(one, other)),
        (*_edge_changes(one, other), *_gene_changes(one, other)),
    )


def _edge_changes(one: GRN, other: GRN) -> Iterator[Change]:
    here, there, names = _shared(_edges(one), _edges(other))
    for kind in _OF_EDGES:
        yield from _differing(kind, getattr(one, kind)[here], getattr(other, kind)[there], names)
    if one.strength_factor is None and other.strength_factor is None:
        return
    for at, its, cell_type in zip(*_shared(one.cell_types, other.cell_types), strict=True):
        values = _factors(one)[at, here], _factors(other)[its, there]
        yield from _differing("strength_factor", *values, names, cell_type)


def _gene_changes(one: GRN, other: GRN) -> Iterator[Change]:
    here, there, names = _shared(one.gene_names, other.gene_names)
    for at, its, cell_type in zip(*_shared(one.cell_types, other.cell_types), strict=True):
        values = np.asarray(one.basal_rate)[at, here], np.asarray(other.basal_rate)[its, there]
        yield from _differing("basal_rate", *values, names, cell_type)
    for kind in _OF_GENES:
        yield from _differing(kind, getattr(one, kind)[here], getattr(other, kind)[there], names)


def _logic_changes(one: GRN, other: GRN) -> Iterator[tuple[str, str, str]]:
    here, there, names = _shared(one.gene_names, other.gene_names)
    for at, its, name in zip(here, there, names, strict=True):
        if one.product[at] != other.product[its]:
            before, after = ("product", "sum") if one.product[at] else ("sum", "product")
            yield name, before, after


def _differing(
    kind: str,
    one: np.ndarray,
    other: np.ndarray,
    names: Sequence[str] | Sequence[EdgeName],
    cell_type: str | None = None,
) -> Iterator[Change]:
    same = np.isclose(one, other, rtol=_SAME, atol=0.0, equal_nan=True)
    for place in np.nonzero(~same)[0].tolist():
        yield Change(kind, names[place], cell_type, float(one[place]), float(other[place]))


def _shared(one: Sequence, other: Sequence) -> tuple[list[int], list[int], list]:
    """Return the places in both, and the names, of what both have, in the order of the first."""
    place = {name: index for index, name in enumerate(other)}
    here = [index for index, name in enumerate(one) if name in place]
    names = [one[index] for index in here]
    return here, [place[name] for name in names], names


def _edges(grn: GRN) -> list[EdgeName]:
    ends = zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
    return [(grn.gene_names[one], grn.gene_names[other]) for one, other in ends]


def _factors(grn: GRN) -> np.ndarray:
    own = grn.strength_factor
    return np.ones((grn.n_cell_types, grn.n_edges)) if own is None else np.asarray(own)


def _without(names: Sequence, others: Sequence) -> tuple:
    known = set(others)
    return tuple(name for name in names if name not in known)


def _written(of: str | EdgeName) -> str:
    return of if isinstance(of, str) else " → ".join(of)


def _number(value: float) -> str:
    return "automatic" if np.isnan(value) else f"{value:.6g}"

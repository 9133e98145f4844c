"""One parameter of a network by name, for sweeps, slopes, design and whatever varies one."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from sergiojax._checks import check_choice
from sergiojax.grn._network import GRN

ParameterKind: TypeAlias = Literal[
    "strength", "hill_coefficient", "half_response", "basal_rate", "decay", "noise_amplitude"
]
"""Name of the array of `Kinetics` that holds a parameter."""

_SYMBOLS = {
    "strength": "K",
    "hill_coefficient": "n",
    "half_response": "h",
    "basal_rate": "b",
    "decay": "λ",
    "noise_amplitude": "q",
}
_OF_EDGES = ("strength", "hill_coefficient", "half_response")


class Parameter(NamedTuple):
    """One parameter of a network.

    Attributes:
        kind: Name of the array that holds it, as in `Kinetics`.
        of: Name of the gene, or (regulator, target) of the edge.
        cell_type: Name of the cell type of a basal rate; None stands for all types together.
    """

    kind: ParameterKind
    of: str | tuple[str, str]
    cell_type: str | None = None

    @property
    def label(self) -> str:
        """Short name for a figure: "K LacI→TetR", "b GATA1 (type_1)"."""
        return f"{_SYMBOLS[self.kind]} {self._of}"

    @property
    def words(self) -> str:
        """Name for a sentence: "strength of LacI→TetR", "basal rate of GATA1 (type_1)"."""
        return f"{self.kind.replace('_', ' ')} of {self._of}"

    @property
    def _of(self) -> str:
        of = self.of if isinstance(self.of, str) else "→".join(self.of)
        return of if self.cell_type is None else f"{of} ({self.cell_type})"

    def locate(self, grn: GRN) -> tuple[Any, ...]:
        """Return the index of this parameter in its array.

        Args:
            grn: The network.

        Returns:
            `(edge,)` or `(gene,)`; for a basal rate `(cell_type, gene)`, the first a slice over all
            types if none is named.

        Raises:
            ValueError: If the network has no such gene, edge or cell type, or the kind is unknown.
        """
        check_choice("kind", self.kind, ParameterKind)
        if self.kind in _OF_EDGES:
            return (_edge(grn, self.of),)
        gene = _place(grn.gene_names, self.of, "gene")
        if self.kind != "basal_rate":
            return (gene,)
        if self.cell_type is None:
            return (slice(None), gene)
        return (_place(grn.cell_types, self.cell_type, "cell type"), gene)

    def value(self, grn: GRN) -> float:
        """Return the value; for a basal rate of all cell types, its mean over them."""
        return float(np.mean(np.asarray(getattr(grn, self.kind))[self.locate(grn)]))

    def set(self, grn: GRN, value: float) -> GRN:
        """Return the network with this parameter changed.

        Raises:
            ValueError: If the network has no such parameter, or the value is out of its range.
        """
        values = np.array(getattr(grn, self.kind))
        values[self.locate(grn)] = value
        return grn.replace(**{self.kind: values})


def list_parameters(
    grn: GRN,
    kinds: Sequence[ParameterKind] = ("strength", "hill_coefficient", "half_response", "decay"),
) -> tuple[Parameter, ...]:
    """Return the parameters of a network, kind by kind.

    Args:
        grn: The network.
        kinds: Which arrays. Basal rates of 0 are left out: they are not part of the design.

    Returns:
        Edges, genes, then cell types in the network's order.

    Raises:
        ValueError: If a kind is unknown.
    """
    names, found = grn.gene_names, []
    for kind in kinds:
        check_choice("kind", kind, ParameterKind)
        if kind in _OF_EDGES:
            pairs = zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
            found += [Parameter(kind, (names[one], names[other])) for one, other in pairs]
        elif kind == "basal_rate":
            places = np.argwhere(np.asarray(grn.basal_rate) > 0).tolist()
            found += [Parameter(kind, names[gene], grn.cell_types[at]) for at, gene in places]
        else:
            found += [Parameter(kind, name) for name in names]
    return tuple(found)


def _edge(grn: GRN, of: str | tuple[str, str]) -> int:
    if not (isinstance(of, tuple) and len(of) == 2):
        raise ValueError(f"An edge is a pair (regulator, target), but {of!r} was given.")
    one, other = (_place(grn.gene_names, name, "gene") for name in of)
    [edges] = np.nonzero((grn.regulator == one) & (grn.target == other))
    if not len(edges):
        raise ValueError(f"The network has no edge {of[0]} → {of[1]}.")
    return int(edges[0])


def _place(names: Sequence[str], name: object, what: str) -> int:
    if name not in names:
        known = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
        raise ValueError(f"The network has no {what} {name!r}; it has {known}.")
    return names.index(name)

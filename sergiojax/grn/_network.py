"""The network: topology, names and kinetic parameters in one checked, frozen pytree."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax._checks import check_values, is_traced
from sergiojax.grn._edge_list import EdgeTuple, PerEdge, PerGene, edge_list_parts
from sergiojax.grn._invisible import INVISIBLE, clean
from sergiojax.grn._kinetics import Kinetics, kinetics_of
from sergiojax.grn._topology import Topology, find_parallel_edge

MAX_NAME = 200  # characters; longer names are sentences in the wrong column


class GRN(eqx.Module):
    """A gene regulatory network with kinetic parameters.

    Cycles, self loops and basal rates on targets are allowed; parallel edges are not.

    Attributes:
        gene_names: One name per gene, in column order of every expression matrix.
        cell_types: One name per cell type.
        topology: Who regulates whom, and by which logic.
        kinetics: The float arrays alone; `jax.grad` differentiates with respect to it.

    Raises:
        ValueError: If names repeat, an edge appears twice, shapes disagree, or a number is out of
            range.
    """

    gene_names: tuple[str, ...] = eqx.field(static=True)
    cell_types: tuple[str, ...] = eqx.field(static=True)
    topology: Topology = eqx.field(static=True)
    kinetics: Kinetics

    def __init__(
        self,
        gene_names: Sequence[str],
        cell_types: Sequence[str],
        *,
        regulator: Sequence[int] | Int[np.ndarray, " edges"],
        target: Sequence[int] | Int[np.ndarray, " edges"],
        kinetics: Kinetics,
        product: Sequence[bool] | Bool[np.ndarray, " genes"] | None = None,
    ) -> None:
        self.gene_names = tuple(str(name) for name in gene_names)
        self.cell_types = tuple(str(name) for name in cell_types)
        n_genes = len(self.gene_names)
        logic = np.zeros(n_genes, bool) if product is None else np.asarray(product, bool)
        indices = (_as_indices("regulator", regulator), _as_indices("target", target))
        self.topology = Topology(n_genes, *indices, logic)
        self.kinetics = kinetics_of(vars(kinetics))

    def __check_init__(self) -> None:
        check_names("gene", self.gene_names)
        check_names("cell type", self.cell_types)
        if not self.cell_types:
            raise ValueError("A network needs at least one cell type.")
        self._check_edges()
        self._check_shapes()
        self._check_values()

    @property
    def n_genes(self) -> int:
        """Number of genes."""
        return len(self.gene_names)

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return self.topology.n_edges

    @property
    def n_cell_types(self) -> int:
        """Number of cell types."""
        return len(self.cell_types)

    @property
    def regulator(self) -> Int[np.ndarray, " edges"]:
        """Gene index of every edge's regulator."""
        return self.topology.regulator

    @property
    def target(self) -> Int[np.ndarray, " edges"]:
        """Gene index of every edge's target."""
        return self.topology.target

    @property
    def product(self) -> Bool[np.ndarray, " genes"]:
        """Whether the regulators of a gene act together (AND-like); False is SERGIO's sum."""
        return self.topology.product

    @property
    def strength(self) -> Float[Array | np.ndarray, " edges"]:
        """Strength K of every edge (molecules per time); negative represses."""
        return self.kinetics.strength

    @property
    def hill_coefficient(self) -> Float[Array | np.ndarray, " edges"]:
        """Hill coefficient n of every edge."""
        return self.kinetics.hill_coefficient

    @property
    def half_response(self) -> Float[Array | np.ndarray, " edges"]:
        """Half response h of every edge (molecules); NaN is automatic."""
        return self.kinetics.half_response

    @property
    def basal_rate(self) -> Float[Array | np.ndarray, "cell_types genes"]:
        """Basal rate b per cell type and gene (molecules per time)."""
        return self.kinetics.basal_rate

    @property
    def decay(self) -> Float[Array | np.ndarray, " genes"]:
        """Decay rate λ of every gene (per time)."""
        return self.kinetics.decay

    @property
    def noise_amplitude(self) -> Float[Array | np.ndarray, " genes"]:
        """Noise amplitude q of every gene."""
        return self.kinetics.noise_amplitude

    @property
    def strength_factor(self) -> Float[Array | np.ndarray, "cell_types edges"] | None:
        """Factor on K per cell type and edge, or None."""
        return self.kinetics.strength_factor

    def digest(self) -> str:
        """Return a short name of the whole network; equal networks have equal digests.

        Raises:
            TypeError: If a number is traced.
        """
        state = hashlib.blake2b(digest_size=16)
        state.update(repr((self.gene_names, self.cell_types, self.topology.digest)).encode())
        for leaf in jax.tree.leaves(self.kinetics):
            state.update(np.asarray(leaf).tobytes() + b"|")
        return state.hexdigest()

    def edge_name(self, edge: int) -> str:
        """Return "regulator → target" of an edge, for messages."""
        regulator, target = self.regulator[edge], self.target[edge]
        return f"{self.gene_names[regulator]} → {self.gene_names[target]}"

    def replace(self, **changes: Any) -> "GRN":
        """Return a checked copy with some parts replaced.

        Args:
            **changes: `gene_names`, `cell_types`, `regulator`, `target`, `product`, `kinetics`, or
                any array of `Kinetics`; a single number holds for all genes, edges and cell types.

        Returns:
            The new network.

        Raises:
            TypeError: If a name is unknown.
            ValueError: If the changed network is not a valid one.
        """
        parts: dict[str, Any] = {
            name: changes.pop(name, getattr(self, name))
            for name in ("gene_names", "cell_types", "regulator", "target", "product", "kinetics")
        }
        arrays = {name: getattr(parts["kinetics"], name) for name in Kinetics.__dataclass_fields__}
        unknown = sorted(changes.keys() - arrays.keys())
        if unknown:
            known = ", ".join([*parts, *arrays])
            raise TypeError(f"A network has no `{unknown[0]}`; it has {known}.")
        for name, value in changes.items():
            old = arrays[name]
            is_number = value is not None and np.ndim(value) == 0 and not is_traced(value)
            arrays[name] = value if old is None or not is_number else np.full(old.shape, value)
        parts["kinetics"] = kinetics_of(arrays)
        return type(self)(parts.pop("gene_names"), parts.pop("cell_types"), **parts)

    def _check_edges(self) -> None:
        for name, index in (("regulator", self.regulator), ("target", self.target)):
            if index.ndim != 1 or len(index) != self.n_edges:
                raise ValueError("`regulator` and `target` need one gene index per edge each.")
            if ((index < 0) | (index >= self.n_genes)).any():
                raise ValueError(f"`{name}` holds a gene index outside 0 to {self.n_genes - 1}.")
        if self.product.shape != (self.n_genes,):
            raise ValueError(f"`product` needs one entry per gene ({self.n_genes}).")
        repeated = find_parallel_edge(self.regulator.tolist(), self.target.tolist())
        if repeated is not None:
            raise ValueError(
                f"The edge {self.edge_name(repeated)} appears twice. "
                "Keep one, with the sum of the strengths if both are meant."
            )

    def _check_shapes(self) -> None:
        genes, edges, types = (self.n_genes,), (self.n_edges,), self.n_cell_types
        need: dict[str, tuple[int, ...]] = {"basal_rate": (types, *genes)}
        need |= dict.fromkeys(("strength", "hill_coefficient", "half_response"), edges)
        need |= dict.fromkeys(("decay", "noise_amplitude"), genes)
        if self.strength_factor is not None:
            need["strength_factor"] = (types, *edges)
        for name, shape in need.items():
            found = np.shape(getattr(self, name))
            if found != shape:
                raise ValueError(f"`{name}` must have shape {shape}, but has {found}.")

    def _check_values(self) -> None:
        def gene(index: int) -> str:
            return f"gene {self.gene_names[index]}"

        def edge(index: int) -> str:
            return f"edge {self.edge_name(index)}"

        check_values("Strength K", self.strength, edge, signed=True)
        check_values("Hill coefficient n", self.hill_coefficient, edge, positive=True)
        check_values("Half response h", self.half_response, edge, positive=True, allow_nan=True)
        check_values("Basal rate b", self.basal_rate, gene)
        check_values("Decay rate λ", self.decay, gene, positive=True)
        check_values("Noise amplitude q", self.noise_amplitude, gene)
        if self.strength_factor is not None:
            check_values("Strength factor", self.strength_factor, edge)

    @classmethod
    def from_edges(
        cls,
        edges: Sequence[EdgeTuple],
        *,
        basal_rates: Mapping[str, float | Sequence[float]],
        cell_types: Sequence[str] | None = None,
        decay: PerGene = 0.8,
        noise_amplitude: PerGene = 1.0,
        hill_coefficient: PerEdge = 2.0,
        half_response: PerEdge | None = None,
        logic: Literal["sum", "product"] | Mapping[str, Literal["sum", "product"]] = "sum",
    ) -> "GRN":
        """Build a network from (regulator, target, strength) triples.

        Genes are ordered by first mention, edges first. Parameters are one number for all, or a
        mapping by gene name or (regulator, target); what a mapping leaves out gets the default.

        Args:
            edges: Regulator, target and signed strength K (molecules per time) of each edge.
            basal_rates: Basal rate b (molecules per time) by gene, one number or one per cell type.
            cell_types: Names; by default "type_1", "type_2", … as many as the basal rates have.
            decay: λ (per time).
            noise_amplitude: q.
            hill_coefficient: n.
            half_response: h (molecules); None is automatic.
            logic: "sum" adds the regulators up; with "product" they act together.

        Returns:
            The network.

        Raises:
            ValueError: If an edge, gene or number is wrong; the message names it.
        """
        return cls(
            **edge_list_parts(
                edges,
                basal_rates=basal_rates,
                cell_types=cell_types,
                decay=decay,
                noise_amplitude=noise_amplitude,
                hill_coefficient=hill_coefficient,
                half_response=half_response,
                logic=logic,
            )
        )


def _as_indices(
    name: str, indices: Sequence[int] | Int[np.ndarray, " edges"]
) -> Int[np.ndarray, " edges"]:
    array = np.asarray(indices)
    if array.size and array.dtype.kind not in "iu":
        raise TypeError(f"`{name}` must hold whole numbers, the indices of genes.")
    return array.astype(int)


def check_names(kind: str, names: Sequence[str]) -> None:
    """Refuse names that are empty, too long, repeated, or impossible in a text file.

    Raises:
        ValueError: With the first name at fault.
    """
    seen: set[str] = set()
    for position, name in enumerate(names):
        if not name.strip():
            raise ValueError(f"The {kind} at position {position} has no name.")
        if name != name.strip():
            raise ValueError(f"The {kind} name {name!r} must not begin or end with a space.")
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
            raise ValueError(f"The {kind} name {name!r} contains a control character.")
        if clean(name) != name:
            hidden = INVISIBLE.findall(name)[0]
            message = f"The {kind} name {clean(name)!r} contains an invisible character"
            raise ValueError(f"{message} (U+{ord(hidden):04X}); type it again.")
        if len(name) > MAX_NAME:
            raise ValueError(
                f"The {kind} name {name[:20]!r}… is longer than {MAX_NAME} characters."
            )
        if name in seen:
            raise ValueError(f"The {kind} name {name!r} appears twice; names must differ.")
        seen.add(name)

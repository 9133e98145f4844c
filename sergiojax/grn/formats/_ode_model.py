"""The noise-free model of a network as named quantities and rate laws in infix notation.

SBML and Antimony share it. One cell type is one model: the user opens it in COPASI or Tellurium,
sees a parameter for every value of the network, and changes it there.
"""

from dataclasses import dataclass

import numpy as np

from sergiojax._checks import check_choice
from sergiojax.grn._design import Design
from sergiojax.grn._network import GRN
from sergiojax.grn.formats._numbers import shortest
from sergiojax.grn.formats._ode_numbers import effective_strength, initial_levels
from sergiojax.grn.formats._safe_ids import SafeIds

HILL = "hill"
HILL_ARGUMENTS = ("x", "h", "n")
# The same as x^n / (h^n + x^n), but safe for levels of any size. An integrator may step below 0,
# where powers are undefined.
HILL_FORMULA = "piecewise(1/(1 + (x/h)^(-n)), x/h > 0, 0)"

_MOST_ID_CHARACTERS = 40  # of a gene's name; the whole name is kept next to the identifier
_NOT_IN_XML = "\ufffe\uffff"  # and control characters, which names never have


@dataclass(frozen=True)
class Parameter:
    """A parameter of the model.

    Attributes:
        name: Identifier.
        label: What it is, with the names of genes.
        value: Its value.
    """

    name: str
    label: str
    value: float


@dataclass(frozen=True)
class OdeGene:
    """A gene: dx/dt = production − decay.

    Attributes:
        name: Identifier of its level.
        label: Name of the gene.
        initial: Level at time 0 (molecules).
        regulators: Identifiers of the levels in its production.
        parameters: Numbers of its production and decay.
        production_name: Identifier of its production.
        production: Production rate (molecules per time).
        decay_name: Identifier of its decay.
        decay: Rate of its decay (molecules per time).
    """

    name: str
    label: str
    initial: float
    regulators: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    production_name: str
    production: str
    decay_name: str
    decay: str


@dataclass(frozen=True)
class OdeModel:
    """The model of one cell type.

    Attributes:
        name: Identifier of the model.
        compartment: Identifier of its only compartment.
        about: What it is and what the user may change, a sentence each.
        genes: Its genes in the order of the network.
    """

    name: str
    compartment: str
    about: tuple[str, ...]
    genes: tuple[OdeGene, ...]


def build_ode_model(design: Design, *, cell_type: str | None = None) -> OdeModel:
    """Build the noise-free model of one cell type.

    Genes start at 0. Genes of feedback loops start at different levels: from equal ones a
    symmetric switch or oscillator would go to its unstable middle and stay there.

    Args:
        design: Network, every half response given.
        cell_type: Name of the cell type; by default the first.

    Raises:
        ValueError: If a half response is automatic, the cell type is unknown, or a name has a
            character that XML does not allow.
    """
    grn = design.grn
    column = _find_cell_type(grn, cell_type)
    _check_half_response(grn)
    _check_names(grn)
    return _Builder(grn, column).model()


class _Builder:
    """Names all quantities and writes the equation of every gene."""

    def __init__(self, grn: GRN, cell_type: int) -> None:
        self.grn, self.cell_type = grn, cell_type
        self.strength = effective_strength(grn, cell_type)
        self.ids = SafeIds()
        self.name, self.compartment, _ = map(self.ids.new, ("network", "cell", HILL))
        self.genes = [self.ids.new(name[:_MOST_ID_CHARACTERS]) for name in grn.gene_names]
        edges = np.argsort(grn.target, kind="stable")
        edges = edges[self.strength[edges] != 0]
        starts = np.searchsorted(grn.target[edges], np.arange(1, max(grn.n_genes, 1)))
        self.edges_of = [found.tolist() for found in np.split(edges, starts)]

    def model(self) -> OdeModel:
        """Return the model with all genes."""
        about = (
            "Noise-free model of a gene regulatory network in the cell type "
            f'"{self.grn.cell_types[self.cell_type]}", written by sergiojax.',
            "A gene is produced at its basal rate b and through its regulators, with strength K, "
            "half response h and Hill coefficient n; it decays at the rate lambda.",
            "Levels count molecules; the unit of time is arbitrary.",
            "Genes start at 0, those of feedback loops at different levels: from equal ones a "
            "symmetric switch would stay in its middle. Change the levels as you like.",
        )
        initial = initial_levels(self.grn, self.cell_type, self.strength)
        genes = tuple(self._gene(gene, initial[gene]) for gene in range(self.grn.n_genes))
        return OdeModel(self.name, self.compartment, about, genes)

    def _gene(self, gene: int, initial: float) -> OdeGene:
        grn, name, label = self.grn, self.genes[gene], self.grn.gene_names[gene]
        rate = shortest(np.asarray(grn.basal_rate)[self.cell_type, gene])
        basal = Parameter(self.ids.new(f"b_{name}"), f"basal rate of {label}", rate)
        rate = shortest(np.asarray(grn.decay)[gene])
        decay = Parameter(self.ids.new(f"lambda_{name}"), f"decay rate of {label}", rate)
        regulated, parameters = self._joint(gene) if grn.product[gene] else self._sum(gene)
        return OdeGene(
            name=name,
            label=label,
            initial=initial,
            regulators=tuple(self.genes[grn.regulator[edge]] for edge in self.edges_of[gene]),
            parameters=(basal, *parameters, decay),
            production_name=self.ids.new(f"production_{name}"),
            production=" + ".join([basal.name, *regulated]),
            decay_name=self.ids.new(f"decay_{name}"),
            decay=f"{decay.name}*{name}",
        )

    def _sum(self, gene: int) -> tuple[list[str], list[Parameter]]:
        """Return Σ |K| H of activators and Σ |K| (1 − H) of repressors, term by term."""
        terms, parameters = [], []
        for edge in self.edges_of[gene]:
            pair = self._pair(edge)
            strength = float(self.strength[edge])
            kind = "activation" if strength > 0 else "repression"
            label = f"strength of the {kind} {self.grn.edge_name(edge)}"
            parameters.append(Parameter(self.ids.new(f"K_{pair}"), label, abs(strength)))
            hill, shape = self._hill(edge, pair)
            term = hill if strength > 0 else f"(1 - {hill})"
            terms.append(f"{parameters[-1].name}*{term}")
            parameters += shape
        return terms, parameters

    def _joint(self, gene: int) -> tuple[list[str], list[Parameter]]:
        """Return max|K| (1 − Π (1 − H)) of activators times Π (1 − H) of repressors."""
        edges = self.edges_of[gene]
        if not edges:
            return [], []
        label = f"strength of all regulators of {self.grn.gene_names[gene]} together"
        largest = float(np.abs(self.strength[edges]).max())
        parameters = [Parameter(self.ids.new(f"K_{self.genes[gene]}"), label, largest)]
        on, free = [], []
        for edge in edges:
            hill, shape = self._hill(edge, self._pair(edge))
            (on if self.strength[edge] > 0 else free).append(hill)
            parameters += shape
        factors = [f"(1 - {hill})" for hill in free]
        if len(on) == 1:
            factors.insert(0, on[0])
        elif on:
            factors.insert(0, f"(1 - {'*'.join(f'(1 - {hill})' for hill in on)})")
        return ["*".join([parameters[0].name, *factors])], parameters

    def _hill(self, edge: int, pair: str) -> tuple[str, list[Parameter]]:
        grn, name = self.grn, self.grn.edge_name(edge)
        h = shortest(np.asarray(grn.half_response)[edge])
        n = shortest(np.asarray(grn.hill_coefficient)[edge])
        half = Parameter(self.ids.new(f"h_{pair}"), f"half response of {name}", h)
        hill = Parameter(self.ids.new(f"n_{pair}"), f"Hill coefficient of {name}", n)
        regulator = self.genes[grn.regulator[edge]]
        return f"{HILL}({regulator}, {half.name}, {hill.name})", [half, hill]

    def _pair(self, edge: int) -> str:
        return f"{self.genes[self.grn.regulator[edge]]}_{self.genes[self.grn.target[edge]]}"


def _find_cell_type(grn: GRN, name: str | None) -> int:
    if name is None:
        return 0
    check_choice("cell_type", name, grn.cell_types)
    return grn.cell_types.index(name)


def _check_half_response(grn: GRN) -> None:
    gaps = np.isnan(np.asarray(grn.half_response))
    if gaps.any():
        edge = grn.edge_name(int(gaps.argmax()))
        raise ValueError(
            f"The model needs every half response h, but that of {edge} is automatic. "
            "Write it with `sergiojax.write_grn`, which fills in the value that the simulator "
            "uses, or call `sergiojax.kinetics.fill_half_response` first."
        )


def _check_names(grn: GRN) -> None:
    for name in (*grn.gene_names, *grn.cell_types):
        if any(character in name for character in _NOT_IN_XML):
            raise ValueError(
                f"SBML cannot hold the name {name!r}: XML does not allow all of its characters."
            )

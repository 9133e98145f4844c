"""The skeleton dx/dt = P − λx of some genes, the others held, at many states at once.

Everything that asks where the noise-free flow leads works on this one object: steady states block
by block, a plane of two genes, basins, cycles, and sweeps of a parameter, with one row per value.
"""

import copy

import numpy as np
from jaxtyping import Float, Int

from sergiojax.grn import GRN
from sergiojax.kinetics._production import Numbers, Production, Rows, numbers_of, take_rows

States = Float[np.ndarray, "states free"]
_BY_ROW = ("decay", "held", "upper", "scale")


class Skeleton:
    """The noise-free flow of the free genes of a network.

    Rows are states, each with its own parameters: at first one row per cell type.

    Args:
        grn: Network with known parameters, every half response given. All genes are free.
        numbers: Its parameters by row, in place of those of its cell types; see `numbers_of`.

    Attributes:
        genes: The free genes.
        decay: λ of the free genes (per time).
        upper: Level of the free genes with all activators on and all repressors off. No flow
            leaves the box between 0 and here, and every steady state is inside.
        scale: The same, 1 for a gene that is never on: what levels are compared with.
        held: Levels of all genes; those of the free genes are not used.
    """

    def __init__(self, grn: GRN, numbers: Numbers | None = None) -> None:
        numbers = numbers_of(grn) if numbers is None else numbers
        self.genes = np.arange(grn.n_genes)
        self.production = Production(grn, numbers)
        self.decay = numbers["decay"]
        self.upper = self.production.upper / self.decay
        self.scale = np.where(self.upper > 0, self.upper, 1.0)
        self.held = self.upper
        self._find_entries()

    def all_levels(self, free: States) -> Float[np.ndarray, "states genes"]:
        """Return the levels of all genes: those free, and the others as they are held."""
        if len(self.genes) == self.held.shape[1]:
            return free
        levels = np.empty((len(free), self.held.shape[1]))
        levels[:] = self.held
        levels[:, self.genes] = free
        return levels

    def velocity(self, free: States) -> States:
        """Return dx/dt of the free genes (molecules per time)."""
        production = self.production(self.all_levels(free))
        return production[:, self.genes] - self.decay * free

    def jacobian(self, free: States) -> Float[np.ndarray, "states free free"]:
        """Return ∂(dx/dt)/∂x among the free genes: rows are targets (per time)."""
        n_states, n_free = free.shape
        matrix = np.zeros((n_states, n_free, n_free))
        matrix[:, range(n_free), range(n_free)] = -self.decay
        slopes = self.production.slopes(self.all_levels(free))
        matrix[:, self._entry[0], self._entry[1]] += slopes[:, self._inside]
        return matrix

    def speed(self, velocity: States) -> Float[np.ndarray, " states"]:
        """Return the largest distance from P/λ of a state, as a share of the upper level."""
        return np.abs(velocity / (self.decay * self.scale)).max(1, initial=0.0)

    def free(
        self,
        genes: Int[np.ndarray, " free"],
        *,
        held: Float[np.ndarray, "states genes"],
    ) -> "Skeleton":
        """Return the flow of some of the free genes.

        Args:
            genes: Genes of the network.
            held: Levels of all genes, one row for all states or one per state; those of the
                others are kept (molecules).

        Returns:
            The same rows with fewer free genes.
        """
        part, place = copy.copy(self), np.searchsorted(self.genes, genes)
        for name in ("genes", "decay", "upper", "scale"):
            setattr(part, name, getattr(self, name)[..., place])
        part.production, part.held = self.production.only(genes), held
        part._find_entries()
        return part

    def take(self, rows: Rows) -> "Skeleton":
        """Return these rows; what all rows share is unchanged."""
        part = copy.copy(self)
        part.production = self.production.take(rows)
        for name in _BY_ROW:
            setattr(part, name, take_rows(getattr(self, name), rows))
        return part

    def _find_entries(self) -> None:
        """Find the edges among the free genes, and their places in the Jacobian."""
        ends = self.production.target, self.production.regulator
        self._inside = np.nonzero(np.isin(ends[1], self.genes))[0]
        self._entry = tuple(np.searchsorted(self.genes, end[self._inside]) for end in ends)


def inverse(matrices: Float[np.ndarray, "states n n"]) -> Float[np.ndarray, "states n n"]:
    """Return the inverses; of an exactly singular matrix, the pseudo-inverse."""
    try:
        return np.linalg.inv(matrices)
    except np.linalg.LinAlgError:
        return np.linalg.pinv(matrices)

"""Production of one network at many states, in NumPy: what does not change is computed once.

`production_rate` says the same in one line per equation; hundreds of calls of it in a row would
spend their time on the bookkeeping. Tests hold the two together.
"""

import numpy as np
from jaxtyping import Float

from sergiojax._safe import TINY
from sergiojax.grn import GRN
from sergiojax.kinetics._hill import edge_strength

States = Float[np.ndarray, "cell_types genes"]


class Production:
    """Production rate of every gene of a network whose numbers are known.

    Edges are ordered by target, so that those of a gene are combined without scattering.

    Args:
        grn: Network, every half response given.
    """

    def __init__(self, grn: GRN) -> None:
        order = np.argsort(grn.target, kind="stable")
        self.targets, self.first = np.unique(grn.target[order], return_index=True)
        self.regulator = grn.regulator[order]
        self.hill = np.asarray(grn.hill_coefficient, float)[order]
        self.shift = self.hill * np.log(np.asarray(grn.half_response, float)[order])
        self.strength = np.asarray(edge_strength(grn), float)[:, order]
        self.basal = np.asarray(grn.basal_rate, float)
        self.joint = grn.product[self.targets]
        self.base = self.basal.copy()
        if len(order):
            repressed = self._by_gene(np.add, np.maximum(-self.strength, 0.0))
            self.base[:, self.targets] += repressed
            self.largest = self._by_gene(np.maximum, np.abs(self.strength))
            self.activated = self._by_gene(np.logical_or, self.strength > 0)

    def __call__(self, levels: States) -> States:
        """Return the production of every gene at these levels (molecules per time)."""
        production = self.base.copy()
        if not len(self.regulator):
            return production
        exponent = self.shift - self.hill * np.log(np.maximum(levels[:, self.regulator], TINY))
        response = 1.0 / (1.0 + np.exp(np.minimum(exponent, 40.0)))
        production[:, self.targets] += self._by_gene(np.add, self.strength * response)
        if self.joint.any():
            genes = self.targets[self.joint]
            together = self.basal[:, self.targets] + self._together(response)
            production[:, genes] = together[:, self.joint]
        return production

    def _together(self, response: np.ndarray) -> np.ndarray:
        off = self._by_gene(np.multiply, np.where(self.strength > 0, 1.0 - response, 1.0))
        free = self._by_gene(np.multiply, np.where(self.strength < 0, 1.0 - response, 1.0))
        return self.largest * np.where(self.activated, 1.0 - off, 1.0) * free

    def _by_gene(self, combine: np.ufunc, values: np.ndarray) -> np.ndarray:
        """Combine the values of every target's edges."""
        return combine.reduceat(values, self.first, axis=1)

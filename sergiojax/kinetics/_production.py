"""Production of one network at many states, in NumPy: what does not change is computed once.

`production_rate` says the same in one line per equation; hundreds of calls of it in a row would
spend their time on the bookkeeping. `_hill.py` lists the three places of this equation, and the
tests that hold them together.
"""

import copy
from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax._safe import TINY
from sergiojax.grn import GRN
from sergiojax.kinetics._hill import edge_strength

States = Float[np.ndarray, "states genes"]
Slopes = Float[np.ndarray, "states edges"]
Numbers = Mapping[str, Float[np.ndarray, "_ _"]]
Rows = Int[np.ndarray, " rows"] | Bool[np.ndarray, " rows"]

_STEEPEST = 600.0  # of the exponent in a Hill response; exp of it is still far from overflow
_LEAST = 1e-9  # of h: nearer to 0 a slope is the one here, as the true one is infinite if n < 1
_BY_ROW = ("hill", "shift", "least", "strength", "basal", "base", "upper", "largest", "activated")


class Production:
    """Production rate of every gene of a network with known parameters.

    Rows are states, each with its own parameters: at first one row per cell type. Edges are
    ordered by target, so that those of a gene are combined without scattering.

    Attributes:
        order: The network's index of every edge.
        upper: Production with all activators on and all repressors off (molecules per time).

    Args:
        grn: Network, every half response given.
        numbers: Its parameters by row, in place of those of its cell types; see `numbers_of`.
    """

    def __init__(self, grn: GRN, numbers: Numbers | None = None) -> None:
        numbers = numbers_of(grn) if numbers is None else numbers
        self.order = np.argsort(grn.target, kind="stable")
        self.regulator, self.target = grn.regulator[self.order], grn.target[self.order]
        self.targets, self.first = np.unique(self.target, return_index=True)
        self.joint = grn.product[self.targets]
        half = numbers["half_response"][:, self.order]
        self.hill = numbers["hill_coefficient"][:, self.order]
        self.shift, self.least = self.hill * np.log(half), _LEAST * half
        self.strength = numbers["strength"][:, self.order]
        self.basal = numbers["basal_rate"]
        self.base = self.upper = self.basal
        self.largest = self.activated = self.basal[:, :0]
        if len(self.order):
            repressed, total = np.zeros((2, len(self.strength), grn.n_genes))
            repressed[:, self.targets] = self._by_gene(np.add, np.maximum(-self.strength, 0.0))
            total[:, self.targets] = self._by_gene(np.add, np.abs(self.strength))
            self.largest = self._by_gene(np.maximum, np.abs(self.strength))
            self.activated = self._by_gene(np.logical_or, self.strength > 0)
            total[:, self.targets[self.joint]] = self.largest[:, self.joint]
            self.base, self.upper = self.basal + repressed, self.basal + total

    def __call__(self, levels: States) -> States:
        """Return the production of every gene at these levels (molecules per time)."""
        production = np.empty((len(levels), self.base.shape[1]))
        production[:] = self.base
        if not len(self.regulator):
            return production
        response, complement = self._respond(np.maximum(levels[:, self.regulator], TINY))
        production[:, self.targets] += self._by_gene(np.add, self.strength * response)
        if self.joint.any():
            genes = self.targets[self.joint]
            on, _, free = self._together(complement)
            together = self.basal[:, self.targets] + self.largest * on * free
            production[:, genes] = together[:, self.joint]
        return production

    def slopes(self, levels: States) -> Slopes:
        """Return ∂P_target/∂x_regulator of every edge in this object's order (per time).

        dH/dx = n H (1 − H) / x. In a product of 1 − H, the factor of the edge and the (1 − H) of
        its own slope make the product whole again, so that nothing is divided by it.
        """
        if not len(self.regulator):
            return np.zeros((len(levels), 0))
        level = np.maximum(levels[:, self.regulator], self.least)
        response, complement = self._respond(level)
        growth = self.hill * response / level
        slopes = self.strength * complement * growth
        if self.joint.any():
            on, off, free = self._together(complement)
            group = np.searchsorted(self.targets, self.target)
            up, down = (self.largest * part * free for part in (off, on))
            effect = np.where(self.strength > 0, up[:, group], -down[:, group])
            together = np.where(self.strength == 0, 0.0, effect * growth)
            slopes = np.where(self.joint[group], together, slopes)
        return slopes

    def take(self, rows: Rows) -> "Production":
        """Return the production of these rows; what all rows share is unchanged."""
        part = copy.copy(self)
        for name in _BY_ROW:
            setattr(part, name, take_rows(getattr(self, name), rows))
        return part

    def only(self, genes: Int[np.ndarray, " genes"]) -> "Production":
        """Return the production without the edges to other genes, which is then meaningless."""
        part = copy.copy(self)
        edges, targets = np.isin(self.target, genes), np.isin(self.targets, genes)
        for name in ("order", "regulator", "target"):
            setattr(part, name, getattr(self, name)[edges])
        for name in ("hill", "shift", "least", "strength"):
            setattr(part, name, getattr(self, name)[:, edges])
        for name in ("largest", "activated"):
            setattr(part, name, getattr(self, name)[:, targets])
        part.joint = self.joint[targets]
        part.targets, part.first = np.unique(part.target, return_index=True)
        return part

    def _respond(self, level: np.ndarray) -> tuple[Slopes, Slopes]:
        """Return H and 1 − H, each to full relative precision."""
        exponent = self.shift - self.hill * np.log(level)
        odds = np.exp(np.maximum(np.minimum(exponent, _STEEPEST), -_STEEPEST))
        response = 1.0 / (1.0 + odds)
        return response, odds * response

    def _together(self, complement: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return by target: share on by activators, Π(1 − H) over them and over repressors."""
        off = self._by_gene(np.multiply, np.where(self.strength > 0, complement, 1.0))
        free = self._by_gene(np.multiply, np.where(self.strength < 0, complement, 1.0))
        return np.where(self.activated, 1.0 - off, 1.0), off, free

    def _by_gene(self, combine: np.ufunc, values: np.ndarray) -> np.ndarray:
        """Combine the values of every target's edges."""
        return combine.reduceat(values, self.first, axis=1)


def numbers_of(grn: GRN) -> dict[str, Float[np.ndarray, "_ _"]]:
    """Return the parameters of the flow in double precision, one row per cell type or one row."""
    return {
        "strength": np.asarray(edge_strength(grn), float),
        "hill_coefficient": np.asarray(grn.hill_coefficient, float)[None],
        "half_response": np.asarray(grn.half_response, float)[None],
        "basal_rate": np.asarray(grn.basal_rate, float),
        "decay": np.asarray(grn.decay, float)[None],
    }


def take_rows(values: np.ndarray, rows: Any) -> Any:
    """Return the rows of an array; a single row stands for all and stays."""
    return values if len(values) == 1 else values[rows]

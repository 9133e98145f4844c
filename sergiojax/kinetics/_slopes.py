"""How production responds to each regulator: the entries of the Jacobian, edge by edge."""

import numpy as np
from jaxtyping import Float

from sergiojax.grn import GRN
from sergiojax.kinetics._hill import Levels
from sergiojax.kinetics._production import Production


def edge_slopes(
    grn: GRN, levels: Levels, *, regulators: np.ndarray | None = None
) -> Float[np.ndarray, "cell_types edges"]:
    """Return ∂P_target/∂x_regulator of every edge (per time).

    Args:
        grn: Network with known parameters, every half response given.
        levels: Level of every gene (molecules). Below 1e-9 h a slope is that at 1e-9 h: the true
            one at 0 is infinite if n < 1.
        regulators: Genes whose outgoing edges are wanted; the others stay 0. By default all.

    Returns:
        Slopes per cell type and edge.
    """
    production = Production(grn)
    values = np.empty((grn.n_cell_types, grn.n_edges))
    values[:, production.order] = production.slopes(np.asarray(levels, float))
    if regulators is not None:
        values[:, ~np.isin(grn.regulator, regulators)] = 0.0
    return values


def jacobian(grn: GRN, levels: Levels) -> Float[np.ndarray, "cell_types genes genes"]:
    """Return the Jacobian of dx/dt = P − λx: rows are targets, columns regulators (per time).

    Args:
        grn: Network with known parameters, every half response given.
        levels: Level of every gene (molecules).

    Returns:
        One dense matrix per cell type: for networks of some hundred genes.
    """
    matrix = np.zeros((grn.n_cell_types, grn.n_genes, grn.n_genes))
    matrix[:, range(grn.n_genes), range(grn.n_genes)] = -np.asarray(grn.decay, float)
    matrix[:, grn.target, grn.regulator] += edge_slopes(grn, levels)  # no two edges share a pair
    return matrix

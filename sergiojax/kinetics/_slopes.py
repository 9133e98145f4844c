"""How production answers to each regulator: the entries of the Jacobian, edge by edge."""

import numpy as np
from jaxtyping import Float

from sergiojax.grn import GRN
from sergiojax.kinetics._hill import Levels
from sergiojax.kinetics._production import Production

_STEP = 1e-4  # relative; the error of a central difference is its square
_FLOOR = 1e-3  # molecules


def edge_slopes(
    grn: GRN, levels: Levels, *, regulators: np.ndarray | None = None
) -> Float[np.ndarray, "cell_types edges"]:
    """Return ∂P_target/∂x_regulator of every edge (per time), by central differences.

    Args:
        grn: Network with known numbers, every half response given.
        levels: Level of every gene (molecules).
        regulators: Genes whose outgoing edges are wanted; the others stay 0. By default all.

    Returns:
        Slopes per cell type and edge.
    """
    values, production = np.zeros((grn.n_cell_types, grn.n_edges)), Production(grn)
    wanted = np.unique(grn.regulator) if regulators is None else regulators
    for regulator in wanted:
        outgoing = grn.regulator == regulator
        step = _STEP * np.maximum(levels[:, regulator], _FLOOR)
        up, down = np.array(levels, float), np.array(levels, float)
        up[:, regulator] += step
        down[:, regulator] = np.maximum(down[:, regulator] - step, 0.0)
        width = up[:, regulator] - down[:, regulator]
        slope = (production(up) - production(down)) / width[:, None]
        values[:, outgoing] = slope[:, grn.target[outgoing]]
    return values


def jacobian(grn: GRN, levels: Levels) -> Float[np.ndarray, "cell_types genes genes"]:
    """Return the Jacobian of dx/dt = P − λx: rows are targets, columns regulators (per time).

    Args:
        grn: Network with known numbers, every half response given.
        levels: Level of every gene (molecules).

    Returns:
        One dense matrix per cell type: for networks of some hundred genes.
    """
    matrix = np.zeros((grn.n_cell_types, grn.n_genes, grn.n_genes))
    matrix[:, range(grn.n_genes), range(grn.n_genes)] = -np.asarray(grn.decay, float)
    matrix[:, grn.target, grn.regulator] += edge_slopes(grn, levels)  # no two edges share a pair
    return matrix

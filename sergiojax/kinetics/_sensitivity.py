"""How much each parameter of a network matters for each gene, at a steady state.

In logarithms the state solves x = P(x, p) / λ, so its slopes solve S = E S + R: the elasticities E
say how production follows the regulators, R how it follows the parameters themselves. A parameter
acts on the production of one gene only, so all of them need one inverse of I − E per cell type.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax._safe import TINY
from sergiojax.grn import GRN, Parameter, ParameterKind, list_parameters
from sergiojax.kinetics._given_levels import moving_genes, state_of
from sergiojax.kinetics._half_response import fill_half_response
from sergiojax.kinetics._hill import Levels, edge_strength, hill, production_rate
from sergiojax.kinetics._slopes import edge_slopes

_KINDS: tuple[ParameterKind, ...] = (
    "strength",
    "hill_coefficient",
    "half_response",
    "decay",
    "basal_rate",
)
_OFF = 1e-9  # molecules; below this a gene is off and stays off
_STABLE = 1e-6  # slowest rate against the slowest decay; nearer to 0, slopes are infinite


class Sensitivity(NamedTuple):
    """Slopes of all levels with respect to parameters, both in logarithms.

    Attributes:
        parameters: The parameters, in the order of the last axis.
        slope: ∂ log x / ∂ log |p|: a slope of 2 turns 1 % more of the parameter into 2 % more of
            the gene. 0 for a gene that is off (it stays off) and for a parameter that is 0.
        levels: The steady state (molecules).
        grn: The network, every half response given.
    """

    parameters: tuple[Parameter, ...]
    slope: Float[np.ndarray, "cell_types genes parameters"]
    levels: Float[np.ndarray, "cell_types genes"]
    grn: GRN


class _Direct(NamedTuple):
    """Slopes of log production with respect to log |p| of an edge, the levels held."""

    strength: Float[np.ndarray, "cell_types edges"]
    hill_coefficient: Float[np.ndarray, "cell_types edges"]
    half_response: Float[np.ndarray, "cell_types edges"]


def sensitivity(
    grn: GRN, *, parameters: Sequence[Parameter] | None = None, levels: Levels | None = None
) -> Sensitivity:
    """Return ∂ log(expression) / ∂ log(parameter) at a steady state, by implicit differentiation.

    Automatic half responses are found first and held, so that a slope is that of the network which
    `fill_half_response` returns. A basal rate of one cell type moves that type alone. If a gene has
    product logic, only its strongest edge sets the scale of production. Where several are equally
    strong, more of one counts and less of it does not: its slope is the mean of both. Noise
    amplitudes do not move the noise-free state.

    Args:
        grn: Network with known parameters.
        parameters: What to differentiate by; by default all K, n, h, λ and the basal rates that are
            not 0.
        levels: Stable steady state (molecules); by default that of `steady_state`.

    Returns:
        The slopes, and where they hold. Time grows with the cube of the number of genes, memory
        with cell types × genes × parameters.

    Raises:
        ValueError: If the levels of a cell type are not a steady state, or not a stable one; or
            if the network has no such parameter.

    Source:
        Kacser and Burns (1973), Symposia of the Society for Experimental Biology 27, 65-104.
    """
    grn = fill_half_response(grn).grn
    chosen = tuple(list_parameters(grn, _KINDS) if parameters is None else parameters)
    state = state_of(grn, levels)
    _check_steady(grn, state)
    _check_stable(grn, state)
    direct = _direct_effects(grn, state)
    # The elasticity of a regulator is that of h with the other sign: production depends on x / h.
    system = np.tile(np.eye(grn.n_genes), (grn.n_cell_types, 1, 1))
    system[:, grn.target, grn.regulator] += direct.half_response
    effect, gene = _by_parameter(grn, state, direct=direct, parameters=chosen)
    slope = np.linalg.inv(system)[:, :, gene] * effect[:, None, :]
    return Sensitivity(chosen, slope, state, grn)


def edge_importance(
    sensitivity: Sensitivity, gene: str, *, cell_type: str
) -> Float[np.ndarray, " edges"]:
    """Return how much each edge matters for one gene: |∂ log x / ∂ log |K||.

    Args:
        sensitivity: Slopes that include those of every strength.
        gene: Name of the gene.
        cell_type: Name of the cell type.

    Returns:
        One number per edge, in the network's order.

    Raises:
        ValueError: If there is no such gene or cell type, or a strength was left out.
    """
    grn = sensitivity.grn
    [place] = Parameter("decay", gene).locate(grn)
    row = Parameter("basal_rate", gene, cell_type).locate(grn)[0]
    column = {each: index for index, each in enumerate(sensitivity.parameters)}
    strengths = list_parameters(grn, ["strength"])
    absent = [each.label for each in strengths if each not in column]
    if absent:
        raise ValueError(
            f"The slope of {absent[0]} was not asked for. Call `sensitivity` with all strengths."
        )
    return np.abs(sensitivity.slope[row, place, [column[each] for each in strengths]])


def _direct_effects(grn: GRN, levels: np.ndarray) -> _Direct:
    """Return how the relative production of every edge's target follows the edge's K, n and h.

    H depends on (x/h)^n: ∂H/∂log h = −∂H/∂log x and ∂H/∂log n = log(x/h) ∂H/∂log x.
    """
    regulator = np.maximum(levels[:, grn.regulator], TINY)
    half = np.asarray(grn.half_response, float)
    on = _is_on(levels)[:, grn.target]
    made = (np.asarray(grn.decay, float) * levels)[:, grn.target]
    share = np.where(on, 1.0, 0.0) / np.where(on, made, 1.0)
    by_regulator = share * edge_slopes(grn, levels) * regulator
    by_strength = share * _strength_effects(grn, levels, regulator=regulator)
    return _Direct(by_strength, by_regulator * np.log(regulator / half), -by_regulator)


def _strength_effects(
    grn: GRN, levels: np.ndarray, *, regulator: Float[np.ndarray, "cell_types edges"]
) -> Float[np.ndarray, "cell_types edges"]:
    """Return K ∂P/∂K of every edge: its part of a sum, or all that regulators make together."""
    strength, target = np.asarray(edge_strength(grn), float), grn.target
    half, n, size = np.asarray(grn.half_response, float), grn.hill_coefficient, np.abs(strength)
    # 1 − H is H with x and h exchanged, without the loss of digits.
    effect = size * np.where(strength < 0, hill(half, regulator, n), hill(regulator, half, n))
    joint = grn.product[target]
    if not joint.any():
        return effect
    largest = np.zeros((grn.n_genes, grn.n_cell_types))
    np.maximum.at(largest, target, size.T)
    strongest = (size == largest[target].T) * 1.0
    several = np.zeros_like(largest)
    np.add.at(several, target, strongest.T)
    made = np.asarray(production_rate(grn, levels) - grn.basal_rate, float)[:, target] * strongest
    made[several[target].T > 1] /= 2  # the mean of the slopes up and down
    return np.where(joint, made, effect)


def _by_parameter(
    grn: GRN, levels: np.ndarray, *, direct: _Direct, parameters: tuple[Parameter, ...]
) -> tuple[Float[np.ndarray, "cell_types parameters"], Int[np.ndarray, " parameters"]]:
    """Return each parameter's slope of log(P / λ), and the gene whose production it is in."""
    genes, on = np.arange(grn.n_genes), _is_on(levels)
    made = np.where(on, np.asarray(grn.decay, float) * levels, np.inf)
    tables: dict[ParameterKind, tuple[np.ndarray, np.ndarray]] = {
        "strength": (direct.strength, grn.target),
        "hill_coefficient": (direct.hill_coefficient, grn.target),
        "half_response": (direct.half_response, grn.target),
        "basal_rate": (np.asarray(grn.basal_rate, float) / made, genes),
        "decay": (np.where(on, -1.0, 0.0), genes),
        "noise_amplitude": (np.zeros_like(levels), genes),
    }
    effect, gene = np.zeros((grn.n_cell_types, len(parameters))), np.zeros(len(parameters), int)
    for column, parameter in enumerate(parameters):
        *of_type, place = parameter.locate(grn)
        [rows] = of_type or [slice(None)]
        values, owner = tables[parameter.kind]
        effect[rows, column], gene[column] = values[rows, place], owner[place]
    return effect, gene


def _is_on(levels: np.ndarray) -> Bool[np.ndarray, "cell_types genes"]:
    return levels > _OFF


def _check_steady(grn: GRN, levels: np.ndarray) -> None:
    moving = moving_genes(grn, levels)
    if moving.any():
        row, gene = np.argwhere(moving)[0]
        raise ValueError(
            f"Cell type {grn.cell_types[row]} is not in a steady state: gene "
            f"{grn.gene_names[gene]} still moves. Either these levels are not those of a steady "
            "state, or the network oscillates. Give `levels` of a steady state (`fixed_points` "
            "finds them), or weaken the feedback."
        )


def _check_stable(grn: GRN, levels: np.ndarray) -> None:
    """Refuse unstable states; only loops decide, because J is triangular outside them."""
    if not grn.topology.loops:
        return
    looped = np.concatenate(grn.topology.loops)
    decay = np.asarray(grn.decay, float)
    matrix = np.zeros((grn.n_cell_types, grn.n_genes, grn.n_genes))
    matrix[:, grn.target, grn.regulator] = edge_slopes(grn, levels, regulators=looped)
    block = matrix[:, looped[:, None], looped] - np.diag(decay[looped])
    rates = np.linalg.eigvals(block).real.max(axis=1)
    left = rates > -_STABLE * decay.min()
    if left.any():
        row = int(np.argmax(left))
        raise ValueError(
            f"The steady state of cell type {grn.cell_types[row]} is not stable: a small push "
            f"changes at rate {rates[row]:+.3g} per time, so expression does not follow a "
            "parameter there. Give `levels` of a stable steady state (`fixed_points` finds them), "
            "or change a strength."
        )

"""How often a network keeps its behaviour when its parameters are not known exactly."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax._checks import check_choice, check_count
from sergiojax._types import PRNGKey
from sergiojax.grn import GRN, Parameter, ParameterKind, list_parameters
from sergiojax.kinetics import attractors, edge_strength, fill_half_response

_KINDS: tuple[ParameterKind, ...] = (
    "strength",
    "hill_coefficient",
    "half_response",
    "basal_rate",
    "decay",
)
_Z = 1.959964  # normal quantile of a 95 % interval
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Share(NamedTuple):
    """How many of the drawn models share one behaviour.

    Attributes:
        n_stable: Number of stable states.
        oscillates: Whether it oscillates, at least from some starts.
        n_models: Number of models.
        low: Lower end of the 95 % interval of the share (Wilson).
        high: Upper end.
    """

    n_stable: int
    oscillates: bool
    n_models: int
    low: float
    high: float

    @property
    def words(self) -> str:
        """What the models do: "two states", "oscillation", "one state and oscillation"."""
        number = _WORDS[self.n_stable] if self.n_stable < len(_WORDS) else f"{self.n_stable:,}"
        states = f"{number} state{'' if self.n_stable == 1 else 's'}"
        if not self.oscillates:
            return states
        return f"{states} and oscillation" if self.n_stable else "oscillation"


class Ensemble(NamedTuple):
    """What a network does for many draws of its parameters.

    Attributes:
        cell_types: Names of the cell types.
        n_stable: Number of stable states by cell type and model; the network itself comes first.
        oscillates: Whether it oscillates, at least from some starts; in the same order.
        parameters: What was varied.
        around: Each by a factor up to this, up or down.
    """

    cell_types: tuple[str, ...]
    n_stable: Int[np.ndarray, "cell_types models"]
    oscillates: Bool[np.ndarray, "cell_types models"]
    parameters: tuple[Parameter, ...]
    around: float

    @property
    def n_models(self) -> int:
        """Number of draws."""
        return self.n_stable.shape[1] - 1

    def shares(self, cell_type: str | None = None) -> tuple[Share, ...]:
        """Return what the draws do, most frequent first.

        Args:
            cell_type: Name of a cell type; by default the first.

        Raises:
            ValueError: If there is no such cell type.
        """
        at = self._place(cell_type)
        drawn = zip(self.n_stable[at, 1:].tolist(), self.oscillates[at, 1:].tolist(), strict=True)
        return tuple(
            Share(*what, count, *_wilson(count, self.n_models))
            for what, count in Counter(drawn).most_common()
        )

    def own(self, cell_type: str | None = None) -> Share:
        """Return the behaviour of the network itself, and how many draws share it.

        Args:
            cell_type: Name of a cell type; by default the first.

        Raises:
            ValueError: If there is no such cell type.
        """
        at = self._place(cell_type)
        what = int(self.n_stable[at, 0]), bool(self.oscillates[at, 0])
        for share in self.shares(cell_type):
            if share[:2] == what:
                return share
        return Share(*what, 0, *_wilson(0, self.n_models))

    def sentence(self, cell_type: str | None = None) -> str:
        """Return how often the behaviour of the network holds: "two states in 143 of 200".

        Args:
            cell_type: Name of a cell type; by default the first.

        Raises:
            ValueError: If there is no such cell type.
        """
        own = self.own(cell_type)
        return f"{own.words} in {own.n_models:,} of {self.n_models:,}"

    def _place(self, cell_type: str | None) -> int:
        if cell_type is None:
            return 0
        check_choice("cell_type", cell_type, self.cell_types)
        return self.cell_types.index(cell_type)


def ensemble(
    grn: GRN,
    n_models: int = 200,
    *,
    key: PRNGKey,
    vary: Sequence[ParameterKind | Parameter] | None = None,
    around: float | int = 2,
) -> Ensemble:
    """Draw models with other parameters, and count the stable states and oscillations of each.

    Every varied parameter is multiplied by around^U(-1, 1), independently. Automatic half responses
    are filled in first, for the unchanged network; they are varied or kept like the others. Noise
    amplitudes have no effect. NumPy does the work, so nothing compiles: 200 models of a network of
    12 genes take half a second.

    Args:
        grn: Network with known parameters and loops of up to about twenty genes.
        n_models: Number of draws.
        key: PRNG key. The same key and network give the same draws, and those of a parameter do
            not depend on what else is varied.
        vary: Kinds or single parameters; by default all.
        around: Largest factor, at least 1.

    Returns:
        Counts for each model, and how often they agree with those of the network itself.

    Raises:
        ValueError: If a parameter is unknown, a setting is out of range, or a loop has more than
            200 genes.
    """
    check_count("n_models", n_models, most=100_000)
    if not 1 <= around < np.inf:
        raise ValueError(f"`around` must be at least 1 and finite, but is {around}.")
    parameters = _parameters(grn, vary)
    filled = fill_half_response(grn).grn
    factors = _factors(filled, parameters, n_models, float(around), key)
    found = attractors(filled, _numbers(filled, factors, n_models))
    shape = n_models + 1, grn.n_cell_types
    n_stable, oscillates = (part.reshape(shape).T for part in found)
    return Ensemble(grn.cell_types, n_stable, oscillates, parameters, float(around))


def _parameters(
    grn: GRN, vary: Sequence[ParameterKind | Parameter] | None
) -> tuple[Parameter, ...]:
    """Return the varied parameters, each once, after checking that they exist."""
    found: list[Parameter] = []
    for item in _KINDS if vary is None else vary:
        if isinstance(item, Parameter):
            item.locate(grn)
            found.append(item)
        else:
            found += list_parameters(grn, [item])
    return tuple(dict.fromkeys(found))


def _factors(
    grn: GRN, parameters: Sequence[Parameter], n_models: int, around: float, key: PRNGKey
) -> dict[str, Float[np.ndarray, "models *entries"]]:
    """Return the factor of every entry of every array; 1 where nothing varies."""
    words = np.asarray(jax.random.key_data(key)).ravel().tolist()
    factors = {}
    for number, kind in enumerate(_KINDS):
        shape = n_models, *np.shape(getattr(grn, kind))
        drawn = around ** np.random.default_rng([*words, number]).uniform(-1.0, 1.0, shape)
        kept = np.ones(shape)
        for parameter in parameters:
            if parameter.kind == kind:
                at = (slice(None), *parameter.locate(grn))
                chosen = drawn[at]  # one rate for all cell types has the factor of the first
                kept[at] = chosen if chosen.ndim == 1 else chosen[:, :1]
        factors[kind] = kept
    return factors


def _numbers(
    grn: GRN, factors: dict[str, Float[np.ndarray, "models *entries"]], n_models: int
) -> dict[str, Float[np.ndarray, "rows entries"]]:
    """Return the parameters of every model and cell type, the network itself first."""
    numbers = {}
    for kind in _KINDS:
        own = np.asarray(edge_strength(grn) if kind == "strength" else getattr(grn, kind), float)
        factor = factors[kind] if factors[kind].ndim == 3 else factors[kind][:, None]
        rows = np.concatenate([np.ones_like(factor[:1]), factor]) * own
        rows = np.broadcast_to(rows, (n_models + 1, grn.n_cell_types, rows.shape[-1]))
        numbers[kind] = rows.reshape(-1, rows.shape[-1])
    return numbers


def _wilson(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, after Wilson."""
    share, spread = count / total, _Z**2 / total
    middle = share + spread / 2
    half = _Z * np.sqrt(share * (1 - share) / total + spread / (4 * total))
    low, high = ((middle + sign * half) / (1 + spread) for sign in (-1, 1))
    return max(float(low), 0.0), min(float(high), 1.0)

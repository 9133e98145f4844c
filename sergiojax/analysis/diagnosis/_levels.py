"""What the noise-free steady state shows: genes and edges that never change, noise at 0."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float

from sergiojax.analysis.diagnosis._finding import (
    Diagnosis,
    names_of,
    pairs_of,
    some,
    some_edges,
)
from sergiojax.grn import GRN
from sergiojax.kinetics import (
    edge_strength,
    fill_half_response,
    hill,
    production_rate,
    settle,
    steady_state,
    upper_level,
)

_OFF = 0.02  # share of the largest level
_FULL = 0.98
_DEAD = 0.05  # Hill response in every cell type
_SATURATED = 0.95
_MOST_STARTS = 16
_MOST_LEVELS = 100_000  # in all states; more would slow drawing down
_CLIPPED = 2.0  # x / q²; below, the wall at 0 affects means and variances


class Skeleton:
    """A network in the noise-free states that it reaches; each part is computed when needed.

    Without feedback there is one state per cell type. With feedback there may be several, or a
    cycle: then several starts are followed, and the states and their responses are listed one after
    another, cell type by cell type.

    Args:
        grn: Network with at least one gene.
    """

    def __init__(self, grn: GRN) -> None:
        self.grn = grn

    @cached_property
    def filled(self) -> GRN:
        """The network, every half response given."""
        return fill_half_response(self.grn).grn

    @cached_property
    def repeated(self) -> GRN:
        """The network with one cell type for every state."""
        grn = self.filled
        parts = {"basal_rate": grn.basal_rate}
        if grn.strength_factor is not None:
            parts["strength_factor"] = grn.strength_factor
        n_starts = self._n_starts
        repeated = {name: np.repeat(np.asarray(part), n_starts, 0) for name, part in parts.items()}
        names = [
            f"{kind} {number}" for kind in range(grn.n_cell_types) for number in range(n_starts)
        ]
        return grn.replace(cell_types=names, **repeated)

    @cached_property
    def levels(self) -> Float[np.ndarray, "states genes"]:
        """Level of every gene in every state (molecules)."""
        grn = self.repeated
        if not grn.topology.has_feedback:
            return np.asarray(steady_state(grn), float)
        n_types, n_genes = self.grn.n_cell_types, grn.n_genes
        shares = np.random.default_rng(0).random((self._n_starts, n_genes))
        return np.asarray(settle(grn, upper_level(grn) * np.tile(shares, (n_types, 1))), float)

    @cached_property
    def chosen(self) -> Bool[np.ndarray, " edges"]:
        """Whether an edge's half response was given; automatic ones follow a rule that is noted."""
        return ~np.isnan(np.asarray(self.grn.half_response))

    @cached_property
    def responses(self) -> Float[np.ndarray, "states edges"]:
        """Hill response of every edge in every state."""
        grn = self.repeated
        return hill(self.levels[:, grn.regulator], grn.half_response, grn.hill_coefficient)

    @property
    def where(self) -> str:
        """Return " in every cell type", or the words for a single cell type."""
        if self.grn.n_cell_types > 1:
            return " in every cell type"
        return " in every state found" if self._n_starts > 1 else ""

    @cached_property
    def _n_starts(self) -> int:
        if not self.grn.topology.has_feedback:
            return 1
        fitting = _MOST_LEVELS // (self.grn.n_cell_types * self.grn.n_genes)
        return min(max(fitting, 2), _MOST_STARTS)


def find_constant_targets(skeleton: Skeleton) -> Iterator[Diagnosis]:
    """Find regulated genes that are off, or fully on, in every cell type."""
    grn = skeleton.repeated
    basal = np.asarray(grn.basal_rate)
    reach = upper_level(grn) * np.asarray(grn.decay) - basal  # of what the regulators add
    added = production_rate(grn, skeleton.levels) - basal
    regulated = (grn.topology.in_degree > 0) & (reach > 0).all(axis=0)
    share = np.where(reach > 0, added / np.where(reach > 0, reach, 1.0), 0.0)
    never = regulated & (share < _OFF).all(axis=0) & (basal <= 0).all(axis=0)
    tuned = np.bincount(grn.target[skeleton.chosen], minlength=grn.n_genes) > 0
    always = regulated & tuned & (share > _FULL).all(axis=0)
    if never.any():
        names = names_of(grn, np.nonzero(never)[0])
        yield Diagnosis(
            "never-on",
            "warning",
            f"{some(names, 'gene')} {'is' if len(names) == 1 else 'are'} off{skeleton.where}.",
            "Raise an activator, lower a repressor or its half response, or add a basal rate.",
            genes=names,
        )
    if always.any():
        names = names_of(grn, np.nonzero(always)[0])
        verb = "is" if len(names) == 1 else "are"
        yield Diagnosis(
            "always-on",
            "warning",
            f"{some(names, 'gene')} {verb} fully on{skeleton.where}: regulation changes nothing.",
            "Raise the half responses of the activators, or lower those of the repressors.",
            genes=names,
        )


def find_idle_edges(skeleton: Skeleton) -> Iterator[Diagnosis]:
    """Find edges whose regulator stays far from a half response that was given, in all types."""
    grn, response = skeleton.repeated, skeleton.responses
    silent = skeleton.levels.max(axis=0) <= 0
    acts = (edge_strength(grn) != 0).any(axis=0) & ~silent[grn.regulator] & skeleton.chosen
    for mask, check, problem, remedy in (
        (
            acts & (response < _DEAD).all(axis=0),
            "dead-edge",
            "does nothing: its regulator stays far below the half response",
            "Lower the half response, or raise the regulator.",
        ),
        (
            acts & (response > _SATURATED).all(axis=0),
            "saturated-edge",
            "is saturated: its regulator stays far above the half response",
            "Raise the half response, or lower the regulator.",
        ),
    ):
        if not mask.any():
            continue
        pairs = pairs_of(grn, np.nonzero(mask)[0])
        said = problem if len(pairs) == 1 else _in_plural(problem)
        sentence = f"{some_edges(pairs)} {said}{skeleton.where}."
        yield Diagnosis(check, "warning", sentence, remedy, edges=pairs)


def find_noise_at_zero(skeleton: Skeleton) -> Iterator[Diagnosis]:
    """Find genes whose highest level is so low that noise drives them into the wall at 0."""
    grn = skeleton.repeated
    scale = np.asarray(grn.noise_amplitude, float) ** 2
    highest = skeleton.levels.max(axis=0)
    on = highest > _OFF * np.maximum(upper_level(grn).max(axis=0), _OFF)
    few = on & (highest < scale)
    low = on & (highest < _CLIPPED * scale) & ~few
    remedy = "Raise strengths or basal rates, or lower the noise amplitude q."
    if few.any():
        names = names_of(grn, np.nonzero(few)[0])
        yield Diagnosis(
            "few-molecules",
            "warning",
            f"{some(names, 'gene')} {'stays' if len(names) == 1 else 'stay'} below q² molecules "
            "(one at q = 1): the Langevin equation does not hold there, and means depend on the "
            "method.",
            remedy,
            genes=names,
        )
    if low.any():
        names = names_of(grn, np.nonzero(low)[0])
        verb = "stays" if len(names) == 1 else "stay"
        yield Diagnosis(
            "noise-at-zero",
            "warning",
            f"{some(names, 'gene')} {verb} below {_CLIPPED:g} q² molecules, so noise reaches 0, "
            "which shifts means by a few per cent.",
            remedy,
            genes=names,
        )


def _in_plural(problem: str) -> str:
    for one, many in (
        ("does nothing", "do nothing"),
        ("is saturated", "are saturated"),
        ("its regulator stays", "their regulators stay"),
    ):
        problem = problem.replace(one, many)
    return problem

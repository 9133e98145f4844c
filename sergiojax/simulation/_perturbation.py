"""Perturbed genes: knock-down, knock-out, overexpression and clamp, as a change of the kinetics.

Half responses stay those of the wild type: if they were found again, they would follow the
regulator, and changing it in all cell types would have no effect at all.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from sergiojax._checks import is_traced
from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response

ByGene = Mapping[str, float | int]


class PerturbationEffect(eqx.Module):
    """What a perturbation does to every gene of a network.

    Attributes:
        production_factor: Factor on the whole production of a gene; 1 leaves it alone.
        clamp: Level at which a gene is held (molecules); NaN leaves it free.
    """

    production_factor: Float[Array | np.ndarray, " genes"]
    clamp: Float[Array | np.ndarray, " genes"]


@dataclass(frozen=True)
class Perturbation:
    """Genes whose production is changed, or that are held at a level.

    Attributes:
        knockdown: Share of the production that is lost, by gene; 1 is a knock-out.
        overexpression: Factor on the production, by gene.
        clamp: Level at which the gene is held without noise (molecules), by gene; it overrides the
            other two.
        time: Moment at which it begins in a time course; None is its start.

    Raises:
        ValueError: If a number is out of range.
    """

    knockdown: ByGene = field(default_factory=dict)
    overexpression: ByGene = field(default_factory=dict)
    clamp: ByGene = field(default_factory=dict)
    time: float | int | None = None

    def __post_init__(self) -> None:
        _check("knockdown", self.knockdown, most=1.0)
        _check("overexpression", self.overexpression)
        _check("clamp", self.clamp)
        for name in ("knockdown", "overexpression", "clamp"):  # a copy, and numbers for JSON
            own = {gene: float(value) for gene, value in getattr(self, name).items()}
            object.__setattr__(self, name, own)
        if self.time is not None and not (math.isfinite(self.time) and self.time >= 0):
            raise ValueError(f"`time` must be finite and not negative, but is {self.time}.")

    @property
    def genes(self) -> frozenset[str]:
        """Names of the genes that it changes."""
        return frozenset(self.knockdown) | frozenset(self.overexpression) | frozenset(self.clamp)

    def resolve(self, grn: GRN) -> PerturbationEffect:
        """Return the effect on every gene of a network.

        Raises:
            ValueError: If it names a gene that the network does not have.
        """
        unknown = sorted(self.genes - set(grn.gene_names))
        if unknown:
            raise ValueError(
                f"The perturbation names {unknown[0]!r}, which the network does not have."
            )
        place = {name: index for index, name in enumerate(grn.gene_names)}
        factor = np.ones(grn.n_genes, np.float32)
        clamp = np.full(grn.n_genes, np.nan, np.float32)
        for gene, share in self.knockdown.items():
            factor[place[gene]] *= 1.0 - share
        for gene, times in self.overexpression.items():
            factor[place[gene]] *= times
        for gene, level in self.clamp.items():
            clamp[place[gene]] = level
        return PerturbationEffect(factor, clamp)


def perturb(grn: GRN, perturbation: Perturbation | PerturbationEffect) -> GRN:
    """Return the mutant of a network; a whole screen by `vmap` over the effect's arrays.

    A factor on the production of a gene multiplies its basal rate and all K of its regulators. A
    clamped gene has the basal rate λ · level, no regulators and no noise.

    Args:
        grn: Wild type; missing half responses are filled before anything is perturbed.
        perturbation: The perturbation, or its effect.

    Returns:
        The network with other kinetics and the same topology.

    Raises:
        ValueError: If a gene is unknown.
    """
    effect = perturbation.resolve(grn) if isinstance(perturbation, Perturbation) else perturbation
    wild = fill_half_response(grn).grn
    xp = jnp if is_traced(wild.kinetics, effect) else np
    held = ~xp.isnan(effect.clamp)
    factor = xp.where(held, 0.0, effect.production_factor)
    level = xp.where(held, effect.clamp, 0.0)
    return wild.replace(
        basal_rate=wild.basal_rate * factor[None] + (wild.decay * level)[None],
        strength=wild.strength * factor[wild.target],
        noise_amplitude=xp.where(held, 0.0, wild.noise_amplitude),
    )


def as_perturbation(value: Any) -> Perturbation | None:
    """Return a perturbation, given as one or as a mapping of its arguments; None stays None.

    Raises:
        TypeError: If it is something else.
    """
    if value is None or isinstance(value, Perturbation):
        return value
    if isinstance(value, Mapping):
        return Perturbation(**value)
    raise TypeError(f"`perturbation` must be a Perturbation, but is {type(value).__name__}.")


def _check(name: str, values: ByGene, *, most: float = math.inf) -> None:
    for gene, value in values.items():
        if not (math.isfinite(value) and 0 <= value <= most):
            bound = f"between 0 and {most:g}" if math.isfinite(most) else "finite and not negative"
            raise ValueError(f"`{name}` must be {bound}, but is {value} for {gene}.")

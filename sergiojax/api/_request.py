"""The arguments of a one-call function, checked once, and the record that can repeat the run."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Num

from sergiojax._checks import check_count
from sergiojax._types import Json, PerGene, PRNGKey
from sergiojax._version import __version__
from sergiojax.grn import GRN
from sergiojax.noise import NoiseProfile, TechnicalNoise, technical_noise
from sergiojax.simulation import RunSettings

MOST_SEED = 2**32 - 1  # JAX silently drops higher bits: two seeds would be the same
_CLEAN, _TECHNICAL = 0, 1  # places in the seed's key, so that noise never changes the clean cells


_FEW_EMPTY = 0.01  # share of the cells
_ALONE = (
    "Technical noise was drawn for the mutant alone. To compare it with the wild type, simulate "
    "both with `screen`, which draws it once for all cells."
)


class Request(NamedTuple):
    """A requested run.

    Attributes:
        grn: Network, with the noise amplitude of the run.
        n_cells: Cells of every type.
        settings: How to simulate.
        noise: The seven parameters of technical noise; None leaves the cells clean.
        seed: Seed.
    """

    grn: GRN
    n_cells: list[int]
    settings: RunSettings
    noise: TechnicalNoise | None
    seed: int

    @property
    def clean_key(self) -> PRNGKey:
        """Key of the clean cells."""
        return jax.random.fold_in(jax.random.key(self.seed), _CLEAN)

    @property
    def noise_key(self) -> PRNGKey:
        """Key of the technical noise."""
        return jax.random.fold_in(jax.random.key(self.seed), _TECHNICAL)

    def record(self, *, notes: tuple[str, ...]) -> dict[str, Json]:
        """Return all that is needed to repeat the run, except the network, as JSON values."""
        if self.noise is not None and self.settings.perturbation is not None:
            notes = (*notes, _ALONE)
        return {
            "version": __version__,
            "seed": self.seed,
            "n_cells": dict(zip(self.grn.cell_types, self.n_cells, strict=True)),
            "settings": _json_settings(self.settings),
            "technical_noise": None if self.noise is None else self.noise.to_dict(),
            "notes": list(notes),
        }


def check_request(
    grn: GRN,
    n_cells: int | Mapping[str, int],
    settings: RunSettings,
    *,
    seed: int,
    noise_amplitude: float | Mapping[str, float] | None,
    noise: str | TechnicalNoise | NoiseProfile | Mapping[str, Json] | None,
) -> Request:
    """Check what `simulate` takes in addition to the settings.

    Raises:
        TypeError: If a number is not a whole one.
        ValueError: If a number is out of range or a name is unknown; the message names it.
    """
    seed = check_count("seed", seed, least=0, most=MOST_SEED)
    counts = _cells_per_type(grn, n_cells)
    profile = None if noise is None else technical_noise(noise)
    if noise_amplitude is not None:
        grn = grn.replace(noise_amplitude=_by_gene(grn, noise_amplitude))
    return Request(grn, counts, settings, profile, seed)


def count_empty(counts: Num[Array | np.ndarray, "cells genes"]) -> tuple[int, int, int]:
    """Return the number of cells without a count, of all cells and of genes."""
    n_cells, n_genes = counts.shape
    return int((np.asarray(counts).sum(axis=-1) == 0).sum()), n_cells, n_genes


def note_empty_cells(n_empty: int, n_cells: int, n_genes: int) -> list[str]:
    """Return a note on cells that technical noise left without a count, if there are many."""
    if n_empty <= _FEW_EMPTY * n_cells:
        return []
    return [
        f"{n_empty:,} of {n_cells:,} cells ({n_empty / n_cells:.1%}) have no counts: the technical "
        f"noise leaves too little of {n_genes:,} genes. Use a larger network, a lower dropout "
        "percentile or a larger library size."
    ]


def _cells_per_type(grn: GRN, n_cells: int | Mapping[str, int]) -> list[int]:
    if not isinstance(n_cells, Mapping):
        return [check_count("n_cells", n_cells)] * grn.n_cell_types
    unknown = [name for name in n_cells if name not in grn.cell_types]
    if unknown:
        raise ValueError(
            f"`n_cells` names the cell type {unknown[0]!r}, but the network has "
            f"{', '.join(grn.cell_types)}."
        )
    return [
        check_count(f"n_cells[{name!r}]", n_cells.get(name, 0), least=0) for name in grn.cell_types
    ]


def _by_gene(grn: GRN, amplitude: float | Mapping[str, float]) -> PerGene:
    if not isinstance(amplitude, Mapping):
        return np.full(grn.n_genes, amplitude, np.float32)
    values = np.array(grn.noise_amplitude)
    for gene, value in amplitude.items():
        if gene not in grn.gene_names:
            raise ValueError(f"`noise_amplitude` names {gene!r}, which the network does not have.")
        values[grn.gene_names.index(gene)] = value
    return values


def _json_settings(settings: RunSettings) -> dict[str, Json]:
    # Arrays become lists, and numbers of NumPy and JAX those of Python; texts and None stay.
    return {name: np.asarray(value).tolist() for name, value in asdict(settings).items()}

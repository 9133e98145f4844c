"""One call from a network to cells, and back: `simulate` and `repeat`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

import jax
import numpy as np
from jaxtyping import ArrayLike

from sergiojax._checks import check_count
from sergiojax._types import HalfResponsePolicy, Increments, Initial, Method, NoiseType, Sampling
from sergiojax._version import __version__
from sergiojax.grn import GRN
from sergiojax.io import AnnData, cells_to_anndata, grn_from_anndata, read_record, write_record
from sergiojax.noise import TechnicalNoise, simulate_technical_noise, technical_noise
from sergiojax.simulation import Perturbation, RunSettings, as_perturbation, draw_cells

Progress = Callable[[str, float], None]

MOST_SEED = 2**32 - 1  # JAX silently drops what is beyond 32 bits: two seeds would be one
_CLEAN, _TECHNICAL = 0, 1  # places in the seed's key, so that noise never changes the clean cells


def simulate(
    grn: GRN,
    n_cells: int | Mapping[str, int],
    *,
    seed: int = 0,
    noise_type: NoiseType = "dpd",
    noise_amplitude: float | Mapping[str, float] | None = None,
    sampling: Sampling = "independent",
    method: Method = "exponential",
    dt: float | None = None,
    initial: Initial | ArrayLike | None = None,
    half_response: HalfResponsePolicy = "deterministic",
    burn_in: float | None = None,
    steps_per_cell: int = 10,
    increments: Increments | None = None,
    perturbation: Perturbation | Mapping[str, Any] | None = None,
    technical_noise: str | TechnicalNoise | Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> AnnData:
    """Simulate single cells of a network at steady state.

    Args:
        grn: The network.
        n_cells: Cells per cell type, one number or a number by name (types left out have none).
        seed: Equal seeds and inputs give equal bytes.
        noise_type: See `simulate_steady_state`, as for the settings down to `perturbation`.
        noise_amplitude: q in place of the network's, one number or by gene name.
        sampling: "independent" cells, or SERGIO's "trajectory".
        method: "exponential" or SERGIO's "euler".
        dt: Integration step (time).
        initial: Start of every cell.
        half_response: What fills half responses that are NaN: "deterministic", "simulated",
            "dynamic" (trajectories only) or "explicit"; `simulate_steady_state` says how.
        burn_in: Time before a cell is taken.
        steps_per_cell: Length of a trajectory per cell (steps).
        increments: "binomial" or "gaussian" random numbers of a step.
        perturbation: Genes that are knocked down, overexpressed or held, as a `Perturbation` or a
            mapping of its arguments. The cells carry the wild type's network; with the seed of the
            wild type they are paired with its cells.
        technical_noise: Name of a published profile ("DS1"), or the seven parameters; None leaves
            the cells clean.
        progress: Called with the name of the phase and its finished share; what it raises ends
            the run.

    Returns:
        Cells × genes. `X` is counts if technical noise is asked for, else the clean expression,
        which `layers["clean"]` always holds; `obs["cell_type"]`; `varp["grn"]` the signed
        strengths; `uns["sergiojax"]` a JSON string with the network and all settings.

    Raises:
        TypeError: If a number is not a whole one.
        ValueError: If a setting is out of range or a name is unknown; the message names it.
    """
    seed = check_count("seed", seed, least=0, most=MOST_SEED)
    counts = _cells_per_type(grn, n_cells)
    profile = _profile(technical_noise)
    if noise_amplitude is not None:
        grn = grn.replace(noise_amplitude=_by_gene(grn, noise_amplitude))
    settings = RunSettings(
        noise_type=noise_type,
        sampling=sampling,
        method=method,
        dt=dt,
        initial=initial,
        half_response=half_response,
        burn_in=burn_in,
        steps_per_cell=steps_per_cell,
        increments=increments,
        perturbation=as_perturbation(perturbation),
    )
    key = jax.random.key(seed)
    report = progress or _silent
    report("Simulating", 0.0)
    cells = draw_cells(
        grn,
        counts,
        settings,
        key=jax.random.fold_in(key, _CLEAN),
        progress=lambda share: report("Simulating", share),
    )
    effects = None
    if profile is not None:
        report("Adding technical noise", 0.0)
        noise_key = jax.random.fold_in(key, _TECHNICAL)
        effects = simulate_technical_noise(cells.expression, profile, key=noise_key)
    record = {
        "version": __version__,
        "seed": seed,
        "n_cells": dict(zip(grn.cell_types, counts, strict=True)),
        "settings": _json_settings(settings),
        "technical_noise": None if profile is None else profile.to_dict(),
        "notes": list(cells.plan.notes),
    }
    if cells.plan.followed is not None:
        record["followed_edges"] = np.nonzero(cells.plan.followed)[0].tolist()
    return cells_to_anndata(
        cells.expression,
        cells.plan.wild_type,
        cell_type=cells.cell_type,
        effects=effects,
        record=record,
    )


def repeat(adata: AnnData) -> AnnData:
    """Simulate the cells once more from the record that they carry: the same bytes.

    Args:
        adata: Cells from `simulate`, also after a way through a file.

    Returns:
        The cells again.

    Raises:
        ValueError: If the cells carry no complete record.
    """
    record = read_record(adata)
    missing = {"n_cells", "seed", "settings", "technical_noise"} - record.keys()
    if missing:
        raise ValueError(f"The record of these cells lacks {', '.join(sorted(missing))}.")
    settings = dict(record["settings"])
    unknown = sorted(settings.keys() - {field.name for field in fields(RunSettings)})
    if unknown:
        raise ValueError(
            f"The record of these cells has the unknown setting {unknown[0]!r}; "
            f"it may be from a newer version than {__version__}."
        )
    if isinstance(settings.get("initial"), list):
        settings["initial"] = np.array(settings["initial"])
    grn = grn_from_anndata(adata)
    followed = record.get("followed_edges", [])
    if followed:  # the network has their means in time, which the run did not
        half = np.array(grn.half_response)
        half[followed] = np.nan
        grn = grn.replace(half_response=half)
    again = simulate(
        grn,
        record["n_cells"],
        seed=record["seed"],
        technical_noise=record["technical_noise"],
        **settings,
    )
    # The network has every half response now, so the run itself had none to report.
    write_record(again, read_record(again) | {"notes": record.get("notes", [])})
    return again


def _cells_per_type(grn: GRN, n_cells: int | Mapping[str, int]) -> Sequence[int]:
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


def _by_gene(grn: GRN, amplitude: float | Mapping[str, float]) -> Any:
    if not isinstance(amplitude, Mapping):
        return np.full(grn.n_genes, amplitude, np.float32)
    values = np.array(grn.noise_amplitude)
    for gene, value in amplitude.items():
        if gene not in grn.gene_names:
            raise ValueError(f"`noise_amplitude` names {gene!r}, which the network does not have.")
        values[grn.gene_names.index(gene)] = value
    return values


def _profile(choice: Any) -> TechnicalNoise | None:
    return None if choice is None else technical_noise(choice)


def _json_settings(settings: RunSettings) -> dict[str, Any]:
    # Arrays become lists, and numbers of NumPy and JAX those of Python; texts and None stay.
    return {name: np.asarray(value).tolist() for name, value in asdict(settings).items()}


def _silent(phase: str, share: float) -> None:
    """Report to nobody."""

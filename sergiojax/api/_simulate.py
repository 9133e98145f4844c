"""One call from a network to cells, and back: `simulate` and `repeat`."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
from jaxtyping import ArrayLike

from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import HalfResponsePolicy, Increments, Initial, Method, NoiseType, Sampling
from sergiojax._version import __version__
from sergiojax.api._request import check_request, count_empty, note_empty_cells
from sergiojax.api._screen import repeat_screen
from sergiojax.grn import GRN
from sergiojax.io import AnnData, cells_to_anndata, grn_from_anndata, read_record, write_record
from sergiojax.noise import TechnicalNoise, simulate_technical_noise
from sergiojax.simulation import Perturbation, RunSettings, draw_cells


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
    progress: Listener = silent,
) -> AnnData:
    """Simulate single cells of a network at steady state.

    Args:
        grn: The network.
        n_cells: Cells per cell type: one number, or numbers by name (types left out have none).
        seed: The same seed and inputs give the same bytes.
        noise_type: See `simulate_steady_state`, as for the settings down to `perturbation`.
        noise_amplitude: q in place of the network's: one number, or numbers by gene name.
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
        progress: Called with the `Progress` now and then; what it raises ends the run.

    Returns:
        Cells × genes. `X` is counts if technical noise is asked for, else the clean expression,
        which `layers["clean"]` always holds; `obs["cell_type"]`; `varp["grn"]` the signed
        strengths; `uns["sergiojax"]` a JSON string with the network and all settings.

    Raises:
        TypeError: If a number is not a whole one.
        ValueError: If a setting is out of range or a name is unknown; the message names it.
    """
    settings = RunSettings.among(locals())
    request = check_request(
        grn,
        n_cells,
        settings,
        seed=seed,
        noise_amplitude=noise_amplitude,
        noise=technical_noise,
    )
    progress(Progress("Simulating", 0, sum(request.n_cells)))
    cells = draw_cells(
        request.grn,
        request.n_cells,
        settings,
        key=request.clean_key,
        progress=progress,
    )
    effects = None
    if request.noise is not None:
        progress(Progress("Adding technical noise", 0, 1))
        effects = simulate_technical_noise(cells.expression, request.noise, key=request.noise_key)
    record = request.record(notes=cells.plan.notes)
    if effects is not None:
        record["notes"] += note_empty_cells(*count_empty(effects.counts))
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
    """Simulate the cells again from the record that they carry: the same bytes.

    Args:
        adata: Cells from `simulate` or `screen`, also after they were written and read.

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
    if "screen" in record:
        again = repeat_screen(grn, record)
    else:
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

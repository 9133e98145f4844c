"""One call from a network to a perturbation screen in the manner of Perturb-seq."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from jaxtyping import Bool

from sergiojax._checks import check_count
from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import Json, NoiseType
from sergiojax.api._request import (
    Request,
    check_request,
    count_empty,
    note_empty_cells,
)
from sergiojax.grn import GRN
from sergiojax.io import AnnData, screen_to_anndata
from sergiojax.io._screen import CONTROL
from sergiojax.noise import TechnicalNoise, simulate_technical_noise
from sergiojax.simulation import (
    Perturbation,
    RunSettings,
    as_perturbation,
    plan_run,
    simulate_screen,
)


def screen(
    grn: GRN,
    n_cells: int,
    *,
    seed: int = 0,
    perturbations: Mapping[str, Perturbation | Mapping[str, Any]] | None = None,
    doubles: Sequence[tuple[str, str]] = (),
    guide_efficiency: float = 1.0,
    noise_type: NoiseType = "dpd",
    noise_amplitude: float | Mapping[str, float] | None = None,
    dt: float | None = None,
    burn_in: float | None = None,
    technical_noise: str | TechnicalNoise | Mapping[str, float] | None = None,
    progress: Listener = silent,
) -> AnnData:
    """Simulate the cells of a wild type and of many mutants, as from a pooled knock-out screen.

    Args:
        grn: The network; its half responses hold for all mutants.
        n_cells: Cells per cell type and perturbation, and of the control.
        seed: The same seed and inputs give the same bytes.
        perturbations: Perturbations by name, as `Perturbation` or a mapping of its arguments; None
            knocks out every single gene.
        doubles: Pairs of genes that are also knocked out, together; called "A+B".
        guide_efficiency: Probability that a guide works. A cell whose guide fails is a wild type:
            before technical noise it equals its pair in the control. Which guides fail depends on
            the seed and on the name of the perturbation, not on what else is screened.
        noise_type: See `simulate_steady_state`, as for `dt` and `burn_in`.
        noise_amplitude: q in place of the network's: one number, or numbers by gene name.
        dt: Integration step (time).
        burn_in: Time before a cell is taken; by default that of the wild type for all.
        technical_noise: Name of a published profile ("DS1"), or the seven parameters, for all cells
            together; None leaves the cells clean.
        progress: Called with the `Progress` now and then; what it raises ends the run.

    Returns:
        Cells × genes as from `simulate`, with `obs["perturbation"]` ("control" for the wild type),
        `obs["guide_works"]`, false in the control too, and `obs["pair"]`: cells of one type with
        the same number have the same random numbers before technical noise. A mutant's clean cells
        are those of `simulate` with that perturbation, seed and burn-in.

    Raises:
        TypeError: If a number is not a whole one.
        ValueError: If a setting is out of range, a name is unknown or given twice, or the cells
            would not fit into memory.
    """
    n_cells = check_count("n_cells", n_cells)
    settings = RunSettings(noise_type=noise_type, dt=dt, burn_in=burn_in)
    request = check_request(
        grn, n_cells, settings, seed=seed, noise_amplitude=noise_amplitude, noise=technical_noise
    )
    named = _name(request.grn, perturbations, doubles)
    _check_efficiency(guide_efficiency)
    progress(Progress("Simulating", 0, 1))
    plan = plan_run(request.grn, settings)
    simulated = simulate_screen(
        plan.wild_type,
        n_cells,
        perturbations=list(named.values()),
        key=request.clean_key,
        noise_type=noise_type,
        dt=dt,
        burn_in=burn_in,
        progress=progress,
    )
    works = _draw_guides(request, [CONTROL, *named], guide_efficiency)
    expression = np.concatenate([simulated.wild_type[None], simulated.mutants])
    np.copyto(expression, simulated.wild_type, where=~works[..., None])
    effects = None
    if request.noise is not None:
        progress(Progress("Adding technical noise", 0, 1))
        cells = expression.reshape(-1, grn.n_genes)
        effects = simulate_technical_noise(cells, request.noise, key=request.noise_key)
    record = request.record(notes=plan.notes)
    if effects is not None:
        record["notes"] += note_empty_cells(*count_empty(effects.counts))
    asked = {
        "perturbations": {name: asdict(each) for name, each in named.items()},
        "guide_efficiency": guide_efficiency,
    }
    return screen_to_anndata(
        expression,
        plan.wild_type,
        perturbations=[CONTROL, *named],
        guide_works=works,
        effects=effects,
        record=record | {"screen": asked},
    )


def repeat_screen(grn: GRN, record: Mapping[str, Json]) -> AnnData:
    """Run a screen again from its record.

    Args:
        grn: The network in the record.
        record: What `read_record` returns, known to be complete.
    """
    settings = record["settings"]
    return screen(
        grn,
        max(record["n_cells"].values()),  # the same number of every type
        seed=record["seed"],
        technical_noise=record["technical_noise"],
        **record["screen"],
        **{name: settings[name] for name in ("noise_type", "dt", "burn_in")},
    )


def _name(
    grn: GRN,
    perturbations: Mapping[str, Perturbation | Mapping[str, Any]] | None,
    doubles: Sequence[tuple[str, str]],
) -> dict[str, Perturbation]:
    """Return all perturbations by name, checked."""
    if perturbations is None:
        perturbations = {gene: _knock_out(gene) for gene in grn.gene_names}
    named = {
        str(name): as_perturbation(each) or Perturbation() for name, each in perturbations.items()
    }
    for one, other in doubles:
        name = f"{one}+{other}"
        if one == other or name in named or f"{other}+{one}" in named:
            raise ValueError(f"`doubles` must be different pairs of two genes, but has {name}.")
        named[name] = _knock_out(one, other)
    if CONTROL in named:
        raise ValueError(
            f'A perturbation is called "{CONTROL}", as the wild type is. Give perturbations with '
            "another name."
        )
    for each in named.values():
        each.resolve(grn)  # refuses unknown genes before the first run,
        RunSettings(perturbation=each)  # and times
    return named


def _knock_out(*genes: str) -> Perturbation:
    return Perturbation(knockdown=dict.fromkeys(genes, 1.0))


def _check_efficiency(guide_efficiency: float) -> None:
    if not 0 <= guide_efficiency <= 1:
        raise ValueError(f"`guide_efficiency` must be between 0 and 1, but is {guide_efficiency}.")


def _draw_guides(
    request: Request, names: Sequence[str], efficiency: float
) -> Bool[np.ndarray, "perturbations cell_types cells"]:
    """Draw which guides work; with more cells, those of the first ones do not change."""
    works = np.zeros((len(names), len(request.n_cells), max(request.n_cells)), bool)
    for code, name in enumerate(names[1:], start=1):
        for cell_type, n_cells in enumerate(request.n_cells):
            words = [request.seed, zlib.crc32(name.encode()), cell_type]
            works[code, cell_type] = np.random.default_rng(words).random(n_cells) < efficiency
    return works

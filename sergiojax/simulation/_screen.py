"""Many perturbations of one network, each against the same wild type.

Cells with the same number share their random numbers, so a gene that a perturbation cannot reach
keeps its level to the last bit. Perturbations that reach disjoint sets of genes therefore share a
run: the 93 genes of DS1 that regulate nothing are all knocked out in one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from sergiojax._checks import check_count
from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import NoiseType, PRNGKey
from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response
from sergiojax.simulation._perturbation import Perturbation
from sergiojax.simulation._plan import plan_run
from sergiojax.simulation._settings import RunSettings
from sergiojax.simulation._steady_state import check_size, draw_cells


class Screen(NamedTuple):
    """Cells of the wild type and of every mutant.

    Attributes:
        wild_type: Expression without perturbation (molecules).
        mutants: Expression under every perturbation (molecules), paired cell by cell.
        n_runs: Runs that it took, the wild type's included.
    """

    wild_type: Float[np.ndarray, "cell_types cells genes"]
    mutants: Float[np.ndarray, "perturbations cell_types cells genes"]
    n_runs: int


def simulate_screen(
    grn: GRN,
    n_cells: int,
    *,
    perturbations: Sequence[Perturbation],
    key: PRNGKey,
    noise_type: NoiseType = "dpd",
    dt: float | None = None,
    burn_in: float | None = None,
    progress: Listener = silent,
) -> Screen:
    """Simulate the steady state of a wild type and of many mutants with the same random numbers.

    Args:
        grn: Wild type; its half responses hold for all mutants.
        n_cells: Cells per cell type and mutant.
        perturbations: The perturbations.
        key: PRNG key.
        noise_type: See `simulate_steady_state`.
        dt: See `simulate_steady_state`.
        burn_in: See `simulate_steady_state`; by default that of the wild type for all.
        progress: Called with the runs done after each run; what it raises ends the screen.

    Returns:
        The cells. Each mutant's are the bytes that `simulate_steady_state` gives with that burn-in.

    Raises:
        ValueError: If a gene is unknown, a perturbation has a time, or a setting is out of range.
    """
    n_cells = check_count("n_cells", n_cells)
    check_size(grn, grn.n_cell_types * n_cells * (len(perturbations) + 1))
    wild = fill_half_response(grn).grn
    settings = RunSettings(noise_type=noise_type, dt=dt, burn_in=burn_in)
    plan = plan_run(wild, settings)
    settings = replace(settings, burn_in=plan.n_steps * float(plan.dt))

    def run(perturbation: Perturbation | None) -> Float[np.ndarray, "cell_types cells genes"]:
        chosen = replace(settings, perturbation=perturbation)
        cells = draw_cells(wild, [n_cells] * grn.n_cell_types, chosen, key=key)
        return np.asarray(cells.expression).reshape(grn.n_cell_types, n_cells, grn.n_genes)

    reached = [_reached(wild, perturbation) for perturbation in perturbations]
    groups = _pack(reached)
    n_runs = len(groups) + 1
    wild_type = run(None)
    progress(Progress("Simulating", 1, n_runs))
    mutants = np.broadcast_to(wild_type, (len(perturbations), *wild_type.shape)).copy()
    for done, group in enumerate(groups, start=2):
        cells = run(_merge([perturbations[number] for number in group]))
        for number in group:
            mutants[number][..., reached[number]] = cells[..., reached[number]]
        progress(Progress("Simulating", done, n_runs))
    return Screen(wild_type, mutants, n_runs)


def knockouts(grn: GRN) -> list[Perturbation]:
    """Return the knock-out of every single gene, in gene order."""
    return [Perturbation(knockdown={name: 1.0}) for name in grn.gene_names]


def _reached(grn: GRN, perturbation: Perturbation) -> Bool[np.ndarray, " genes"]:
    """Return the perturbed genes and all that they regulate, directly or not."""
    perturbation.resolve(grn)  # refuses unknown names
    return grn.topology.downstream(np.nonzero(np.isin(grn.gene_names, list(perturbation.genes)))[0])


def _pack(reached: Sequence[Bool[np.ndarray, " genes"]]) -> list[list[int]]:
    """Put perturbations that reach no common gene into one group, the far-reaching first."""
    groups: list[list[int]] = []
    taken: list[np.ndarray] = []
    for number in sorted(range(len(reached)), key=lambda number: -int(reached[number].sum())):
        free = [place for place, genes in enumerate(taken) if not (genes & reached[number]).any()]
        if free:
            groups[free[0]].append(number)
            taken[free[0]] |= reached[number]
        else:
            groups.append([number])
            taken.append(reached[number].copy())
    return groups


def _merge(perturbations: Sequence[Perturbation]) -> Perturbation:
    """Return one perturbation that does what several perturbations of different genes do."""
    for perturbation in perturbations:
        if perturbation.time is not None:
            raise ValueError("A perturbation at steady state has no `time`; leave it out.")
    return Perturbation(
        knockdown=_union([each.knockdown for each in perturbations]),
        overexpression=_union([each.overexpression for each in perturbations]),
        clamp=_union([each.clamp for each in perturbations]),
    )


def _union(mappings: Sequence[Mapping[str, float | int]]) -> dict[str, float | int]:
    return {gene: value for mapping in mappings for gene, value in mapping.items()}

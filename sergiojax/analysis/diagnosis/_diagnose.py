"""All checks in one call."""

from collections.abc import Mapping

from sergiojax._checks import check_count
from sergiojax._types import NoiseType, Sampling
from sergiojax.analysis.diagnosis._finding import Diagnosis
from sergiojax.analysis.diagnosis._levels import (
    Skeleton,
    find_constant_targets,
    find_idle_edges,
    find_noise_at_zero,
)
from sergiojax.analysis.diagnosis._run import find_run_trouble
from sergiojax.analysis.diagnosis._structure import (
    find_isolated,
    find_loops,
    find_undriven_masters,
)
from sergiojax.analysis.diagnosis._types import find_equal_types
from sergiojax.grn import GRN
from sergiojax.simulation import RunSettings

_RANK = {"problem": 0, "warning": 1, "note": 2}


def diagnose(
    grn: GRN,
    n_cells: int | Mapping[str, int] = 300,
    *,
    noise_type: NoiseType = "dpd",
    sampling: Sampling = "independent",
    dt: float | None = None,
    burn_in: float | None = None,
) -> tuple[Diagnosis, ...]:
    """Check a design before it is simulated.

    The checks find genes without edges; master regulators without a basal rate; feedback loops with
    sign and length; genes that are off or fully on in every cell type; edges whose regulator stays
    far from the half response; levels so low that noise reaches 0; automatic half responses where
    SERGIO's rule cannot work; a step too large for the fastest decay or the feedback; a burn-in too
    short for the slowest relaxation; cell types that noise makes indistinguishable; and the time
    and memory of the run.

    Args:
        grn: Network with known parameters.
        n_cells: Cells per cell type of the run to judge, one number or a number by type.
        noise_type: Noise type of the run.
        sampling: Sampling of the run.
        dt: Step of the run (time); by default the simulator's.
        burn_in: Burn-in of the run (time); by default the simulator's.

    Returns:
        The findings, the worst first.

    Raises:
        ValueError: If a setting has an unknown name, or a number of cells is not valid.
    """
    if grn.n_genes == 0:
        return (Diagnosis("empty", "problem", "The network has no genes.", "Add a gene."),)
    settings = RunSettings(noise_type=noise_type, sampling=sampling, dt=dt, burn_in=burn_in)
    by_type = n_cells if isinstance(n_cells, Mapping) else dict.fromkeys(grn.cell_types, n_cells)
    counts = [check_count("n_cells", count, least=0) for count in by_type.values()]
    skeleton = Skeleton(grn)
    found = [
        *find_isolated(grn),
        *find_undriven_masters(grn),
        *find_constant_targets(skeleton),
        *find_idle_edges(skeleton),
        *find_noise_at_zero(skeleton),
        *find_equal_types(skeleton, noise_type),
        *find_loops(grn),
        *find_run_trouble(grn, settings, counts),
    ]
    return tuple(sorted(found, key=lambda each: _RANK[each.severity]))

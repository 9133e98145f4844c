"""What a calibration found: network, technical noise, scores, and what the cells leave open."""

from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Float, Num

from sergiojax._types import NoiseType, PRNGKey
from sergiojax.grn import GRN
from sergiojax.inference._changes import ParameterChange
from sergiojax.inference._data import MatchedData
from sergiojax.inference.calibration._experiment import Experiment
from sergiojax.inference.calibration._scores import CountScore
from sergiojax.noise import TechnicalNoise
from sergiojax.simulation import simulate_steady_state

KNOCKOUTS = (
    "This network predicts these cells as closely as the scores say; what it says about knock-outs "
    "rests on the drawing."
)
"""What to say of a network that was fitted to real cells."""

_NAMED = 5  # names listed in a sentence
_COUNTS = 7  # folded into the key for technical noise


class Calibration(NamedTuple):
    """A network fitted to counts.

    Attributes:
        grn: The network. Signs are as before; automatic half responses stay automatic.
        technical_noise: Technical noise; of cells with other genes too, the library is that of the
            network's genes.
        before: Scores of the given network on held-out cells, seen through the same noise.
        after: Scores of the fitted one on the same cells.
        changes: The parameters that differ from the given network.
        common_factor: Geometric mean of the factors on strengths and basal rates, which the cells
            determine poorly: compare these with each other.
        share_read: Share of a level that a cell with the median total shows, for cells with other
            genes than the network's; else None.
        history: Loss of every step, on cells of its own.
        not_determined: One sentence for each thing that the cells leave open.
        experiment: How its cells are counted.
        noise_type: How cells are noisy.
    """

    grn: GRN
    technical_noise: TechnicalNoise
    before: CountScore
    after: CountScore
    changes: tuple[ParameterChange, ...]
    common_factor: float
    share_read: float | None
    history: Float[np.ndarray, " steps"]
    not_determined: tuple[str, ...]
    experiment: Experiment
    noise_type: NoiseType

    def draw_counts(
        self, n_cells: int, *, key: PRNGKey, grn: GRN | None = None
    ) -> Num[np.ndarray, "cell_types cells genes"]:
        """Draw counts from the fitted network, or from another one in the same experiment.

        Args:
            n_cells: Cells per cell type.
            key: PRNG key.
            grn: Another network, such as the one before; by default the fitted one.

        Returns:
            Counts (molecules).
        """
        x = simulate_steady_state(
            self.grn if grn is None else grn, n_cells, key=key, noise_type=self.noise_type
        )
        return self.experiment.count_cells(x, key=jax.random.fold_in(key, _COUNTS))


def common_factor_of(changes: Sequence[ParameterChange]) -> float:
    """Return the geometric mean of the factors on strengths and basal rates, or 1."""
    logs = [
        np.log(each.after / each.before)
        for each in changes
        if each.parameter.kind in ("strength", "basal_rate")
    ]
    return float(np.exp(np.mean(logs))) if logs else 1.0


def open_questions(grn: GRN, data: MatchedData, *, fits_noise: bool) -> tuple[str, ...]:
    """Say what counts of these genes do not determine, whatever the fit."""
    found = [
        "All strengths K and basal rates b together: libraries are scaled, so a common factor "
        "shows in the noise amplitudes q alone. Compare K and b with each other."
    ]
    silent = data.observed & ~(np.nan_to_num(data.expression) > 0).any(0)
    joint = grn.product & (grn.topology.in_degree > 1)
    found += _of_genes(
        grn, joint, "{} whose regulators act together: only the largest K of each counts."
    )
    found += _of_genes(
        grn, ~data.observed, "{} not measured: known through what they regulate alone."
    )
    found += _of_genes(grn, silent, "{} 0 in all cells: known to be low, not how low.")
    if grn.n_cell_types == 1:
        found.append("With one cell type, K and h of an edge only together.")
    if fits_noise:
        found.append("Outlier genes: there are none in the fitted technical noise.")
    found.append(
        "Edges, signs, decay rates and Hill coefficients: they are taken as drawn. Good scores do "
        "not prove them."
    )
    return tuple(found)


def _of_genes(grn: GRN, which: np.ndarray, sentence: str) -> list[str]:
    names = [grn.gene_names[gene] for gene in np.nonzero(which)[0]]
    if not names:
        return []
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return [sentence.format(f"Genes {', '.join(names[:_NAMED])}{more}")]

"""Sentences to show where parameters that were filled in decide what is shown."""

from sergiojax._types import PRNGKey
from sergiojax.analysis._ensemble import Ensemble, ensemble
from sergiojax.grn import Design

_MOST_GENES = 20  # above, drawing models takes too long to be done unasked


def filled_in_words(design: Design) -> str:
    """Return how much of a design was filled in, as a sentence.

    Args:
        design: The design.

    Returns:
        "26 parameters of this network were filled in."; empty if a person set all.
    """
    n_signs = int(design.assumed["sign"].sum()) if "sign" in design.assumed else 0
    counts = ((len(design.assumed_parameters()), "parameter"), (n_signs, "sign"))
    parts = [f"{n:,} {noun}{'' if n == 1 else 's'}" for n, noun in counts if n]
    if not parts:
        return ""
    verb = "was" if sum(n for n, _ in counts) == 1 else "were"
    return f"{' and '.join(parts)} of this network {verb} filled in."


def vary_filled_in(design: Design, n_models: int = 200, *, key: PRNGKey) -> Ensemble | None:
    """Vary the parameters that were filled in within 2-fold.

    Args:
        design: The design.
        n_models: As in `ensemble`.
        key: As in `ensemble`.

    Returns:
        The ensemble; None if nothing that decides the noise-free states was filled in, or the
        network has more than 20 genes.
    """
    kinds = {parameter.kind for parameter in design.assumed_parameters()}
    if not kinds - {"noise_amplitude"} or design.grn.n_genes > _MOST_GENES:
        return None
    return ensemble(design.grn, n_models, key=key, vary=design.assumed_parameters())


def ensemble_words(found: Ensemble, cell_type: str | None = None) -> str:
    """Return how often the behaviour holds, as a sentence.

    Args:
        found: What `vary_filled_in` returned.
        cell_type: Name of a cell type; by default the first.

    Returns:
        "Two states in 143 of 200 draws within 2-fold."
    """
    sentence = found.sentence(cell_type)
    return f"{sentence[0].upper()}{sentence[1:]} draws within {found.around:g}-fold."

"""How alike two sets of cells are: every measure, its control and its baselines in one table."""

from sergiojax._progress import Listener, Progress, StopEarly, silent
from sergiojax._types import Labels, Matrix, PRNGKey
from sergiojax.analysis.realism._card import RealismCard
from sergiojax.analysis.realism._prepare import prepare
from sergiojax.analysis.realism._work import Work

_FOREST = 4  # times as long as the other measures of a comparison
_CALLED = {
    "found": "Comparing the cells",
    "control": "Comparing real cells with real ones",
    "drawn_again": "Drawing real cells again",
    "shuffled": "Shuffling genes within types",
    "copula": "Drawing from the copula",
}


def realism(
    real: Matrix,
    generated: Matrix,
    *,
    train: Matrix | None = None,
    gene_names: Labels | None = None,
    other_gene_names: Labels | None = None,
    cell_type: Labels | None = None,
    other_cell_type: Labels | None = None,
    train_cell_type: Labels | None = None,
    key: PRNGKey,
    progress: Listener = silent,
) -> RealismCard:
    """Say how alike two sets of cells are: simulated and real, learned and real, real and real.

    At most 1,000 cells a side are compared, on three subsamples. In the same table are a control,
    real cells against other real cells, and three baselines that cost nothing.

    Args:
        real: Counts of real cells that no model has seen, cells × genes, dense or SciPy sparse.
        generated: Counts of the cells that are judged; values that are not whole are taken as
            they are, and that is noted.
        train: Counts of the cells that a model was trained on, with the genes of `real`. Without
            them, halves of the real cells are the control, and nearness, copies and transfer are
            left out.
        gene_names: Names of the genes of `real`; genes are matched by name, exactly or else
            without regard to case.
        other_gene_names: Those of `generated`.
        cell_type: Type of every real cell; types are those with the same name on both sides.
        other_cell_type: Type of every generated cell.
        train_cell_type: Type of every training cell.
        key: PRNG key. Equal keys and cells give equal cards.
        progress: Called after each comparison; `best` is the card so far.

    Returns:
        The card. If a listener raises `StopEarly`, it holds the rows that were measured.

    Raises:
        ValueError: If fewer than 10 genes are shared or a set has fewer than 10 cells, sizes
            disagree, or an entry is negative, infinite or NaN.

    Source:
        docs/realism.md has the definitions and what each row finds.

    Example:
        >>> import jax, numpy as np
        >>> counts = np.random.default_rng(0).poisson(2.0, (80, 12))
        >>> card = realism(counts[:40], counts[40:], key=jax.random.key(0))
        >>> card["mmd2"].light
        'green'
    """
    cells = prepare(
        real,
        generated,
        train,
        names=(gene_names, other_gene_names),
        types=(cell_type, other_cell_type, train_cell_type),
    )
    work = Work(cells, key)
    steps = list(work.steps())
    total = (1 + _FOREST) * len(steps)
    try:
        for number, step in enumerate(steps):
            progress(Progress(_CALLED[step.column], number, total, best=work.card()))
            work.measure(step)
        for number, step in enumerate(steps):
            done = len(steps) + _FOREST * number
            progress(Progress("Growing the forests", done, total, best=work.card()))
            work.grow(step)
        work.is_done = True
        progress(Progress("Done", 1, 1, best=work.card()))
    except StopEarly:
        if not work.measured:
            raise
    return work.card()

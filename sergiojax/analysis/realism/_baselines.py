"""Cells that cost nothing: what anything learned must be shown next to.

Each baseline fails another row of the card: cells drawn again are copies, shuffled genes have no
correlation, a multinomial has too little noise, and a copula flattens the differences of types.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Float, Int, Num

from sergiojax._types import Matrix, PRNGKey
from sergiojax.analysis.realism._copula import draw_copula, fit_copula
from sergiojax.analysis.realism._draws import generator
from sergiojax.analysis.realism._inputs import as_cells, rows
from sergiojax.analysis.realism._scale import library_sizes

Baseline: TypeAlias = Literal["drawn_again", "shuffled", "copula", "shuffled_all", "multinomial"]
"""Cells drawn again, genes shuffled within types, the copula; the card has these three. Genes
shuffled over all cells, and counts drawn from the mean shares of a type."""

_MOST_SHUFFLED = 4_000  # cells of a type that are made dense at once


def draw_baseline(
    name: Baseline,
    train: Matrix,
    train_type: Int[np.ndarray, " cells"],
    wanted: Int[np.ndarray, " drawn"],
    *,
    key: PRNGKey,
) -> Num[np.ndarray, "drawn genes"]:
    """Draw cells of a baseline.

    Args:
        name: Which baseline.
        train: Counts of the training cells, dense or sparse.
        train_type: Number of every training cell's type.
        wanted: Number of the type of every cell to draw; of a type that is not among the training
            cells, any cell will do.
        key: PRNG key.

    Returns:
        The cells, in the order wanted.

    Raises:
        ValueError: If the copula is asked for and values are not whole, or the name is unknown.
    """
    if name not in get_args(Baseline):
        raise ValueError(f"`name` must be one of {get_args(Baseline)}, but is {name!r}.")
    if name == "copula":
        known, code = np.unique(train_type, return_inverse=True)
        place = np.searchsorted(known, wanted)
        place = np.where(np.isin(wanted, known), place, len(known))  # a type without cells
        return draw_copula(fit_copula(train, code, len(known) + 1), place, key=key)
    by_type, draw = _DRAWS[name]
    train = as_cells("Training cells", train)
    drawn = np.zeros((len(wanted), train.shape[1]), np.float32)
    for number in np.unique(wanted).tolist():
        own = np.nonzero(train_type == number)[0] if by_type else np.arange(len(train_type))
        own = own if len(own) else np.arange(len(train_type))
        asked = np.nonzero(wanted == number)[0]
        drawn[asked] = draw(train, own, len(asked), generator(key, name, number))
    return drawn


def _draw_again(
    cells: Matrix, own: Int[np.ndarray, " own"], n: int, random: np.random.Generator
) -> Float[np.ndarray, "drawn genes"]:
    return rows(cells, random.choice(own, n))


def _shuffle(
    cells: Matrix, own: Int[np.ndarray, " own"], n: int, random: np.random.Generator
) -> Float[np.ndarray, "drawn genes"]:
    """Permute every gene among the cells, again and again until there are enough."""
    if len(own) > max(n, _MOST_SHUFFLED):
        own = random.choice(own, max(n, _MOST_SHUFFLED), replace=False)
    dense = rows(cells, own)
    rounds = [random.permuted(dense, axis=0) for _ in range(-(-n // len(own)))]
    return np.concatenate(rounds)[:n]


def _multinomial(
    cells: Matrix, own: Int[np.ndarray, " own"], n: int, random: np.random.Generator
) -> Float[np.ndarray, "drawn genes"]:
    """Draw counts of cells as deep as real ones from the mean shares of the type."""
    members = cells[own]
    total = library_sizes(members)
    share = np.asarray(members.sum(axis=0, dtype=float)).ravel()
    if not share.any():
        return np.zeros((n, len(share)), np.float32)
    depth = np.rint(random.choice(total, n)).astype(int)
    return random.multinomial(depth, share / share.sum()).astype(np.float32)


_Draw: TypeAlias = Callable[
    [Matrix, Int[np.ndarray, " own"], int, np.random.Generator], Float[np.ndarray, "drawn genes"]
]
_DRAWS: dict[str, tuple[bool, _Draw]] = {
    "drawn_again": (True, _draw_again),
    "shuffled": (True, _shuffle),
    "shuffled_all": (False, _shuffle),
    "multinomial": (True, _multinomial),
}

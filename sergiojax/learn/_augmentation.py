"""Whether generated cells of a rare type help a classifier, next to what helps for nothing."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float, Int

from sergiojax._checks import check_count
from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import Matrix, PRNGKey
from sergiojax.analysis import normalize, pca
from sergiojax.learn._augmentation_table import Augmentation, AugmentationRow
from sergiojax.learn._batches import split_cells
from sergiojax.learn._cells import Cells
from sergiojax.learn._contract import Learner, is_generator
from sergiojax.learn._fit import fit
from sergiojax.learn.generate import Copula, CountVAE

_HELD_OUT = 0.4  # share of the cells that classifiers are tested on
_N_COMPONENTS = 30
_N_TREES = 100
_PENALTY = 0.1  # C of the logistic regression
_N_NEIGHBORS = 5
_LABELS = {
    "nothing": "Nothing",
    "class_weight": "Class weights",
    "again": "The same cells again",
    "smote": "Between neighbors (SMOTE)",
    "copula": "Copula",
    "generator": "Generator",
    "withheld": "The real cells that were withheld",
}


class _Split(NamedTuple):
    """Cells of one repeat: to train on, to test on, and those of the rare type kept back."""

    train: Cells
    test: Cells
    withheld: Cells
    rare: int


class _Space(NamedTuple):
    """Principal components of the training cells, which other cells are put into."""

    library: float
    mean: Float[np.ndarray, " genes"]
    loadings: Float[np.ndarray, "components genes"]

    def place(self, counts: Matrix) -> Float[np.ndarray, "cells components"]:
        """Return the components of cells."""
        scaled = normalize(counts, library_size=self.library)
        return np.asarray(scaled @ self.loadings.T) - (self.loadings @ self.mean)[None]


def augmentation(
    cells: Cells,
    rare: str,
    *,
    key: PRNGKey,
    learner: Any = None,
    n_kept: int = 8,
    n_added: int = 60,
    n_repeats: int = 5,
    progress: Listener = silent,
) -> Augmentation:
    """Measure whether generated cells of a rare type help a classifier to find it.

    In every repeat, 40 % of the cells are held out, and the rest trains on a few cells of the rare
    type and all cells of the others. The generator learns from these training cells, never from
    those held out, so it is a configuration and not a fitted learner. The table has F1 of the type
    on held-out cells, by a random forest of 100 trees and a logistic regression (C = 0.1) on 30
    principal components of the training cells.

    Args:
        cells: Real cells with their types.
        rare: Name of the type to make rare.
        key: PRNG key: the same key and cells give the same table.
        learner: Configuration of the generator; by default `CountVAE()`.
        n_kept: Cells of the type in training.
        n_added: Cells to add to them.
        n_repeats: Repeats, each with another split.
        progress: Called with the `Progress` after every row.

    Returns:
        The table, and a sentence that it supports.

    Raises:
        TypeError: If `learner` is not the configuration of a generator.
        ValueError: If the type is unknown, is the only one, or has too few cells.

    Source:
        Marouf et al. (2020), Nat. Commun. 11, 166 (augmentation of rare cells); Chawla et al.
        (2002), J. Artif. Intell. Res. 16, 321-357 (SMOTE).
    """
    learner = CountVAE() if learner is None else learner
    _check(cells, rare, learner, n_kept)
    n_added, n_repeats = check_count("n_added", n_added), check_count("n_repeats", n_repeats)
    scores: dict[str, list[tuple[float, float]]] = {name: [] for name in _LABELS}
    done, n_held_out = 0, 0
    for repeat in range(n_repeats):
        own = jax.random.fold_in(key, repeat)
        split = _split(cells, rare, n_kept, own)
        n_held_out = int((split.test.label == split.rare).sum())
        for name, forest, linear in _rows(split, learner, n_added, own):
            scores[name].append((forest, linear))
            done += 1
            progress(Progress(f"Repeat {repeat + 1}", done, n_repeats * len(_LABELS)))
    name = type(learner).__name__
    labels = {**_LABELS, "generator": name}
    rows = tuple(
        AugmentationRow(each, labels[each], *zip(*found, strict=True))
        for each, found in scores.items()
    )
    return Augmentation(rare, n_kept, n_added, n_held_out, name, rows)


def _check(cells: Cells, rare: str, learner: Any, n_kept: int) -> None:
    check_count("n_kept", n_kept)
    if not isinstance(learner, Learner) or not is_generator(learner):
        raise TypeError(
            "`learner` must be the configuration of a generator, such as CountVAE(), but is "
            f"{type(learner).__name__}. A fitted one may have seen the held-out cells."
        )
    if rare not in cells.type_names:
        raise ValueError(f"There is no cell type {rare}; there are {', '.join(cells.type_names)}.")
    n_rare = int(cells.type_counts[cells.type_names.index(rare)])
    least = int(np.ceil((n_kept + 1) / (1 - _HELD_OUT))) + 1
    if n_rare < least:
        raise ValueError(
            f"To train on {n_kept} cells of {rare}, withhold some and test on others, there must "
            f"be at least {least}, but there are {n_rare}."
        )
    if n_rare == cells.n_cells:
        raise ValueError("All cells are of one type, so a classifier has nothing to distinguish.")


def _split(cells: Cells, rare: str, n_kept: int, key: PRNGKey) -> _Split:
    words = np.asarray(jax.random.key_data(key)).ravel().tolist()
    random = np.random.default_rng(words)
    train, test = split_cells(cells.label, _HELD_OUT, seed=int(random.integers(2**31)))
    number = cells.type_names.index(rare)
    own = random.permutation(train[cells.label[train] == number])
    kept = np.sort(np.concatenate([train[cells.label[train] != number], own[:n_kept]]))
    return _Split(cells.part(kept), cells.part(test), cells.part(np.sort(own[n_kept:])), number)


def _rows(
    split: _Split, learner: Any, n_added: int, key: PRNGKey
) -> Iterator[tuple[str, float, float]]:
    """Yield the name of each row with F1 of both classifiers."""
    train, number = split.train, split.rare
    seed = int(np.asarray(jax.random.key_data(key)).ravel()[-1] % 2**31)
    random = np.random.default_rng(seed)
    space = _space(train.counts)
    x, y = space.place(train.counts), train.label == number
    own = x[y]
    test = space.place(split.test.counts), split.test.label == number
    nothing = own[:0]

    def scored(name: str, added: np.ndarray, weight: str | None = None) -> tuple[str, float, float]:
        labels = np.concatenate([train.label, np.full(len(added), number)])
        return name, *_f1(np.concatenate([x, added]), labels, number, test, weight, seed)

    yield scored("nothing", nothing)
    yield scored("class_weight", nothing, "balanced")
    yield scored("again", own[np.arange(n_added) % len(own)])
    yield scored("smote", _between(own, n_added, random))
    yield scored("copula", space.place(_generated(Copula(), split, n_added, key)))
    yield scored("generator", space.place(_generated(learner, split, n_added, key)))
    yield scored("withheld", space.place(split.withheld.counts))


def _space(counts: Matrix) -> _Space:
    total = np.asarray(counts.sum(axis=1), float).ravel()
    library = float(np.median(total[total > 0])) if (total > 0).any() else 1.0
    scaled = normalize(counts, library_size=library)
    mean = np.asarray(scaled.mean(axis=0), np.float32).ravel()
    return _Space(library, mean, pca(scaled, n_components=_N_COMPONENTS).loadings)


def _generated(
    learner: Any, split: _Split, n_added: int, key: PRNGKey
) -> Float[np.ndarray, "cells genes"]:
    fit_key, draw_key = jax.random.split(key)
    fitted = fit(learner, split.train, key=fit_key)
    return fitted.sample({split.train.type_names[split.rare]: n_added}, key=draw_key)[0]


def _between(
    own: Float[np.ndarray, "cells components"], n_added: int, random: np.random.Generator
) -> Float[np.ndarray, "added components"]:
    """Return points between random cells and one of their five nearest neighbors."""
    squared = np.square(own[:, None] - own[None]).sum(2)
    nearest = np.argsort(squared, axis=1, kind="stable")[:, 1 : _N_NEIGHBORS + 1]
    cell = random.integers(len(own), size=n_added)
    if nearest.shape[1] == 0:
        return own[cell]
    other = nearest[cell, random.integers(nearest.shape[1], size=n_added)]
    return own[cell] + random.random((n_added, 1), np.float32) * (own[other] - own[cell])


def _f1(
    x: Float[np.ndarray, "cells components"],
    labels: Int[np.ndarray, " cells"],
    number: int,
    test: tuple[Float[np.ndarray, "tested components"], Any],
    weight: str | None,
    seed: int,
) -> tuple[float, float]:
    """Return F1 of a type by a random forest and by logistic regression."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression

    models = (
        RandomForestClassifier(_N_TREES, class_weight=weight, random_state=seed),
        LogisticRegression(C=_PENALTY, class_weight=weight, max_iter=2_000),
    )
    found = [model.fit(x, labels).predict(test[0]) == number for model in models]
    forest, linear = (
        2 * float((guess & test[1]).sum()) / max(guess.sum() + test[1].sum(), 1) for guess in found
    )
    return forest, linear

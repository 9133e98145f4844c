"""One call from cells to a fitted learner, and from that to new cells: AnnData and seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pandas as pd
from jaxtyping import Float

from sergiojax._progress import Listener, silent
from sergiojax._version import __version__
from sergiojax.analysis.realism import RealismCard
from sergiojax.io import AnnData, generated_to_anndata, whole_counts
from sergiojax.learn import Cells, Fitted, cells_of, load, to_json
from sergiojax.learn import fit as fit_cells

CELL_TYPE = "cell_type"


@dataclass(frozen=True, eq=False, repr=False)
class Learned:
    """A learner that was fitted to cells, which takes and returns AnnData.

    Attributes:
        fitted: The same with arrays and keys.
        cell_type: Column of `obs` that holds the cell types.
        layer: Matrix that holds the counts; None finds them.
    """

    fitted: Fitted
    cell_type: str = CELL_TYPE
    layer: str | None = None

    def __repr__(self) -> str:
        """Say what was learned."""
        return repr(self.fitted)

    def sample(
        self, cells: int | Mapping[str, int] | Sequence[str], *, seed: int = 0, **options: Any
    ) -> AnnData:
        """Draw new cells.

        Args:
            cells: A number of cells in the proportions of training, numbers by type in the order
                wanted (types left out have none), or the type of every cell.
            seed: The same seed gives the same cells.
            **options: Options of the learner, such as `knockout=["TF"]` of a `NetworkGenerator`.

        Returns:
            Cells × genes: counts, `obs["cell_type"]`, and their provenance in `uns["sergiojax"]`.

        Raises:
            TypeError: If the learner draws no cells, or a number is not whole.
            ValueError: If a type or an option is unknown.
        """
        counts, label = self.fitted.sample(cells, key=jax.random.key(seed), **options)
        return generated_to_anndata(
            counts,
            label,
            gene_names=self.fitted.gene_names,
            type_names=self.fitted.type_names,
            record=self._record(seed, options),
        )

    def _record(self, seed: int, options: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "source": "learned",
            "model": type(self.fitted.learner).__name__,
            "configuration": to_json(self.fitted.learner),
            "step": self.fitted.step,
            "options": {name: _plain(value) for name, value in options.items()},
            "seed": seed,
            "training_digest": self.fitted.digest,
            "version": __version__,
        }

    def transform(self, adata: AnnData) -> Float[np.ndarray, "cells latent"]:
        """Return the place of every cell in the latent space.

        Raises:
            TypeError: If the learner has no latent space.
            ValueError: If genes are missing, a type is unknown or values are not whole counts.
        """
        return self.fitted.transform(cells_from_anndata(adata, self.cell_type, layer=self.layer))

    def evaluate(
        self,
        held_out: AnnData,
        *,
        train: AnnData | None = None,
        seed: int = 0,
        progress: Listener = silent,
    ) -> RealismCard:
        """Compare generated cells with cells that took no part in training.

        Args:
            held_out: Real cells that were not trained on.
            train: The cells that were trained on; without them nearness, copies and transfer are
                left out.
            seed: The same seed gives the same card.
            progress: Called with each row.

        Returns:
            The realism card.
        """
        known = (
            None if train is None else cells_from_anndata(train, self.cell_type, layer=self.layer)
        )
        return self.fitted.evaluate(
            cells_from_anndata(held_out, self.cell_type, layer=self.layer),
            train=known,
            key=jax.random.key(seed),
            progress=progress,
        )

    def save(self, path: str | Path) -> None:
        """Write everything into one file; `load_model` reads it, and training can go on.

        Raises:
            OSError: If it cannot be written.
        """
        self.fitted.save(path)


def fit(
    learner: Any,
    adata: AnnData,
    *,
    seed: int = 0,
    cell_type: str | None = None,
    layer: str | None = None,
    until: int | None = None,
    resume: Learned | None = None,
    progress: Listener = silent,
) -> Learned:
    """Fit a learner to cells.

    Args:
        learner: A configuration, such as `sj.learn.CountVAE()`.
        adata: Cells with whole counts, sparse or dense.
        seed: The same seed and cells give the same bytes.
        cell_type: Column of `obs` with the cell types; by default "cell_type", and one type for
            all cells if there is no such column.
        layer: Matrix that holds the counts: "X", "raw" or a layer; by default it is found.
        until: Step to end at; by default all steps of the configuration.
        resume: An earlier result of the same call, to go on from.
        progress: Called with the `Progress`; `StopEarly` ends the training and keeps it so far.

    Returns:
        What was learned; it draws cells with `sample`.

    Raises:
        ValueError: If values are not whole counts, or a column is missing.

    Example:
        >>> import sergiojax as sj
        >>> adata = sj.simulate(sj.load_example("toggle-switch"), 50, technical_noise="DS6")
        >>> sj.fit(sj.learn.Copula(), adata).sample(10, seed=1).shape
        (10, 2)
    """
    fitted = fit_cells(
        learner,
        cells_from_anndata(adata, cell_type, layer=layer),
        key=jax.random.key(seed),
        until=until,
        resume=None if resume is None else resume.fitted,
        progress=progress,
    )
    return Learned(fitted, cell_type or CELL_TYPE, layer)


def load_model(
    source: str | Path | bytes, *, cell_type: str = CELL_TYPE, layer: str | None = None
) -> Learned:
    """Read what was learned from its file.

    Args:
        source: Path, or the content of a file.
        cell_type: Column of `obs` with the cell types, of cells that it is given later.
        layer: Matrix that holds the counts of such cells.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is not a model, is damaged, or comes from another version.
    """
    return Learned(load(source), cell_type, layer)


def cells_from_anndata(
    adata: AnnData, cell_type: str | None = None, *, layer: str | None = None
) -> Cells:
    """Return cells to learn from.

    Args:
        adata: Cells with whole counts.
        cell_type: As in `fit`.
        layer: As in `fit`.

    Raises:
        ValueError: As `fit`.
    """
    counts, names = whole_counts(adata, layer=layer), None
    labels = _column(adata, cell_type)
    if labels is not None:
        if labels.isna().any():
            raise ValueError(
                f"{int(labels.isna().sum()):,} cells have no entry in `obs[{labels.name!r}]`. "
                "Give every cell a type, or leave these cells out."
            )
        kinds = labels.cat.categories if isinstance(labels.dtype, pd.CategoricalDtype) else None
        used = set(labels.astype(str))
        names = None if kinds is None else [str(kind) for kind in kinds if str(kind) in used]
    return cells_of(
        counts,
        cell_type=None if labels is None else labels.astype(str).tolist(),
        gene_names=adata.var_names,
        type_names=names,
    )


def _column(adata: AnnData, cell_type: str | None) -> Any:
    name = CELL_TYPE if cell_type is None else cell_type
    if name in adata.obs:
        return adata.obs[name]
    if cell_type is None:
        return None
    found = ", ".join(map(str, adata.obs.columns)) or "none"
    raise ValueError(f"`obs` has no column {name!r}; its columns are: {found}.")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | bool | int | None) else float(value)

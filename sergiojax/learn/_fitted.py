"""What fitting makes: a configuration with its model, of arrays and keys alone."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Float, Int

from sergiojax._progress import Listener, silent
from sergiojax._types import PRNGKey
from sergiojax.analysis.realism import RealismCard, realism
from sergiojax.learn._cells import Cells
from sergiojax.learn._config import to_json
from sergiojax.learn._contract import Encoder, State, is_generator
from sergiojax.learn._encode import encode_cells
from sergiojax.learn._file import write_model
from sergiojax.learn._sample import draw_cells, labels_wanted


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """A learner that was fitted to cells.

    Attributes:
        learner: The configuration.
        state: Where training ended, to go on from.
        model: What is used: the best model, or the last one as `finish` returns it.
        best: Validation score, step and model of the best so far; None if none was validated.
        gene_names: Genes of the training cells.
        type_names: Cell types, in order.
        type_counts: Training cells of every type.
        n_rows: Rows of what grows with the training cells.
        digest: Short name of the training cells.
        key_data: The key of the training, as numbers.
        history: Scores after every chunk of steps, each with its `step`.
    """

    learner: Any
    state: State
    model: eqx.Module
    best: tuple[float, int, eqx.Module] | None
    gene_names: tuple[str, ...]
    type_names: tuple[str, ...]
    type_counts: tuple[int, ...]
    n_rows: int
    digest: str
    key_data: tuple[int, ...]
    history: tuple[Mapping[str, float | int], ...]

    def __repr__(self) -> str:
        """Name the configuration, the size and the step."""
        n_cells, n_genes = sum(self.type_counts), len(self.gene_names)
        size = f"{n_cells:,} cells × {n_genes:,} genes, {len(self.type_names)} types"
        return f"Fitted({self.learner}, {size}, step {self.step})"

    @property
    def step(self) -> int:
        """Steps of training that are done."""
        return int(self.state.step)

    @property
    def is_generator(self) -> bool:
        """Whether it can draw cells."""
        return is_generator(self.learner)

    def sample(
        self,
        cells: int | Mapping[str, int] | Sequence[str],
        *,
        key: PRNGKey,
        **options: Any,
    ) -> tuple[Float[np.ndarray, "cells genes"], Int[np.ndarray, " cells"]]:
        """Draw cells.

        Args:
            cells: A number of cells in the proportions of training, numbers by type in the order
                wanted, or the type of every cell.
            key: PRNG key; cell i depends on the key, i and its type alone.
            **options: Options of the learner, such as `knockout` of a `NetworkGenerator`.

        Returns:
            Counts, and the number of every cell's type.

        Raises:
            TypeError: If the learner draws no cells.
            ValueError: If a type or an option is unknown.
        """
        self._require(self.is_generator, "draws no cells")
        label = labels_wanted(cells, type_names=self.type_names, type_counts=self.type_counts)
        arrays = self._option_arrays(options)
        return draw_cells(self.learner, self.model, label, key=key, options=arrays), label

    def transform(self, cells: Cells) -> Float[np.ndarray, "cells latent"]:
        """Return the place of every cell in the latent space.

        Args:
            cells: Cells; genes are matched by name and may have another order.

        Raises:
            TypeError: If the learner has no latent space.
            ValueError: If the cells lack genes or have types that the model does not know.
        """
        self._require(isinstance(self.learner, Encoder), "has no latent space")
        return encode_cells(self.learner, self.model, self.matched(cells))

    def evaluate(
        self,
        held_out: Cells,
        *,
        key: PRNGKey,
        train: Cells | None = None,
        progress: Listener = silent,
    ) -> RealismCard:
        """Compare generated cells with cells that took no part in training.

        Args:
            held_out: Real cells that were not trained on.
            key: PRNG key.
            train: The training cells: without them nearness, copies and transfer are left out.
            progress: Called with each row of the card.

        Returns:
            The realism card of twice as many generated cells, with their types in the proportions
            of the held-out ones.
        """
        held = self.matched(held_out)
        label = np.tile(held.label, 2)
        self._require(self.is_generator, "draws no cells")
        draw_key, card_key = jax.random.split(key)
        generated = draw_cells(self.learner, self.model, label, key=draw_key)
        names = np.array(self.type_names)
        known = None if train is None else self.matched(train)
        return realism(
            held.counts,
            generated,
            train=None if known is None else known.counts,
            cell_type=names[held.label],
            other_cell_type=names[label],
            train_cell_type=None if known is None else names[known.label],
            key=card_key,
            progress=progress,
        )

    def matched(self, cells: Cells) -> Cells:
        """Return cells with the genes and types of the model, in its order.

        Raises:
            ValueError: If genes are missing, or a type is unknown.
        """
        place = {name: column for column, name in enumerate(cells.gene_names)}
        missing = [name for name in self.gene_names if name not in place]
        if missing:
            raise ValueError(
                f"These cells lack {len(missing):,} of the model's {len(self.gene_names):,} genes, "
                f"such as {', '.join(missing[:3])}."
            )
        number = {name: place for place, name in enumerate(self.type_names)}
        used = [cells.type_names[each] for each in np.unique(cells.label)]
        unknown = [name for name in used if name not in number]
        if unknown:
            raise ValueError(
                f"The model knows no cell type {unknown[0]}; it was trained on "
                f"{', '.join(self.type_names)}."
            )
        columns = [place[name] for name in self.gene_names]
        same = columns == list(range(cells.n_genes))
        label = np.array([number.get(name, -1) for name in cells.type_names])[cells.label]
        counts = cells.counts if same else cells.counts[:, columns]
        return Cells(counts, label, cells.depth, self.gene_names, self.type_names)

    def save(self, path: str | Path) -> None:
        """Write everything into one file, from which training can go on."""
        header = {
            "learner": type(self.learner).__name__,
            "config": to_json(self.learner),
            "gene_names": self.gene_names,
            "type_names": self.type_names,
            "type_counts": self.type_counts,
            "n_rows": self.n_rows,
            "digest": self.digest,
            "key": self.key_data,
            "step": self.step,
            "best": None if self.best is None else self.best[:2],
            "history": self.history,
        }
        write_model(path, header, (self.state, self.model))

    def _option_arrays(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arrays of options, also of none: with and without, one program draws."""
        make = getattr(self.learner, "options", None)
        known = () if make is None else inspect.signature(make).parameters
        for name in options:
            if name not in known or name == "gene_names":
                learner = type(self.learner).__name__
                raise ValueError(f"{learner} has no option `{name}` for drawing cells.")
        return {} if make is None else make(self.gene_names, **options)

    def _require(self, can: bool, what: str) -> None:
        if not can:
            raise TypeError(f"{type(self.learner).__name__} {what}.")

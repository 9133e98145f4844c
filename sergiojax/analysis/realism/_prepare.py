"""What can be compared: the genes that both sides share, and the types that they name alike."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int

from sergiojax._types import Labels, Matrix
from sergiojax.analysis.realism._inputs import as_cells
from sergiojax.grn._match import match_names

LEAST_GENES = 10
LEAST_CELLS = 10
_NAMED = 5


class Prepared(NamedTuple):
    """Two or three sets of cells with the same genes in the same order.

    Attributes:
        real: Real cells that no model has seen.
        generated: The cells that are judged.
        train: The cells that the model was trained on; None if they are not known.
        real_type: Number of every cell's type; all 0 without types.
        generated_type: The same.
        train_type: The same; −1 for types that the real cells lack.
        n_types: Number of types; 0 if the type rows are left out.
        why_no_types: Why they are, as a sentence; else empty.
        notes: What is left out, one sentence each.
    """

    real: Matrix
    generated: Matrix
    train: Matrix | None
    real_type: Int[np.ndarray, " cells"]
    generated_type: Int[np.ndarray, " other_cells"]
    train_type: Int[np.ndarray, " train_cells"]
    n_types: int
    why_no_types: str
    notes: tuple[str, ...]


def prepare(
    real: Matrix,
    generated: Matrix,
    train: Matrix | None,
    *,
    names: tuple[Labels | None, Labels | None],
    types: tuple[Labels | None, Labels | None, Labels | None],
) -> Prepared:
    """Check the sets, and bring genes and types into one order.

    Args:
        real: Real cells.
        generated: Generated cells.
        train: Training cells, with the genes of the real ones.
        names: Gene names of real and of generated cells; None for both if they agree.
        types: Types of the real, generated and training cells.

    Raises:
        ValueError: If a set is empty or has bad values, or too few cells or genes are shared.
    """
    one, other = as_cells("Real cells", real), as_cells("Generated cells", generated)
    both = [one, other] if train is None else [one, other, as_cells("Training cells", train)]
    for called, cells in zip(("real", "generated", "training"), both, strict=False):
        if cells.shape[0] < LEAST_CELLS:
            raise ValueError(
                f"A comparison needs at least {LEAST_CELLS} {called} cells, but there "
                f"{_are(cells.shape[0])}."
            )
    if train is not None and both[2].shape[1] != one.shape[1]:
        raise ValueError(
            f"Training cells must have the genes of the real ones ({one.shape[1]:,}), but have "
            f"{both[2].shape[1]:,}."
        )
    here, there, notes = _match_genes(one.shape[1], other.shape[1], *names)
    sets = [cells[:, place] for cells, place in zip(both, (here, there, here), strict=False)]
    if not float(sets[0].sum()):
        raise ValueError("The real cells are all empty in the shared genes; choose other cells.")
    labels, n_types, why = _number_types(types, [cells.shape[0] for cells in sets])
    real_type, generated_type, train_type = labels
    found = Prepared(
        sets[0],
        sets[1],
        sets[2] if train is not None else None,
        real_type,
        generated_type,
        train_type,
        n_types,
        why,
        notes,
    )
    return _with_common_types(found) if train is None and n_types else found


def _with_common_types(found: Prepared) -> Prepared:
    """Leave out cells of types that one side lacks: nobody claims that a network has them all."""
    common = np.intersect1d(found.real_type, found.generated_type)
    kept = [np.isin(labels, common) for labels in (found.real_type, found.generated_type)]
    left_out = [int((~each).sum()) for each in kept]
    notes = [
        f"Cells of types that only the {side} cells have are left out: {n:,}."
        for side, n in zip(("real", "generated"), left_out, strict=True)
        if n
    ]
    return found._replace(
        real=found.real[kept[0]],
        generated=found.generated[kept[1]],
        real_type=found.real_type[kept[0]],
        generated_type=found.generated_type[kept[1]],
        notes=(*found.notes, *notes),
    )


def _match_genes(
    n_genes: int, n_other: int, gene_names: Labels | None, other_names: Labels | None
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return the columns of the shared genes on both sides, and what is left out."""
    if gene_names is None and other_names is None:
        if n_genes != n_other:
            raise ValueError(
                f"The real cells have {n_genes:,} genes and the generated ones {n_other:,}. Pass "
                "`gene_names` and `other_gene_names`."
            )
        every = np.arange(_enough(n_genes))
        return every, every, ()
    if gene_names is None or other_names is None:
        raise ValueError("Give both `gene_names` and `other_gene_names`, or neither.")
    names, others = [str(n) for n in gene_names], [str(n) for n in other_names]
    for called, listed, n in (
        ("gene_names", names, n_genes),
        ("other_gene_names", others, n_other),
    ):
        if len(listed) != n:
            raise ValueError(f"`{called}` must name every gene ({n:,}), but has {len(listed):,}.")
    times = Counter(names)
    found = match_names([name for name in times if times[name] == 1], others)
    here = [place for place, name in enumerate(names) if name in found.place]
    there = [found.place[names[place]] for place in here]
    only = [name for name in times if name not in found.place]
    taken = set(there)
    only_other = [name for place, name in enumerate(others) if place not in taken]
    notes = _note("Genes matched without regard to case: {}.", found.loosely)
    notes += _note("Genes of the real cells that are left out: {}.", only)
    notes += _note("Genes of the generated cells that are left out: {}.", only_other)
    _enough(len(here))
    return np.array(here), np.array(there), tuple(notes)


def _check_named(called: str, n_names: int, n_genes: int) -> None:
    if n_names != n_genes:
        raise ValueError(f"`{called}` must name every gene ({n_genes:,}), but has {n_names:,}.")


def _enough(n_shared: int) -> int:
    if n_shared < LEAST_GENES:
        raise ValueError(
            f"A comparison needs at least {LEAST_GENES} genes that both sets have by name, but "
            f"there {_are(n_shared)}. Rename the genes of one of them."
        )
    return n_shared


def _number_types(
    types: tuple[Labels | None, Labels | None, Labels | None], n_cells: list[int]
) -> tuple[list[np.ndarray], int, str]:
    """Return the number of every cell's type, how many types there are, and why there are none."""
    sets = [None if t is None else np.asarray(t, str) for t in types[: len(n_cells)]]
    called = ("cell_type", "other_cell_type", "train_cell_type")
    for name, labels, n in zip(called, sets, n_cells, strict=False):
        if labels is not None and labels.shape != (n,):
            raise ValueError(
                f"`{name}` must have one label per cell ({n:,}), but has {labels.size:,}."
            )
    if any(labels is None for labels in sets):
        return _unlabelled(n_cells), 0, "Not every set of cells has cell types."
    found = [[] if labels is None else labels.tolist() for labels in sets]
    common = set(found[0]) & set(found[1])
    if not common:
        return _unlabelled(n_cells), 0, "The two sets have no cell type of the same name."
    number = {name: place for place, name in enumerate(sorted(set(found[0])))}
    coded = [np.array([number.get(x, -1) for x in each], int) for each in found]
    coded += [np.zeros(0, int)] * (3 - len(coded))
    if len(common) < 2:
        return coded, 0, f"The two sets share one cell type ({min(common)}), so none differ."
    return coded, len(number), ""


def _unlabelled(n_cells: list[int]) -> list[np.ndarray]:
    return [np.zeros(n, int) for n in [*n_cells, 0][:3]]


def _note(sentence: str, names: Sequence[str]) -> list[str]:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return [sentence.format(", ".join(names[:_NAMED]) + more)] if names else []


def _are(number: int) -> str:
    return {0: "are none", 1: "is one"}.get(number, f"are {number:,}")

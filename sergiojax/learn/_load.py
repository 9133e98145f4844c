"""`load`: a fitted learner from its file."""

from pathlib import Path
from typing import Any

import equinox as eqx
import jax

from sergiojax._types import Json, JsonObject
from sergiojax.learn._config import from_json
from sergiojax.learn._contract import Sizes
from sergiojax.learn._file import ModelFileError, read_header, read_leaves
from sergiojax.learn._fitted import Fitted
from sergiojax.learn._learners import LEARNERS

_MOST_NAMES = 200_000
_MOST_ROWS = 10_000_000


def load(source: str | Path | bytes) -> Fitted:
    """Read a fitted learner, which may come from a stranger.

    Args:
        source: Path, or the content of a file.

    Returns:
        The same as was saved: it samples the same cells, and training can go on.

    Raises:
        FileNotFoundError: If there is no such file.
        ModelFileError: If it is not a model, is damaged, or comes from another version.
    """
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    header, start = read_header(content)
    try:
        learner, sizes = _learner(header), _sizes(header)
        skeleton = eqx.filter_eval_shape(lambda: _skeleton(learner, sizes))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        text = (
            f"{error} is missing"
            if isinstance(error, KeyError)
            else str(error).split("\n")[0].rstrip(".")
        )
        raise ModelFileError(f"This model file is damaged: {text}.") from error
    state, model = read_leaves(content[start:], skeleton)
    best = header["best"]
    return Fitted(
        learner=learner,
        state=state,
        model=model,
        best=None if best is None else (best[0], best[1], model),
        gene_names=tuple(header["gene_names"]),
        type_names=tuple(header["type_names"]),
        type_counts=tuple(header["type_counts"]),
        n_rows=header["n_rows"],
        digest=header["digest"],
        key_data=tuple(header["key"]),
        history=tuple(header["history"]),
    )


def _skeleton(learner: Any, sizes: Sizes) -> Any:
    model = learner.build(sizes, key=jax.random.key(0))
    return learner.start(model), model


def _learner(header: JsonObject) -> Any:
    name = header["learner"]
    if name not in LEARNERS:
        raise ValueError(f"it holds the learner {name!r}, which this version does not know")
    if not isinstance(header["config"], dict):
        raise TypeError("its configuration is not a mapping")
    return from_json(LEARNERS[name], header["config"])


def _sizes(header: JsonObject) -> Sizes:
    """Check every entry of the header, and return the sizes of the model."""
    genes, types = header["gene_names"], header["type_names"]
    for names, what in ((genes, "genes"), (types, "types")):
        if not _are(names, str) or not 0 < len(names) <= _MOST_NAMES:
            raise TypeError(f"its {what} are not a list of names")
    if not _are(header["type_counts"], int) or len(header["type_counts"]) != len(types):
        raise TypeError("its types have no numbers of cells")
    if min(header["type_counts"]) < 0 or sum(header["type_counts"]) < 1:
        raise ValueError("its numbers of cells are not positive")
    if not isinstance(header["digest"], str) or not _are(header["key"], int):
        raise TypeError("its key or digest is missing")
    if not _are([header["n_rows"]], int) or not 0 <= header["n_rows"] <= _MOST_ROWS:
        raise TypeError("its number of rows is not a whole number")
    _check_best(header["best"])
    _check_history(header["history"])
    return Sizes(len(genes), len(types), header["n_rows"])


def _check_best(best: Json) -> None:
    if best is None:
        return
    is_pair = isinstance(best, list) and len(best) == 2 and isinstance(best[1], int)
    if not is_pair or not isinstance(best[0], int | float):
        raise TypeError("its best score is not a number")


def _check_history(history: Json) -> None:
    for row in history if isinstance(history, list) else [None]:
        values = row.values() if isinstance(row, dict) and "step" in row else [None]
        if not all(isinstance(value, int | float) for value in values):
            raise TypeError("its history is not a table of numbers")


def _are(values: Json, kind: type) -> bool:
    if not isinstance(values, list):
        return False
    return all(isinstance(value, kind) and not isinstance(value, bool) for value in values)

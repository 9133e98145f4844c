"""The file of a fitted learner: one line of JSON, then the leaves of its arrays; no pickle.

A file may be a stranger's. The line says what was learned; the shapes follow from it and are known
before a value is read, so that a file of another length is refused whole.
"""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from sergiojax._shallow_json import parse_shallow_json
from sergiojax._types import Json, JsonObject
from sergiojax._version import __version__
from sergiojax._whole_file import whole_file

FORMAT = "sergiojax model"
VERSION = 1
SUFFIX = ".sjm"

_MOST_LINE = 32 << 20  # 30,000 gene names have about 0.5 MB
_MOST_BYTES = 4 << 30
_Tree = TypeVar("_Tree")


class ModelFileError(ValueError):
    """A file is not a model, is damaged, or comes from another version."""


def write_model(path: str | Path, header: Mapping[str, Json], leaves: Any) -> None:
    """Write a model.

    Args:
        path: File to write; it appears whole or not at all.
        header: JSON values.
        leaves: A pytree of arrays.

    Raises:
        OSError: If it cannot be written.
    """
    first = {"format": FORMAT, "version": VERSION, "sergiojax": __version__, **header}
    with whole_file(path) as file:
        file.write(json.dumps(first).encode() + b"\n")
        eqx.tree_serialise_leaves(file, eqx.filter(leaves, eqx.is_array))


def read_header(content: bytes) -> tuple[JsonObject, int]:
    """Return the first line of a model, and the place where its arrays begin.

    Raises:
        ModelFileError: If it is not a model, or from a newer version.
    """
    end = content.find(b"\n", 0, _MOST_LINE)
    if end < 0 or not content.lstrip()[:1] == b"{":
        raise ModelFileError(f"This is not a model file ({SUFFIX}) of sergiojax.")
    try:
        header = parse_shallow_json(content[:end].decode())
    except (ValueError, UnicodeDecodeError) as error:
        raise ModelFileError(f"This model file is damaged: {error}.") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ModelFileError(f"This is not a model file ({SUFFIX}) of sergiojax.")
    if header.get("version") != VERSION:
        raise ModelFileError(
            f"This model file has version {header.get('version')!r}, and sergiojax {__version__} "
            f"reads version {VERSION}. It was written by sergiojax {header.get('sergiojax')!r}."
        )
    return header, end + 1


def read_leaves(content: bytes, skeleton: _Tree) -> _Tree:
    """Return the arrays of a model.

    Args:
        content: What follows the first line.
        skeleton: The pytree with the shapes of its arrays, as `equinox.filter_eval_shape` gives.

    Raises:
        ModelFileError: If the shapes differ, or the file is cut or too long.
    """
    wanted = [leaf for leaf in jax.tree.leaves(skeleton) if _is_array(leaf)]
    if sum(_n_bytes(leaf) for leaf in wanted) > min(len(content), _MOST_BYTES):
        raise ModelFileError("This model file is cut short, or its first line is not its own.")
    file = BytesIO(content)
    arrays = iter([_read_leaf(file, leaf) for leaf in wanted])
    if file.read(1):
        raise ModelFileError("This model file goes on after its end.")
    return jax.tree.map(lambda leaf: next(arrays) if _is_array(leaf) else leaf, skeleton)


def _is_array(leaf: Any) -> bool:
    return isinstance(leaf, jax.ShapeDtypeStruct | jax.Array | np.ndarray)


def _n_bytes(leaf: Any) -> int:
    return int(np.prod(leaf.shape, dtype=object)) * np.dtype(leaf.dtype).itemsize


def _read_leaf(file: BytesIO, like: Any) -> jax.Array:
    """Return the next array, of a known shape; its header is checked before its values are read."""
    try:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"arrays of version {version}")
        shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(file)
    except ValueError as error:
        raise ModelFileError(f"This model file is damaged: {error}.") from error
    if shape != tuple(like.shape) or is_fortran or dtype != np.dtype(like.dtype):
        raise ModelFileError(
            f"This model file is damaged: an array is {shape} {dtype}, "
            f"not {like.shape} {like.dtype}."
        )
    values = file.read(_n_bytes(like))
    if len(values) != _n_bytes(like):
        raise ModelFileError("This model file is cut short.")
    return jnp.asarray(np.frombuffer(values, dtype).reshape(shape))

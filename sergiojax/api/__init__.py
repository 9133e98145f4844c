"""One-call functions: a network and a seed in, annotated cells out.

The names are loaded when they are first used: writing a network needs neither AnnData nor pandas.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sergiojax.api._augment import augmentation
    from sergiojax.api._compare import compare_conditions
    from sergiojax.api._design_of_cells import design_of_cells, is_file_of_cells
    from sergiojax.api._learn import Learned, cells_from_anndata, fit, load_model
    from sergiojax.api._screen import screen
    from sergiojax.api._sergio_jax import SergioJAX
    from sergiojax.api._simulate import repeat, simulate
    from sergiojax.api._to_file import simulate_to_file
    from sergiojax.api._write_grn import grn_to_files, write_grn

_FILES = {
    "_augment": ("augmentation",),
    "_compare": ("compare_conditions",),
    "_design_of_cells": ("design_of_cells", "is_file_of_cells"),
    "_learn": ("Learned", "cells_from_anndata", "fit", "load_model"),
    "_screen": ("screen",),
    "_sergio_jax": ("SergioJAX",),
    "_simulate": ("repeat", "simulate"),
    "_to_file": ("simulate_to_file",),
    "_write_grn": ("grn_to_files", "write_grn"),
}
_FILE_OF = {name: file for file, names in _FILES.items() for name in names}

__all__ = [
    "Learned",
    "SergioJAX",
    "augmentation",
    "cells_from_anndata",
    "compare_conditions",
    "design_of_cells",
    "fit",
    "grn_to_files",
    "is_file_of_cells",
    "load_model",
    "repeat",
    "screen",
    "simulate",
    "simulate_to_file",
    "write_grn",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its file at first use (PEP 562)."""
    if name not in _FILE_OF:
        raise AttributeError(f"module 'sergiojax.api' has no attribute {name!r}")
    value = getattr(import_module(f"sergiojax.api.{_FILE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted(__all__)

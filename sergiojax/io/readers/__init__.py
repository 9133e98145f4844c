"""Cells of every kind of file that people have, recognised by what is in it."""

from sergiojax.io.readers._csr import to_csr
from sergiojax.io.readers._head import check_head
from sergiojax.io.readers._open import open_cells, read_cells
from sergiojax.io.readers._opened import OpenedCells, unique_names

__all__ = ["OpenedCells", "check_head", "open_cells", "read_cells", "to_csr", "unique_names"]

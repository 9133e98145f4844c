"""A process of its own that reads files of cells, and says how far its memory rose for each.

It prints a line for each file: the rise of the highest memory (bytes), values, cells, genes.
"""

import gc
import sys
import warnings
from pathlib import Path

from sergiojax.io import read_cells, whole_counts


def memory(line: str) -> int:
    """Return the current (VmRSS) or the highest memory (VmHWM) of this process (bytes)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{line}:")[1].split()[0]) << 10


def measure(path: str) -> None:
    """Read a file and print what it took."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the highest memory begins at the current one
    before = memory("VmRSS")
    cells = whole_counts(read_cells(path))
    print(memory("VmHWM") - before, cells.nnz, *cells.shape, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    small, *paths = sys.argv[1:]
    read_cells(small)  # what is imported late
    for each in paths:
        measure(each)

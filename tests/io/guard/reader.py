"""A process of its own that reads whatever it is told to, and says how that ended.

It reads names of files from standard input and answers each by a line of JSON: what came out of it,
processor time (s), and the rise of the highest memory (MB) since the imports.
"""

import json
import resource
import sys
import time
import warnings
from pathlib import Path

import sergiojax as sj
from sergiojax.io import dense, read_h5ad, read_zarr
from sergiojax.io._blockwise import read_file_record
from sergiojax.io.guard import load_arrays


def read(path: Path) -> str:
    """Read a file as the app and the command line do, whatever it is."""
    if path.suffix == ".npz":
        load_arrays(path, "clean")
        return "arrays"
    if path.suffix == ".zarr":
        cells = read_zarr(path)
        read_file_record(path)
        return "cells"
    cells = read_h5ad(path.read_bytes() if path.stat().st_size % 2 else path)
    dense(cells.X).sum()
    if "sergiojax" in cells.uns:
        sj.repeat(cells)
    return "cells"


def answer(path: Path) -> dict[str, object]:
    """Return how reading ended."""
    began = time.process_time()
    try:
        outcome, sentence = read(path), ""
    except ValueError as error:
        outcome, sentence = "sentence", str(error)
    except BaseException as error:  # noqa: BLE001 (this is what the test looks for)
        outcome, sentence = type(error).__name__, str(error)
    seconds = time.process_time() - began
    return {"outcome": outcome, "sentence": sentence, "seconds": seconds, "megabytes": peak()}


def peak() -> float:
    """Return the most memory that was ever resident (MB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    read_h5ad(sys.argv[1])  # what anndata imports late
    imported = peak()
    for line in sys.stdin:
        found = answer(Path(line.strip()))
        print(json.dumps(found | {"megabytes": peak() - imported}), flush=True)

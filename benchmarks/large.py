"""Large networks and many cells: time against the number of genes, and the peak of memory."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial

import jax

import sergiojax as sj
from benchmarks.timing import medians, seconds

_GENES = (1000, 2000, 4000, 8000)
_CELLS = 500
_EDGES_PER_GENE = 2.5

# The high-water mark of this process alone: `ru_maxrss` would start at that of the parent.
_PEAK = """
import pathlib, sys
import anndata, h5py, jax, scipy.sparse, sklearn, zarr
import sergiojax as sj
from sergiojax import api, io, noise, simulation
from sergiojax.api._to_file import simulate_to_file
def memory(kind):
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(kind))
imported = memory("VmRSS")
grn = sj.random_network(10_000, edges_per_gene=2.5, seed=1)
{task}
print(memory("VmHWM") - imported)
"""
_IN_MEMORY = "sj.simulate_steady_state(grn, {n_cells}, key=jax.random.key(0))"
_TO_FILE = (
    "simulate_to_file(grn, {n_cells}, sys.argv[1] + '/cells.h5ad', technical_noise={noise!r})"
)


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table."""
    yield from _growth()
    yield from _memory()


def _growth() -> Iterator[tuple[str, ...]]:
    networks = [sj.random_network(n, edges_per_gene=_EDGES_PER_GENE, seed=1) for n in _GENES]
    key = jax.random.key(0)
    times = medians(*(partial(sj.simulate_steady_state, grn, _CELLS, key=key) for grn in networks))
    for place in range(1, len(_GENES)):
        half, whole = times[place - 1 : place + 1]
        yield (
            f"{_GENES[place]} genes, {_CELLS} cells (other: {_GENES[place - 1]} genes)",
            seconds(whole),
            seconds(half),
            f"{whole / half:.2f} ×",
            "≤ 2.3 ×",
        )


def _memory() -> Iterator[tuple[str, ...]]:
    for way, task in (
        ("in memory", _IN_MEMORY.format(n_cells=10_000)),
        ("to h5ad", _TO_FILE.format(n_cells=10_000, noise=None)),
        ("to h5ad with counts", _TO_FILE.format(n_cells=10_000, noise="DS1")),
    ):
        work = f"10,000 genes, 25,000 edges, 10,000 cells {way}: peak memory beyond the imports"
        yield work, f"{_peak(task) / 1e9:.2f} GB", "", "", "≤ 2 GB"


def _peak(task: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _PEAK.format(task=task), folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout)

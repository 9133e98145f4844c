"""What a newcomer waits for: the import, and the first cells of a new network."""

import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.timing import REPEATS, seconds

_IMPORT = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
_FIRST = """
import time
import sergiojax as sj
grn = sj.random_network(100, n_cell_types=5, seed=7)
sj.simulate  # loaded before the clock starts
t = time.perf_counter()
sj.simulate(grn, 100, seed=0)
print(time.perf_counter() - t)
"""


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table; every run is its own process."""
    ours, other = _median(_IMPORT.format("sergiojax")), _median(_IMPORT.format("jax"))
    yield (
        "import sergiojax (other: import jax)",
        seconds(ours),
        seconds(other),
        f"{ours / other:.2f} ×",
        "≤ 1.3 ×",
    )
    first = _median(_FIRST)
    yield (
        "first 5 × 100 cells of a 100-gene network, compile included",
        seconds(first),
        "",
        "",
        "≤ 2.5 s",
    )


def _median(code: str) -> float:
    command = [sys.executable, "-c", code]
    runs = [
        subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(REPEATS)
    ]
    return statistics.median(float(run.stdout) for run in runs)

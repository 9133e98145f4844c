"""What a run costs: the lane that it takes, and the memory that it needs."""

import os
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

Lane: TypeAlias = Literal["short", "long"]

MEMORY = "SERGIOJAX_APP_MEMORY_GB"  # environment variable: what all runs together may need
_FLOAT = 4  # bytes
_COPIES = 4  # of the cells at the peak of a run (measured)
_NOISY_COPIES = 13  # the same with technical noise
_LARGE = 20_000_000  # numbers (cells × genes), which take about 10 s
_WITHOUT_A_WORD = 8 << 30  # bytes taken as available where the system does not say
_GIB = 1 << 30


class Cost(NamedTuple):
    """What a run costs.

    Attributes:
        lane: "short" for what a person waits for, "long" for what takes a while.
        n_bytes: Memory that it needs at its peak; 0 for little.
        remedy: What to do where that is too much.
    """

    lane: Lane
    n_bytes: int = 0
    remedy: str = "Ask for less."


SHORT, LONG = Cost("short"), Cost("long")


def simulation_cost(
    n_cells: int, n_genes: int, *, is_noisy: bool = True, lane: Lane | None = None
) -> Cost:
    """Return what the simulation of cells costs.

    Args:
        n_cells: Cells in all.
        n_genes: Genes.
        is_noisy: Whether technical noise is added.
        lane: Its lane; by default "long" for many cells of many genes.
    """
    size = n_cells * n_genes
    chosen = lane or ("long" if size > _LARGE else "short")
    remedy = (
        "Ask for fewer cells, or write them straight to a file: `sergiojax simulate` on the "
        "command line, `simulate_to_file` in Python."
    )
    copies = _NOISY_COPIES if is_noisy else _COPIES
    return Cost(chosen, copies * _FLOAT * size, remedy)


def check_fits(cost: Cost, most: int) -> None:
    """Refuse a run that could never begin.

    Raises:
        ValueError: If it needs more memory than all runs together may have.
    """
    if cost.n_bytes > most:
        raise ValueError(
            f"This run needs about {cost.n_bytes / _GIB:,.1f} GiB of memory, and the app may use "
            f"{most / _GIB:,.1f} GiB. {cost.remedy}"
        )


def most_bytes() -> int:
    """Return how much memory all runs together may need: what is set, or half of what is free.

    Raises:
        ValueError: If what is set is not a positive number.
    """
    text = os.environ.get(MEMORY)
    if text is None:
        return _available() // 2
    try:
        most = int(float(text) * _GIB)
    except (OverflowError, ValueError):
        most = 0
    if most <= 0:
        raise ValueError(f"{MEMORY} must be a positive number of GiB, but is {text!r}.")
    return most


def _available() -> int:
    """Return the bytes that this process could still take, within the limit of its container."""
    found = [each for each in (_of_machine(), _of_container()) if each is not None]
    return min(found, default=_WITHOUT_A_WORD)


def _of_machine() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        pass
    try:  # macOS does not say what is available
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return None


def _of_container(folder: Path = Path("/sys/fs/cgroup")) -> int | None:
    try:
        most, used = (int((folder / f"memory.{name}").read_text()) for name in ("max", "current"))
    except (OSError, ValueError):  # there is none, or it says "max"
        return None
    return max(most - used, 0)

"""Medians of interleaved runs."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import jax

REPEATS = 5


def medians(*tasks: Callable[[], Any]) -> list[float]:
    """Return each task's median wall time (s); they take turns, after one unmeasured round."""
    for task in tasks:
        jax.block_until_ready(task())
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(REPEATS):
        for place, task in enumerate(tasks):
            start = time.perf_counter()
            jax.block_until_ready(task())
            times[place].append(time.perf_counter() - start)
    return [statistics.median(of_task) for of_task in times]


def seconds(value: float) -> str:
    """Return a time for the table."""
    return f"{value * 1e3:.1f} ms" if value < 0.1 else f"{value:.3f} s"

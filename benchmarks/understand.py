"""How long the Understand page takes for a network: `python -m benchmarks.understand`.

Medians of five calls after one unmeasured call. Needs SERGIO's DS1 (`SERGIOJAX_DATA`).
"""

from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

import sergiojax as sj
from benchmarks.networks import load
from benchmarks.timing import medians, seconds
from sergiojax import kinetics
from sergiojax.grn import Parameter, feedback_loops

_STARTS = 1000
_DRAWN_AT_ONCE = "≤ 300 ms"  # in the browser, so less than that here


def main() -> None:
    """Print one table."""
    table = Table("work", "time", "must reach", title="sergiojax: understanding a network")
    for work, task, must_reach in (*_of_ds1(), *_of_examples()):
        [time] = medians(task)
        table.add_row(work, seconds(time), must_reach)
    Console(width=110).print(table)


def _of_ds1() -> Iterator[tuple[str, Callable[[], Any], str]]:
    ds1 = load("DS1")
    n_parameters = len(kinetics.sensitivity(ds1).parameters)
    work = f"DS1, sensitivity: {n_parameters} parameters × {ds1.basal_rate.size} means"
    yield work, lambda: kinetics.sensitivity(ds1), "≤ 2 s"
    yield "DS1, linear noise", lambda: kinetics.lna(ds1), ""
    yield "DS1, noise by source and edge", lambda: kinetics.noise_budget(ds1), ""


def _of_examples() -> Iterator[tuple[str, Callable[[], Any], str]]:
    mcad, hsc = sj.load_example("mcad"), sj.load_example("krumsiek11")
    toggle = sj.load_example("toggle-switch")
    one, other = toggle.gene_names
    strength = Parameter("strength", (one, other))
    yield "mCAD, sensitivity", lambda: kinetics.sensitivity(mcad), "≤ 30 ms"
    yield "mCAD, noise by source and edge", lambda: kinetics.noise_budget(mcad), "≤ 30 ms"
    yield "HSC, feedback loops", lambda: feedback_loops(hsc), _DRAWN_AT_ONCE
    yield (
        f"HSC, fixed points from {_STARTS} starts",
        lambda: kinetics.fixed_points(hsc, n_starts=_STARTS),
        "≤ 3 s",
    )
    yield (
        "toggle switch, phase plane",
        lambda: kinetics.phase_plane(toggle, (one, other)),
        _DRAWN_AT_ONCE,
    )
    yield (
        "toggle switch, bifurcation diagram",
        lambda: kinetics.bifurcation(toggle, strength),
        _DRAWN_AT_ONCE,
    )


if __name__ == "__main__":
    main()

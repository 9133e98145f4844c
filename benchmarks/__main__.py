"""Prints the table of speeds: `make bench`, or `python -m benchmarks` where sergio-rs is installed.

Ratios come from one process on one machine, medians of five runs, interleaved so that a busy
moment hits both sides; compile time is excluded.
"""

from rich.console import Console
from rich.table import Table

from benchmarks import (
    compile_counts,
    differentiable,
    differentiation,
    exact,
    first_result,
    large,
    steady_state,
)


def main() -> None:
    """Run all benchmarks and print one table."""
    table = Table("work", "ours", "other", "ratio", "must reach", title="sergiojax: speed")
    for benchmark in (
        steady_state,
        differentiable,
        differentiation,
        exact,
        large,
        first_result,
        compile_counts,
    ):
        for row in benchmark.rows():
            table.add_row(*row)
    Console(width=150).print(table)


main()

"""`sergiojax check`: what was understood of a network file, and what looks wrong."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from sergiojax.cli._network import (
    AxisOption,
    CellTypesOption,
    FormatOption,
    NetworkArgument,
    RegulatorsOption,
    UnsignedOption,
    filled_in_line,
    read_network,
)
from sergiojax.cli._refusal import refuse

if TYPE_CHECKING:
    from rich.table import Table

    from sergiojax.analysis import Diagnosis

_SHOWN = 3  # culprits per line
_STYLE = {
    "question": "bold yellow",
    "problem": "bold red",
    "warning": "yellow",
    "dropped": "yellow",
}
Line = tuple[str, str, str, str]  # kind, place, what was found, what to do


def check(
    network: NetworkArgument,
    *,
    format: FormatOption = None,  # noqa: A002 (the name of the option)
    master_regulators: RegulatorsOption = None,
    regulators: AxisOption = None,
    unsigned: UnsignedOption = None,
    cell_types: CellTypesOption = None,
    seed: Annotated[int, typer.Option(help="Seed for what the file lacks.")] = 0,
    cells: Annotated[int, typer.Option(help="Cells per cell type of the planned run.")] = 300,
) -> None:
    """Show what was understood of a network, and what looks wrong; exit 1 if it cannot work."""
    from sergiojax.analysis import diagnose

    design, report, kind = read_network(
        network,
        format=format,
        master_regulators=master_regulators,
        regulators=regulators,
        unsigned=unsigned,
        cell_types=cell_types,
        seed=seed,
    )
    with refuse(ValueError, n_cells="cells"):
        found = diagnose(design.grn, cells)
    typer.echo(f"{kind} {report.summary()}")
    words = filled_in_line(design)
    filled: list[Line] = [("assumed", "", words, "")] if words else []
    _print([*report.rows(), *filled, *map(_line, found)])
    n_problems = sum(each.severity == "problem" for each in found)
    n_warnings = sum(each.severity == "warning" for each in found) + len(report.warnings)
    typer.echo(f"{_count(n_problems, 'problem')}, {_count(n_warnings, 'warning').lower()}.")
    if n_problems:
        raise typer.Exit(1)


def _line(found: "Diagnosis") -> Line:
    culprits = found.genes or [" → ".join(pair) for pair in found.edges]
    more = f" +{len(culprits) - _SHOWN}" if len(culprits) > _SHOWN else ""
    return found.severity, f"{', '.join(culprits[:_SHOWN])}{more}", found.problem, found.remedy


def _print(lines: Sequence[Line]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if console.is_terminal:
        console.print(_table(lines))
        return
    for kind, place, problem, remedy in lines:  # for pipes: one line each, nothing wrapped
        where = f" ({place})" if place else ""
        typer.echo(f"{kind}{where}: {problem} {remedy}".rstrip())


def _table(lines: Sequence[Line]) -> "Table":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, ratio in (("", None), ("Where", 2), ("What", 5), ("What to do", 4)):
        table.add_column(title, ratio=ratio, overflow="fold")
    for kind, *cells in lines:
        # As Text: names may look like the console's markup.
        table.add_row(Text(kind, style=_STYLE.get(kind, "dim")), *map(Text, cells))
    return table


def _count(number: int, noun: str) -> str:
    return f"{'No' if number == 0 else f'{number:,}'} {noun}{'' if number == 1 else 's'}"

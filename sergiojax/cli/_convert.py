"""`sergiojax convert`: a network from one file format to another."""

from pathlib import Path
from typing import Annotated

import typer

from sergiojax.cli._network import (
    AxisOption,
    CellTypesOption,
    ForceOption,
    FormatOption,
    NetworkArgument,
    RegulatorsOption,
    UnsignedOption,
    load_network,
    write_network,
)


def convert(
    network: NetworkArgument,
    output: Annotated[Path, typer.Argument(metavar="OUT", help="File to write.")],
    *,
    to: Annotated[
        str | None, typer.Option(help="Format of OUT; by default from its suffix.", metavar="NAME")
    ] = None,
    to_master_regulators: Annotated[
        Path | None, typer.Option(help="Second file to write, for SERGIO's pair.", metavar="FILE")
    ] = None,
    format: FormatOption = None,  # noqa: A002 (the name of the option)
    master_regulators: RegulatorsOption = None,
    regulators: AxisOption = None,
    unsigned: UnsignedOption = None,
    cell_types: CellTypesOption = None,
    seed: Annotated[int, typer.Option(help="Seed for what the file lacks.")] = 0,
    force: ForceOption = False,
) -> None:
    """Convert a network to another file format."""
    design, lines = load_network(
        network,
        format=format,
        master_regulators=master_regulators,
        regulators=regulators,
        unsigned=unsigned,
        cell_types=cell_types,
        seed=seed,
    )
    typer.echo("\n".join(lines))
    write_network(design, output, force=force, format=to, master_regulators=to_master_regulators)

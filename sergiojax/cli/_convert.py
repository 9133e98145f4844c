"""`sergiojax convert`: a network, or cells, from one file format to another."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sergiojax.cli._cells_input import load_cells, write_cells
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
from sergiojax.cli._refusal import RefusalError, check_output

_CELLS = (".h5ad", ".mtx")  # no network is written to such a file


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
    matrix: Annotated[
        str | None,
        typer.Option(
            help="Of cells: X, raw, a layer, or a genome; by default recognised.", metavar="NAME"
        ),
    ] = None,
    force: ForceOption = False,
) -> None:
    """Convert a network to another file format; or cells, if OUT ends in .h5ad or .mtx."""
    if output.suffix.lower() in _CELLS:
        given = (to, to_master_regulators, format, master_regulators, regulators, unsigned)
        _convert_cells(network, output, matrix=matrix, force=force, given=(*given, cell_types))
        return
    if matrix is not None:
        raise RefusalError("--matrix is for cells, which are written to .h5ad or .mtx.")
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


def _convert_cells(
    names: Sequence[str],
    output: Path,
    *,
    matrix: str | None,
    force: bool,
    given: tuple[object, ...],
) -> None:
    if len(names) > 1 or any(option is not None for option in given):
        raise RefusalError(
            f"{output} will hold cells: name one file or folder of cells, without the options of "
            "networks."
        )
    check_output(output, force=force, suffixes=_CELLS)
    cells = load_cells(Path(names[0]), matrix=matrix)
    write_cells(cells, output)

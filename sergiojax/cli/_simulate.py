"""`sergiojax simulate`: from a network to a file of cells."""

import time
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from sergiojax._progress import Progress
from sergiojax.cli._cells import SUFFIXES, summarise, write_simulation
from sergiojax.cli._network import (
    AxisOption,
    CellTypesOption,
    ForceOption,
    FormatOption,
    NetworkArgument,
    RegulatorsOption,
    UnsignedOption,
    filled_in_line,
    load_network,
)
from sergiojax.cli._perturbation import (
    ClampOption,
    KnockdownOption,
    KnockoutOption,
    OverexpressOption,
    parse_perturbation,
)
from sergiojax.cli._progress import show_progress
from sergiojax.cli._refusal import RefusalError, check_output

Number = TypeVar("Number", int, float)


def simulate(
    network: NetworkArgument,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help=".h5ad, .zarr, .csv, or .mtx (a folder)."
        ),
    ],
    cells: Annotated[
        str, typer.Option(metavar="N", help="Per cell type, or by name: stem=100,blood=300.")
    ] = "300",
    seed: Annotated[int, typer.Option(help="The same seed gives the same cells.")] = 0,
    technical_noise: Annotated[
        str | None, typer.Option(metavar="NAME", help="Counts as in a published data set: DS1.")
    ] = None,
    noise_type: Annotated[
        str, typer.Option(metavar="dpd|sp|spd", help="On both terms, on production, or shared.")
    ] = "dpd",
    noise_amplitude: Annotated[
        str | None, typer.Option(metavar="Q", help="Instead of the network's; or by gene: A=0.5.")
    ] = None,
    sampling: Annotated[
        str, typer.Option(metavar="independent|trajectory", help="SERGIO's way is trajectory.")
    ] = "independent",
    method: Annotated[
        str, typer.Option(metavar="exponential|euler", help="SERGIO's way is euler.")
    ] = "exponential",
    dt: Annotated[float | None, typer.Option(help="Integration step (time).")] = None,
    initial: Annotated[
        str | None, typer.Option(metavar="steady_state|random|off", help="Where every cell starts.")
    ] = None,
    half_response: Annotated[
        str,
        typer.Option(
            metavar="deterministic|simulated|dynamic|explicit", help="How missing ones are found."
        ),
    ] = "deterministic",
    burn_in: Annotated[float | None, typer.Option(help="Time before a cell is recorded.")] = None,
    steps_per_cell: Annotated[int, typer.Option(help="Steps of the trajectory per cell.")] = 10,
    increments: Annotated[
        str | None, typer.Option(metavar="binomial|gaussian", help="Random numbers of each step.")
    ] = None,
    knockout: KnockoutOption = None,
    knockdown: KnockdownOption = None,
    overexpress: OverexpressOption = None,
    clamp: ClampOption = None,
    format: FormatOption = None,  # noqa: A002 (the name of the option)
    master_regulators: RegulatorsOption = None,
    regulators: AxisOption = None,
    unsigned: UnsignedOption = None,
    cell_types: CellTypesOption = None,
    force: ForceOption = False,
    resume: Annotated[
        bool, typer.Option(help="Go on with what an interrupted run left in FILE.partial.")
    ] = True,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")
    ] = False,
) -> None:
    """Simulate single cells of a network and write them to a file."""
    started, arguments = time.perf_counter(), locals()
    from sergiojax.io._chunks import has_run

    # If parts of a run are next to the file, it may belong to them: this is known once the run is
    # planned.
    check_output(output, force=force or has_run(output), suffixes=SUFFIXES)
    n_cells = parse_numbers("--cells", cells, kind=int)
    amplitude = None
    if noise_amplitude is not None:
        amplitude = parse_numbers("--noise-amplitude", noise_amplitude, kind=float)
    perturbation = parse_perturbation(
        knockout=knockout, knockdown=knockdown, overexpress=overexpress, clamp=clamp
    )
    with show_progress(quiet=quiet) as report:
        report(Progress("Reading the network", 0, 1))
        design, lines = load_network(
            network,
            format=format,
            master_regulators=master_regulators,
            regulators=regulators,
            unsigned=unsigned,
            cell_types=cell_types,
            seed=seed,
        )
        record = write_simulation(
            design.grn,
            n_cells,
            output,
            settings=_settings_among(arguments)
            | {
                "seed": seed,
                "technical_noise": technical_noise,
                "noise_amplitude": amplitude,
                "perturbation": perturbation,
            },
            resume=resume,
            force=force,
            report=report,
        )
    if not quiet:
        seconds = time.perf_counter() - started
        lines += [line for line in [filled_in_line(design)] if line]
        lines += summarise(record, output, n_genes=design.grn.n_genes, seconds=seconds)
        typer.echo("\n".join(lines))


def _settings_among(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are settings of a run; the library checks them."""
    from sergiojax.simulation import RunSettings

    names = {field.name for field in fields(RunSettings)} & arguments.keys()
    return {name: arguments[name] for name in names}


def parse_numbers(option: str, text: str, *, kind: type[Number]) -> Number | dict[str, Number]:
    """Return a number, or numbers by name from "stem=100,blood=300".

    Args:
        option: Option, for the message.
        text: What was given.
        kind: int for whole numbers, or float.

    Raises:
        RefusalError: If it is neither, or names something twice.
    """
    pairs = [pair.rpartition("=") for pair in text.split(",")]
    try:
        if "=" not in text:
            return kind(text)
        numbers = {name.strip(): kind(value) for name, _, value in pairs}
    except ValueError as error:
        what = "a whole number" if kind is int else "a number"
        sentence = f"{option} must be {what}, or name=number,…, but is {text!r}."
        raise RefusalError(sentence) from error
    if len(numbers) < len(pairs):
        raise RefusalError(f"{option} names something twice: {text!r}.")
    return numbers

"""`sergiojax simulate`: from a network to a file of cells."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from sergiojax.cli._network import (
    CellTypesOption,
    ForceOption,
    FormatOption,
    NetworkArgument,
    RegulatorsOption,
    load_network,
)
from sergiojax.cli._progress import show_progress
from sergiojax.cli._refusal import RefusalError, check_output, refuse, refuse_unwritable

if TYPE_CHECKING:
    from sergiojax.io import AnnData

SUFFIXES = (".h5ad", ".csv")

Number = TypeVar("Number", int, float)


def simulate(
    network: NetworkArgument,
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help=".h5ad, or .csv (the matrix alone)."),
    ],
    cells: Annotated[
        str, typer.Option(metavar="N", help="Per cell type, or by name: stem=100,blood=300.")
    ] = "300",
    seed: Annotated[int, typer.Option(help="Equal seeds give equal cells.")] = 0,
    technical_noise: Annotated[
        str | None, typer.Option(metavar="NAME", help="Counts as in a published data set: DS1.")
    ] = None,
    noise_type: Annotated[
        str, typer.Option(metavar="dpd|sp|spd", help="Both sides, production, or one for both.")
    ] = "dpd",
    noise_amplitude: Annotated[
        str | None, typer.Option(metavar="Q", help="In place of the network's, or by gene: A=0.5.")
    ] = None,
    sampling: Annotated[
        str, typer.Option(metavar="independent|trajectory", help="Trajectory is SERGIO's way.")
    ] = "independent",
    method: Annotated[
        str, typer.Option(metavar="exponential|euler", help="Euler is SERGIO's way.")
    ] = "exponential",
    dt: Annotated[float | None, typer.Option(help="Integration step (time).")] = None,
    initial: Annotated[
        str | None, typer.Option(metavar="steady_state|random|off", help="Start of every cell.")
    ] = None,
    half_response: Annotated[
        str, typer.Option(metavar="deterministic|explicit", help="What fills missing ones.")
    ] = "deterministic",
    burn_in: Annotated[float | None, typer.Option(help="Time before a cell is taken.")] = None,
    steps_per_cell: Annotated[int, typer.Option(help="Steps of a trajectory per cell.")] = 10,
    format: FormatOption = None,  # noqa: A002 (the name of the option)
    master_regulators: RegulatorsOption = None,
    cell_types: CellTypesOption = None,
    force: ForceOption = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")
    ] = False,
) -> None:
    """Simulate single cells of a network and write them to a file."""
    started = time.perf_counter()
    check_output(output, force=force, suffixes=SUFFIXES)
    n_cells = parse_numbers("--cells", cells, kind=int)
    amplitude = None
    if noise_amplitude is not None:
        amplitude = parse_numbers("--noise-amplitude", noise_amplitude, kind=float)
    settings: dict[str, Any] = {  # the library checks them
        "seed": seed,
        "technical_noise": technical_noise,
        "noise_type": noise_type,
        "noise_amplitude": amplitude,
        "sampling": sampling,
        "method": method,
        "dt": dt,
        "initial": initial,
        "half_response": half_response,
        "burn_in": burn_in,
        "steps_per_cell": steps_per_cell,
    }
    with show_progress(quiet=quiet) as report:
        report("Reading the network", 0.0)
        design, lines = load_network(
            network,
            format=format,
            master_regulators=master_regulators,
            cell_types=cell_types,
            seed=seed,
        )
        from sergiojax.api import simulate as simulate_cells

        with refuse(ValueError, n_cells="cells"):
            adata = simulate_cells(design.grn, n_cells, progress=report, **settings)
        report("Writing", 0.0)
        write_cells(adata, output)
    if not quiet:
        lines += summarise(adata, output, seconds=time.perf_counter() - started)
        typer.echo("\n".join(lines))


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


def write_cells(adata: "AnnData", path: Path) -> None:
    """Write cells in the format of the suffix.

    Raises:
        RefusalError: If the file cannot be written.
    """
    from sergiojax.io import write_csv, write_h5ad

    with refuse_unwritable(path):
        write = write_csv if path.suffix.lower() == ".csv" else write_h5ad
        write(adata, path)


def summarise(adata: "AnnData", path: Path, *, seconds: float) -> list[str]:
    """Return what was done, line by line."""
    from rich.filesize import decimal

    from sergiojax.io import read_record

    record = read_record(adata)
    counts: Mapping[str, int] = record["n_cells"]
    per_type = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    if len(set(counts.values())) == 1:
        per_type = f"{adata.n_obs // len(counts):,} per cell type"
    kind = "clean expression" if record["technical_noise"] is None else "counts"
    return [
        *(f"Note: {note}" for note in record["notes"]),
        f"Simulated {adata.n_obs:,} cells × {adata.n_vars:,} genes ({per_type}), {kind}, "
        f"seed {record['seed']}.",
        f"Wrote {path}, {decimal(path.stat().st_size)}, after {seconds:.1f} s.",
    ]

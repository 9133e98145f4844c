"""Networks that a command reads or writes: a file, or an example of the gallery."""

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from sergiojax.cli._refusal import BAD_FILE, RefusalError, check_output, refuse, refuse_unwritable

if TYPE_CHECKING:
    from sergiojax.grn import Design, ReadReport

NetworkArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(metavar="NET...", help="Network file or files, or an example."),
]
FormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option(help="Format of the file; by default recognised.", metavar="NAME"),
]
RegulatorsOption: TypeAlias = Annotated[
    Path | None, typer.Option(help="Second file of SERGIO's pair.", metavar="FILE")
]
Axis: TypeAlias = Literal["rows", "columns"]
AxisOption: TypeAlias = Annotated[
    Axis | None, typer.Option(help="Where a matrix has its regulators.")
]
Unsigned: TypeAlias = Literal["activate", "unknown"]
UnsignedOption: TypeAlias = Annotated[
    Unsigned | None, typer.Option(help="What edges do if no number is negative.")
]
CellTypesOption: TypeAlias = Annotated[
    str | None,
    typer.Option(help="Number or names (stem,blood), where the file has none.", metavar="N"),
]
ForceOption: TypeAlias = Annotated[bool, typer.Option("--force", help="Overwrite existing files.")]


def load_network(
    names: Sequence[str],
    *,
    format: str | None,  # noqa: A002 (what everybody calls it)
    master_regulators: Path | None,
    cell_types: str | None,
    seed: int,
    regulators: Axis | None = None,
    unsigned: Unsigned | None = None,
) -> "tuple[Design, list[str]]":
    """Read files, or take the example of that name if there is no such file.

    Returns:
        The design, and notes on it: its origin, its size, and what was assumed.

    Raises:
        RefusalError: If there is neither, or the file cannot be read.
    """
    design, report, kind = read_network(
        names,
        format=format,
        master_regulators=master_regulators,
        regulators=regulators,
        cell_types=cell_types,
        seed=seed,
        unsigned=unsigned,
    )
    first, *others = report.lines()
    return design, [f"{kind} {first}", *others]


def read_network(
    names: Sequence[str],
    *,
    format: str | None,  # noqa: A002 (what everybody calls it)
    master_regulators: Path | None,
    regulators: Axis | None,
    cell_types: str | None,
    seed: int,
    unsigned: Unsigned | None = None,
) -> "tuple[Design, ReadReport, Literal['File', 'Example']]":
    """Do the same, and return the whole report, and what the names stand for."""
    from sergiojax.grn import GRNFormatError, read

    first, *others = names
    if not others and _is_example(first):
        if format or master_regulators or cell_types or regulators or unsigned:
            raise RefusalError(f"Options for reading a file were given, but {first} is not a file.")
        return *_load_example(first), "Example"
    paths = [Path(name) for name in names]
    for path in paths:
        if path.suffix.lower() in (".h5ad", ".zarr"):
            if others:
                raise RefusalError(f"{path} holds cells with their network; name it alone.")
            return *_read_cells(path), "File"
    with refuse(ValueError), refuse(GRNFormatError, status=BAD_FILE):
        design, report = read(
            paths,
            format=format,
            master_regulators=master_regulators,
            cell_types=_parse_cell_types(cell_types),
            seed=seed,
            regulators=regulators,
            unsigned=unsigned,
        )
    return design, report, "File"


def filled_in_line(design: "Design") -> str:
    """Return how much was filled in and how often the answer holds; no line if nothing was."""
    import jax

    from sergiojax.analysis import ensemble_words, filled_in_words, vary_filled_in

    words = filled_in_words(design)
    found = vary_filled_in(design, key=jax.random.key(0)) if words else None
    if found is None:
        return words
    several = len(found.cell_types) > 1
    answers = [
        f"{name}: {ensemble_words(found, name)}" if several else ensemble_words(found)
        for name in found.cell_types
    ]
    return " ".join([words, *dict.fromkeys(answers)])


def write_network(
    design: "Design",
    path: Path,
    *,
    force: bool,
    format: str | None = None,  # noqa: A002 (what everybody calls it)
    master_regulators: Path | None = None,
) -> None:
    """Write a network, and print what the format cannot hold.

    Raises:
        RefusalError: If a file cannot be written, or the format cannot hold the network.
    """
    from sergiojax.api import write_grn

    paths = [path] if master_regulators is None else [path, master_regulators]
    for file in paths:
        check_output(file, force=force)
    with warnings.catch_warnings(record=True) as lost, refuse_unwritable(path):
        warnings.simplefilter("always")
        with refuse(ValueError, format="to", master_regulators="to-master-regulators"):
            write_grn(design, path, format=format, master_regulators=master_regulators)
    for warning in lost:
        typer.echo(str(warning.message))
    typer.echo(f"Wrote {' and '.join(map(str, paths))}.")


def _is_example(name: str) -> bool:
    """Return whether a name is that of an example rather than of a file."""
    path = Path(name)
    looks_like_file = bool(path.suffix) or os.sep in name
    return not looks_like_file and (path.is_dir() or not path.exists())


def _read_cells(path: Path) -> "tuple[Design, ReadReport]":
    """Return the network that made the cells of a file."""
    from sergiojax.api import design_of_cells

    if not path.exists():
        raise RefusalError(f"{path}: there is no such file.", status=BAD_FILE)
    with refuse(ValueError, status=BAD_FILE):
        return design_of_cells(path)


def _load_example(name: str) -> "tuple[Design, ReadReport]":
    from sergiojax.datasets import load_design
    from sergiojax.grn import ReadReport

    try:
        design = load_design(name)
    except ValueError as error:
        raise RefusalError(f"{name} is not a file. {error}") from error
    return design, ReadReport.of(design.grn, label="from the gallery", files=[name])


def _parse_cell_types(text: str | None) -> int | list[str] | None:
    if text is None:
        return None
    return int(text) if text.isdecimal() else [name.strip() for name in text.split(",")]

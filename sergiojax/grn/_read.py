"""Reading a network from files or uploads, with a report of what was understood."""

import os
import warnings
from collections.abc import Sequence

from sergiojax._checks import check_choice, check_count
from sergiojax.grn._design import Design
from sergiojax.grn._errors import AssumedKineticsWarning, GRNFormatWarning
from sergiojax.grn._network import GRN
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats import Axis, ReadOptions, Unsigned, find_format, format_of_files

Source = str | os.PathLike[str] | SourceFile


def read(
    source: Source | Sequence[Source],
    *,
    format: str | None = None,  # noqa: A002 (what everybody calls it)
    master_regulators: Source | None = None,
    cell_types: int | Sequence[str] | None = None,
    seed: int = 0,
    regulators: Axis | None = None,
    unsigned: Unsigned | None = None,
) -> tuple[Design, ReadReport]:
    """Read a network, and say what was understood.

    Args:
        source: Path, or a file in memory; or several that belong together, in any order.
        format: Name of the format (see `list_formats`); by default found from content and suffix.
        master_regulators: Second file of SERGIO v1's pair.
        cell_types: Names of the cell types, or how many, where the file does not say.
        seed: Seed of the parameters that the file lacks.
        regulators: Where a matrix has its regulators, in "rows" or "columns", if it does not say.
        unsigned: What edges do where no number is negative: "activate", or their signs are
            "unknown" and drawn. By default ones mark edges of unknown sign, other numbers
            activate, and the report asks.

    Returns:
        The design, and the report.

    Raises:
        GRNFormatQuestion: If a matrix does not say where its regulators are.
        GRNFormatError: If the file is missing or cannot be read whole; the message says where.
        ValueError: If `format` is unknown, or only written.
    """
    sources = [source] if isinstance(source, str | os.PathLike | SourceFile) else list(source)
    if master_regulators is not None:
        sources.append(master_regulators)
    files = [_load(each) for each in sources]
    paired = format is None and master_regulators is not None
    name = "sergio-v1" if paired else format
    return read_files(
        files,
        format=name,
        cell_types=cell_types,
        seed=seed,
        regulators=regulators,
        unsigned=unsigned,
    )


def read_files(
    files: Sequence[SourceFile],
    *,
    format: str | None = None,  # noqa: A002 (what everybody calls it)
    cell_types: int | Sequence[str] | None = None,
    seed: int = 0,
    regulators: Axis | None = None,
    unsigned: Unsigned | None = None,
) -> tuple[Design, ReadReport]:
    """Read a network from files in memory: one, or several that belong together, in any order.

    Args:
        files: The files; one that is given twice counts once.
        format: As in `read`.
        cell_types: As in `read`.
        seed: As in `read`.
        regulators: As in `read`.
        unsigned: As in `read`.

    Returns:
        The design, and the report.

    Raises:
        GRNFormatQuestion: As `read`.
        GRNFormatError: If the files cannot be read whole; the message says where.
        ValueError: If there is no file, or `format` is unknown or only written.
    """
    if not files:
        raise ValueError("There is no file to read.")
    check_count("seed", seed, least=0)
    if regulators is not None:
        check_choice("regulators", regulators, Axis)
    if unsigned is not None:
        check_choice("unsigned", unsigned, Unsigned)
    files = [file.unpack() for file in dict.fromkeys(files)]
    found = format_of_files(files) if format is None else find_format(format)
    if found.read is None:
        raise ValueError(f"{found.label} is only written; nothing reads it back.")
    return found.read(files, ReadOptions(cell_types, seed, regulators, unsigned))


def read_grn(
    source: Source | Sequence[Source],
    *,
    format: str | None = None,  # noqa: A002 (what everybody calls it)
    master_regulators: Source | None = None,
    cell_types: int | Sequence[str] | None = None,
    seed: int = 0,
    regulators: Axis | None = None,
    unsigned: Unsigned | None = None,
) -> GRN:
    """Read a network alone; `read` returns its report, positions and settings too.

    Args:
        source: As in `read`.
        format: As in `read`.
        master_regulators: As in `read`.
        cell_types: As in `read`.
        seed: As in `read`.
        regulators: As in `read`.
        unsigned: As in `read`.

    Returns:
        The network.

    Raises:
        GRNFormatError: If the file is missing or cannot be read whole; the message says where.
        ValueError: If `format` is unknown.

    Warns:
        AssumedKineticsWarning: If the file lacks parameters; lists what was assumed.
        GRNFormatWarning: If something in the file looks like a mistake or was left out.
    """
    design, report = read(
        source,
        format=format,
        master_regulators=master_regulators,
        cell_types=cell_types,
        seed=seed,
        regulators=regulators,
        unsigned=unsigned,
    )
    if report.assumed:
        message = f"{report.file} lacks parameters. {' '.join(report.assumed)}"
        warnings.warn(message, AssumedKineticsWarning, stacklevel=2)
    asked = [f"{report.file}: {each.text} {each.advice}" for each in report.questions]
    findings = [*asked, *report.warnings, *report.dropped]
    if findings:
        warnings.warn("\n".join(map(str, findings)), GRNFormatWarning, stacklevel=2)
    return design.grn


def _load(source: Source) -> SourceFile:
    return source if isinstance(source, SourceFile) else SourceFile.from_path(source)

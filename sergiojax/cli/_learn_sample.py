"""`sergiojax learn sample`: new cells from a generator."""

from pathlib import Path
from typing import Annotated

import typer

from sergiojax.cli._refusal import (
    BAD_FILE,
    RefusalError,
    check_output,
    refuse,
    refuse_unwritable,
)

_WRITERS = {".h5ad": "write_h5ad", ".csv": "write_csv", ".mtx": "write_mtx"}


def sample(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="File of `learn fit`.")],
    *,
    cells: Annotated[
        str, typer.Option(help='How many: 1000 in the proportions of training, or "B=5,NK=0,T=7".')
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="Cells to write: .h5ad, .csv, .mtx."),
    ],
    knockout: Annotated[
        list[str] | None,
        typer.Option(metavar="GENE", help="Gene to knock out; may be repeated."),
    ] = None,
    overexpress: Annotated[
        list[str] | None,
        typer.Option(metavar="GENE=FACTOR", help="Gene to overexpress; may be repeated."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same cells.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE.")] = False,
) -> None:
    """Draw new cells from a fitted generator."""
    from sergiojax import io
    from sergiojax.api import load_model

    check_output(output, force=force)
    writer = _WRITERS.get(output.suffix.lower())
    if writer is None:
        raise RefusalError(f"--output must end with {', '.join(_WRITERS)}, but is {output.name}.")
    wanted = parse_cells(cells)
    with refuse(ValueError, FileNotFoundError, status=BAD_FILE):
        learned = load_model(model)
    options: dict[str, object] = {}
    if knockout:
        options["knockout"] = knockout
    if overexpress:
        options["overexpress"] = dict(map(_factor, overexpress))
    with refuse(ValueError, TypeError):
        drawn = learned.sample(wanted, seed=seed, **options)
    with refuse_unwritable(output):
        getattr(io, writer)(drawn, output)
    typer.echo(f"Wrote {output}: {drawn.n_obs:,} cells × {drawn.n_vars:,} genes, seed {seed}.")


def parse_cells(text: str) -> int | dict[str, int]:
    """Return numbers of cells: one for all, or by type.

    Raises:
        RefusalError: If the text is neither.
    """
    if text.strip().isdigit():
        return int(text)
    found: dict[str, int] = {}
    for part in text.split(","):
        name, equals, number = part.rpartition("=")
        if not equals or not name.strip() or not number.strip().isdigit():
            raise RefusalError(f'--cells is like 1000 or "B=5,NK=0", but has {part.strip()!r}.')
        if name.strip() in found:
            raise RefusalError(f"--cells names {name.strip()} twice.")
        found[name.strip()] = int(number)
    return found


def _factor(text: str) -> tuple[str, float]:
    name, equals, number = text.rpartition("=")
    try:
        factor = float(number)
    except ValueError:
        factor = float("nan")
    if not equals or not name or not factor >= 0:
        raise RefusalError(f"--overexpress must be GENE=FACTOR, but is {text!r}.")
    return name, factor
